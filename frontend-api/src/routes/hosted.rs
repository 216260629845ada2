//! The hosted pages: `/sign-in`, `/sign-up`, `/user`, and what is below them (wire protocol 2.6).
//!
//! A path below a page is the first route of its component, as in `/sign-in/choose`. Where to go afterwards is
//! in the fragment, which only the browser sees, or in the query: each is checked where it is seen.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use clerk_components::REDIRECTS;

use crate::app::App;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::headers;
use crate::pages::first_screen::Mount;
use crate::pages::hosted::{self, Page};
use crate::pages::link;
use crate::routes::environment::environment;

/// A page, and the component on it.
#[derive(Debug)]
struct Hosted {
    path: &'static str,
    title: &'static str,
    component: &'static str,
    kind: &'static str,
    load: &'static str,
}

const PAGES: [Hosted; 3] = [
    Hosted {
        path: "/sign-in",
        title: "Sign in",
        component: "SignIn",
        kind: "sign_in",
        load: "ready",
    },
    Hosted {
        path: "/sign-up",
        title: "Create your account",
        component: "SignUp",
        kind: "sign_up",
        load: "ready",
    },
    // There is nothing to show without the user.
    Hosted {
        path: "/user",
        title: "Your account",
        component: "UserProfile",
        kind: "user_profile",
        load: "loading",
    },
];

/// The same as in the script. As paths they lead to the host that the browser named.
const PROPS: [(&str, &str); 3] =
    [("routing", "hash"), ("signInUrl", "/sign-in"), ("signUpUrl", "/sign-up")];

/// What the pages load, below `/v1`.
pub(crate) fn files() -> Router<App> {
    Router::new().route("/hosted.css", get(style)).route("/hosted.js", get(hosted::script))
}

/// The pages.
pub(crate) fn router() -> Router<App> {
    let mut router = Router::new();
    for page in &PAGES {
        let show = get(move |State(app): State<App>, caller, uri, headers| async move {
            let shown = show(&app, page, caller, &uri, &headers).await;
            hosted::headers(shown.unwrap_or_else(link::fault))
        });
        for below in ["", "/", "/{*route}"] {
            router = router.route(&format!("{}{below}", page.path), show.clone());
        }
    }
    router
}

async fn show(
    app: &App,
    page: &Hosted,
    caller: Caller,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response> {
    // First, since it brings the allowed origins up to date.
    let known = app.look(&caller, |call| Ok((environment(call), Arc::clone(&call.settings))));
    let (environment, settings) = known.await?;
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let kept = allowed(app, query);
    if kept != query {
        let question = if kept.is_empty() { "" } else { "?" };
        return Ok(Redirect::to(&format!("{path}{question}{kept}")).into_response());
    }
    let host = headers::text(headers, "host");
    let own = app.origins.base_for(host.as_deref());
    let origin = host.and_then(|host| app.origins.allowed_host(&host)).unwrap_or(own.clone());
    let route = match path.strip_prefix(page.path).unwrap_or_default().trim_matches('/') {
        // A link leads back to the page with its outcome, and with its route in the fragment.
        _ if query.contains("__clerk_status=") => "verify",
        route => route,
    };
    let mount = Mount {
        kind: page.kind,
        load: page.load,
        href: &format!("{origin}{uri}"),
        origin: &origin,
        route: &format!("{route}?{query}"),
        props: &PROPS,
        environment: &environment,
    };
    let page = Page {
        title: page.title,
        application: settings.application_name(),
        component: page.component,
        frontend_api: &own,
        origins: &app.origins.listed(),
        settings: settings.version,
    };
    Ok(hosted::page(&page, &mount, (app.now_ms)()))
}

/// A query without the redirects that lead to strangers.
fn allowed(app: &App, query: &str) -> String {
    let leads_away = |pair: &&str| {
        let mut named = form_urlencoded::parse(pair.as_bytes());
        named
            .next()
            .is_some_and(|(name, to)| REDIRECTS.contains(&&*name) && !app.origins.may_lead_to(&to))
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !leads_away(pair)).collect();
    kept.join("&")
}

/// The style sheet, with the application's colours by the names that the component has for them.
async fn style(State(app): State<App>) -> Response {
    let settings = app.settings();
    let radius = format!("{}px", settings.text("radius"));
    let mut theme = vec![("color-primary", settings.text("color")), ("border-radius", &radius)];
    let background = settings.text("background_color");
    // White leaves it to the page, as it does in the script.
    if background != "#ffffff" {
        theme.push(("color-background", background));
        theme.push(("color-text", settings.text("font_color")));
    }
    hosted::style(&theme, settings.text("color_scheme"))
}
