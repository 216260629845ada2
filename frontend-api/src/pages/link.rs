//! The pages behind an emailed link, for when it does not lead back to the application. They have no
//! scripts and no frames, load nothing from elsewhere, and are not cached.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::app::App;
use crate::error::{Error, Refusal};
use crate::pages::head::head;
use crate::plain::attempt::Attempt;
use crate::plain::{address, time, user_agent};

const STYLE: &str =
    concat!(include_str!("../../assets/colours.css"), include_str!("../../assets/page.css"));

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// The style sheet of the pages.
pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// Adds the headers that every answer about a link has.
pub(crate) fn headers(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Allows the page to send its form here. The answer redirects to `origin`, so that is allowed too.
fn allow_form(response: &mut Response, origin: &str) {
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {origin}; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// What a stranger may know about who asked for a link.
#[derive(Clone, Debug)]
pub(crate) struct LinkRequest {
    /// What the link is for.
    pub(crate) attempt: Attempt,
    /// The address that the email went to. It is shown masked.
    pub(crate) email_address: String,
    /// The `User-Agent` of the browser that asked.
    pub(crate) user_agent: String,
    /// How long ago it asked.
    pub(crate) asked_ago_ms: i64,
    /// When it asked.
    pub(crate) asked_at: i64,
    /// The application's origin, where the button leads.
    pub(crate) origin: String,
}

/// Why there is nothing more to do with a link. `back` leads to the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkEnd {
    /// There is no such link: it is mangled, or from another server.
    Unknown,
    /// It has expired.
    Expired,
    /// It was used before.
    Used {
        /// Where the application is.
        back: Option<String>,
    },
    /// A newer email has replaced it.
    Superseded {
        /// Where the application is.
        back: Option<String>,
    },
    /// Whoever asked for it has started over or signed out.
    Abandoned {
        /// Where the application is.
        back: Option<String>,
    },
    /// It only works in the browser that asked for it.
    OtherBrowser,
    /// It cannot succeed any more.
    Failed,
    /// It worked, and there is no page to go back to.
    Verified,
    /// The confirmation did not come from our page.
    Foreign,
}

/// Asks a person to confirm what another browser began.
pub(crate) fn confirm(app: &App, asked: &LinkRequest, token: &str, nonce: &str) -> Response {
    let settings = app.settings();
    let name = settings.application_name();
    let (title, button) = match &asked.attempt {
        Attempt::SignIn(_) => (format!("Sign in to {name}?"), "Yes, sign me in there"),
        Attempt::SignUp(_) => (format!("Create your {name} account?"), "Yes, create it there"),
        Attempt::EmailAddress(_) => {
            (format!("Add this address to a {name} account?"), "Yes, add it there")
        }
    };
    let body = html! {
        p { "This link was asked for in another browser. If that was you, confirm it here, then go back there." }
        dl {
            div { dt { "Email address" } dd { (address::mask(&asked.email_address)) } }
            div { dt { "Asked for in" } dd { (user_agent::describe(&asked.user_agent)) } }
            div { dt { "When" } dd { (time::ago(asked.asked_ago_ms)) span.hint { (time::utc(asked.asked_at)) } } }
        }
        form method="post" action="/v1/verify" {
            input type="hidden" name="token" value=(token);
            input type="hidden" name="nonce" value=(nonce);
            button type="submit" { (button) }
        }
        p.note { (unasked(&asked.attempt)) " Confirming does not sign in this browser." }
    };
    let mut response = page(app, StatusCode::OK, Tone::Ask, &title, body);
    allow_form(&mut response, &asked.origin);
    response
}

fn unasked(attempt: &Attempt) -> &'static str {
    match attempt {
        Attempt::SignIn(_) | Attempt::SignUp(_) => {
            "If you did not ask for this, do not press: whoever asked would be signed in as you."
        }
        Attempt::EmailAddress(_) => {
            "If you did not ask for this, do not press: whoever asked would have your address on \
             their account."
        }
    }
}

/// Says why a link does nothing, and what to do now.
pub(crate) fn ended(app: &App, ended: &LinkEnd) -> Response {
    let (status, tone, title, text) = match ended {
        LinkEnd::Unknown => (
            StatusCode::NOT_FOUND,
            Tone::Bad,
            "This link is not complete",
            "Some mail programs break long links. Copy the whole link from the email, or ask for a new one.",
        ),
        LinkEnd::Expired => (
            StatusCode::GONE,
            Tone::Bad,
            "This link has expired",
            "Links work for a few minutes only. Go back to where you asked for it and have a new one sent.",
        ),
        LinkEnd::Used { .. } => (
            StatusCode::GONE,
            Tone::Bad,
            "This link has been used",
            "Each link works once. If you are not signed in where you asked for it, have a new one sent there.",
        ),
        LinkEnd::Superseded { .. } => (
            StatusCode::GONE,
            Tone::Bad,
            "A newer link was sent",
            "Only the newest email counts. Open that one instead.",
        ),
        LinkEnd::Abandoned { .. } => (
            StatusCode::GONE,
            Tone::Bad,
            "Nobody waits for this link any more",
            "Whoever asked for it has started over since. Go back to that page and have a new link sent.",
        ),
        LinkEnd::OtherBrowser => (
            StatusCode::FORBIDDEN,
            Tone::Bad,
            "Open this link where you asked for it",
            "It only works in that browser. There you can also type the code from the email.",
        ),
        LinkEnd::Failed => (
            StatusCode::GONE,
            Tone::Bad,
            "This link cannot be used any more",
            "The address may belong to another account by now. Go back to where you asked for the link and try again.",
        ),
        LinkEnd::Verified => (
            StatusCode::OK,
            Tone::Good,
            "Your address is confirmed",
            "You can close this page and go back to where you asked for the link.",
        ),
        LinkEnd::Foreign => (
            StatusCode::FORBIDDEN,
            Tone::Bad,
            "Please open the link again",
            "The confirmation did not come from our page, so nothing was done. Open the link in the email once more.",
        ),
    };
    let back = match ended {
        LinkEnd::Used { back } | LinkEnd::Superseded { back } | LinkEnd::Abandoned { back } => {
            back.as_ref()
        }
        _ => None,
    };
    let body = html! {
        p { (text) }
        @if let Some(back) = back {
            a.button href=(back) { "Back to " (app.settings().application_name()) }
        }
    };
    page(app, status, tone, title, body)
}

/// Says that something failed here, as a page.
pub(crate) fn fault(error: Error) -> Response {
    let answer = error.into_response();
    let retry_after = answer.headers().get(header::RETRY_AFTER).cloned();
    let body =
        html! { p { "Something went wrong on our side. Please open the link again in a moment." } };
    let markup = document("", Tone::Bad, "That did not work", &body);
    let mut response = (answer.status(), Html(markup.into_string())).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// Says that this browser is not sent back to the page that it came from.
pub(crate) fn not_sent_back(app: &App, refusal: &Refusal) -> Response {
    let body = html! {
        p { (refusal.message) }
        p { "Open the application again. If this page comes back, tell the people who run it." }
    };
    page(app, refusal.status, Tone::Bad, "This does not lead back", body)
}

#[derive(Clone, Copy)]
enum Tone {
    Ask,
    Good,
    Bad,
}

fn page(app: &App, status: StatusCode, tone: Tone, title: &str, body: Markup) -> Response {
    let markup = document(app.settings().application_name(), tone, title, &body);
    (status, Html(markup.into_string())).into_response()
}

fn document(application: &str, tone: Tone, title: &str, body: &Markup) -> Markup {
    let (class, sign) = match tone {
        Tone::Ask => ("ask", "?"),
        Tone::Good => ("good", "✓"),
        Tone::Bad => ("bad", "!"),
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, "/v1/page.css", &html! { meta name="robots" content="noindex"; }))
            body {
                main class=(class) {
                    div.sign aria-hidden="true" { (sign) }
                    h1 { (title) }
                    (body)
                }
                @if !application.is_empty() { footer { (application) } }
            }
        }
    }
}
