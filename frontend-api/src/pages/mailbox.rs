//! `/mailbox`: the emails, for people and, as JSON, for scripts.
//!
//! It sends no CORS headers, and answers only under this server's own names. So a page elsewhere cannot
//! read it, even if its owner points a name of their own at this machine.

use std::time::Duration;

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use crate::app::App;
use crate::error::{Error, Refusal, Result, not_found};
use crate::http::caller::Caller;
use crate::http::path::Path;
use crate::http::{headers, network};
use crate::mail::mailbox::Message;
use crate::pages::head::head;
use crate::plain::{address, time};

const STYLE: &str = concat!(
    include_str!("../../assets/colours.css"),
    include_str!("../../assets/column.css"),
    include_str!("../../assets/mailbox.css")
);
const LONGEST_WAIT: Duration = Duration::from_secs(55);

/// Nothing is loaded from elsewhere. The emails' own HTML is shown in frames without scripts.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
                           connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; \
                           base-uri 'none'; form-action 'none'";
const EMAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; \
                            base-uri 'self'; form-action 'none'; \
                            sandbox allow-popups allow-popups-to-escape-sandbox";

/// `/mailbox/…`. It is a 404 if the mailbox is off.
pub(crate) fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/mailbox", get(page))
        .route("/mailbox/", get(page))
        .route("/mailbox/list", get(list))
        .route("/mailbox/messages", get(messages))
        .route("/mailbox/messages/{id}", get(message))
        .route("/mailbox/messages/{id}/html", get(message_html))
        .route("/mailbox/mailbox.js", get(script))
        .route("/mailbox/mailbox.css", get(style))
        .layer(from_fn_with_state(app.clone(), guard))
}

/// Answers only under this server's own names, and never to a page elsewhere.
async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.mailbox.is_none() {
        return not_found("mailbox").into_response();
    }
    if !is_from_here(&app, request.headers()) {
        let message = "The mailbox is only for pages of this server, under its own name.";
        return Error::from(Refusal::new(StatusCode::FORBIDDEN, "origin_invalid", message))
            .into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn is_from_here(app: &App, headers: &HeaderMap) -> bool {
    let says = |name, value| headers.get(name).is_some_and(|said| said == value);
    let is_foreign = says("sec-fetch-site", "cross-site") && !says("sec-fetch-mode", "navigate");
    // A proxy on this machine brings strangers, and often under our own name.
    let is_strangers = network::is_forwarded(headers) && app.config.mailbox.is_none();
    let text = |name| headers::text(headers, name);
    !is_foreign
        && !is_strangers
        && text("origin").is_none_or(|origin| app.origins.is_own_origin(&origin))
        && text("host").is_some_and(|host| app.origins.is_own_host(&host))
}

async fn messages(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Json<Value>> {
    let mailbox = app.mailbox.as_ref().ok_or_else(|| not_found("mailbox"))?;
    let query = query.unwrap_or_default();
    let to = value(&query, "to").map(|to| wanted(&query, to));
    let after = value(&query, "after");
    let wait = value(&query, "wait")
        .and_then(|wait| wait.parse().ok())
        .map_or(Duration::ZERO, Duration::from_secs);
    let found = tokio::select! {
        found = mailbox.wait(to.as_deref(), after.as_deref(), wait.min(LONGEST_WAIT)) => found,
        () = app.stopped() => Vec::new(),
    };
    Ok(Json(found.iter().map(Message::json).collect()))
}

fn value(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The address whose emails are asked for, from the query. In a form's encoding, `+` stands for a space.
/// No address holds a space, so here `+` is taken as it is written.
fn wanted(query: &str, to: String) -> String {
    let as_written = value(&query.replace('+', "%2B"), "to");
    let as_written = as_written.and_then(|to| address::normalise(&to));
    as_written.or_else(|| address::normalise(&to)).unwrap_or(to)
}

async fn message(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>> {
    find(&app, &id).map(|message| Json(message.json()))
}

/// The email's HTML by itself. Its links open in a new tab.
async fn message_html(State(app): State<App>, Path(id): Path<String>) -> Result<Response> {
    let html = find(&app, &id)?.email.html;
    let html = html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    Ok(with_policy(EMAIL_POLICY, Html(html)))
}

fn find(app: &App, id: &str) -> Result<Message> {
    let found = app.mailbox.as_ref().and_then(|mailbox| mailbox.find(id));
    found.ok_or_else(|| not_found("message"))
}

fn with_policy(policy: &'static str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let policy = HeaderValue::from_static(policy);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

async fn script() -> Response {
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind], include_str!("../../assets/mailbox.js")).into_response()
}

async fn style() -> Response {
    let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
    ([kind], STYLE).into_response()
}

async fn list(State(app): State<App>) -> Response {
    with_policy(PAGE_POLICY, Html(all(&app).into_string()))
}

async fn page(State(app): State<App>, caller: Caller) -> Response {
    let settings = app.settings();
    let name = settings.application_name();
    let has_home = app.config.www.iter().any(|www| www.prefix == "/");
    let home = has_home.then(|| format!("{}/", app.origins.base_for(caller.host.as_deref())));
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            (head("Mailbox", "/mailbox/mailbox.css", &html! { script src="/mailbox/mailbox.js" type="module" {} }))
            body {
                header {
                    div.line {
                        h1 { "Mailbox" }
                        @if let Some(home) = &home {
                            a.home href=(home) { "Back to " (name) }
                        }
                    }
                    p { "Every email that " (name) " sent since the server started. New ones appear by themselves." }
                }
                main #messages aria-live="polite" { (all(&app)) }
            }
        }
    };
    with_policy(PAGE_POLICY, Html(markup.into_string()))
}

fn all(app: &App) -> Markup {
    let messages = app.mailbox.as_ref().map(|mailbox| mailbox.list(None, None)).unwrap_or_default();
    let now = (app.now_ms)();
    html! {
        @if messages.is_empty() {
            div.empty {
                h2 { "No email yet" }
                p { "Sign up or sign in, and the email with the link will be here." }
            }
        }
        @for (index, message) in messages.iter().enumerate() {
            (card(message, now, index == 0))
        }
    }
}

fn card(message: &Message, now: i64, is_newest: bool) -> Markup {
    let Message { id, email, created_at } = message;
    html! {
        article data-id=(id) {
            div.line {
                h2 { (email.subject) @if is_newest { span.newest { "newest" } } }
                time title=(time::utc(*created_at)) { (time::ago(now - created_at)) }
            }
            p.to { "to " span { (email.to) } }
            div.actions {
                @if let Some(link) = &email.link {
                    a.button href=(link) target="_blank" rel="noopener noreferrer" { "Open the link" }
                }
                @if let Some(code) = &email.code {
                    span.code { "code " b { (code) } }
                }
            }
            details {
                summary { "The whole email" }
                iframe title=(email.subject) loading="lazy"
                    sandbox="allow-popups allow-popups-to-escape-sandbox"
                    src={ "/mailbox/messages/" (id) "/html" } {}
            }
        }
    }
}
