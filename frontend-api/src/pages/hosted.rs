//! The pages to sign in, to sign up and for one's account: one component each, whose first screen is in the
//! page, so that there is something to read before the script runs.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, PreEscaped, html};

use crate::pages::first_screen::{Mount, first_screen};
use crate::pages::sdk;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const STYLE: &str = concat!(
    include_str!("../../assets/hosted.css"),
    include_str!("../../../js/components/components.css"),
    include_str!("../../../js/components/profile.css"),
);
const SCRIPT: &str = include_str!("../../assets/hosted.js");

const HEADERS: [(HeaderName, &str); 3] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// What the page is besides its component.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// What it is for.
    pub(crate) title: &'a str,
    /// The application's name.
    pub(crate) application: &'a str,
    /// The component, by the name in `mountSignIn`.
    pub(crate) component: &'a str,
    /// Where the API is.
    pub(crate) frontend_api: &'a str,
    /// Where somebody may be led afterwards.
    pub(crate) origins: &'a [String],
    /// The version of the settings.
    pub(crate) settings: i64,
}

/// The page.
pub(crate) fn page(page: &Page<'_>, mount: &Mount<'_>, now_ms: i64) -> Response {
    let Page { title, application, component, frontend_api, origins, settings } = page;
    let file = |name: &str| format!("{}/{name}", sdk::FOLDER);
    // So that no browser mixes what is of two versions, or shows colours of before.
    let versions = format!("?v={VERSION}-{settings}");
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (application) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ "/v1/hosted.css" (versions) };
                link rel="modulepreload" href=(file("clerk.components.mjs"));
                @if mount.load != "ready" {
                    link rel="modulepreload" href=(file("clerk.profile.mjs"));
                }
                script src=(file("clerk.browser.js")) data-clerk-frontend-api=(frontend_api) defer {}
                script src={ "/v1/hosted.js" (versions) } defer {}
            }
            body {
                main id="component" data-component=(component) data-origins=(origins.join(" ")) {
                    (PreEscaped(first_screen(mount, now_ms)))
                }
                noscript { p { "This page needs JavaScript and WebAssembly. Please turn them on in your browser, and reload the page." } }
                p id="trouble" role="alert" hidden {
                    "This page could not start. It needs a connection and a browser with WebAssembly. Please reload it."
                }
            }
        }
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' {frontend_api}; img-src 'self' {frontend_api} https: data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'"
    );
    let mut response = Html(markup.into_string()).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Adds what every answer about such a page has.
pub(crate) fn headers(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The style sheet. The application's colours are in it, since the page must not change them when its script
/// comes. `scheme` is `light`, `dark` or `auto`.
pub(crate) fn style(theme: &[(&str, &str)], scheme: &str) -> Response {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "#%.,()- ".contains(c);
    let mut style = STYLE.to_owned();
    for (name, value) in theme.iter().filter(|(_, value)| value.chars().all(is_plain)) {
        style.push_str(&format!(".cl-rootBox{{--cl-{name}:{value}}}\n"));
    }
    if matches!(scheme, "light" | "dark") {
        style.push_str(&format!(":root{{color-scheme:{scheme}}}\n"));
    }
    asset("text/css; charset=utf-8", style)
}

/// The script that starts the component.
pub(crate) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", SCRIPT.to_owned())
}

/// A file that changes with the settings. The browser may keep it, but no cache that several share: somebody could
/// ask it for the next version before there is one.
fn asset(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=600")], text)
        .into_response()
}
