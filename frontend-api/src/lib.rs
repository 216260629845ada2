//! A Frontend API for one machine: magic links, sessions and a mailbox over SQLite.
//!
//! The wire is Clerk's, as its browser SDKs speak it; the code, the pages and the rules where the
//! wire leaves them open are this project's. In reading order:

// What a call is made of, and its answer.
pub(crate) mod answer;
pub(crate) mod app;
pub(crate) mod call;
pub(crate) mod client_uat;
pub(crate) mod config;
pub(crate) mod cookies;
pub(crate) mod db;
pub(crate) mod error;
pub(crate) mod fields;
pub(crate) mod guard;
pub(crate) mod headers;
pub(crate) mod network;
pub(crate) mod origins;
pub(crate) mod path;
pub(crate) mod unread;

// What is stored and shown.
pub(crate) mod resources;

// The endpoints, one file for each resource.
mod clients;
mod dev_browser;
mod email_addresses;
mod environment;
mod me;
mod sessions;
mod sign_ins;
mod sign_ups;

// Proving who somebody is.
mod attempts;
mod guesses;
mod hold;
mod links;
mod passwords;
mod purpose;
mod totp;
mod verifications;

// Emails and pages.
mod email;
mod mail;
mod mailbox;
mod mailbox_pages;
mod message;
mod pages;
mod smtp;
mod www;

// Small things.
mod address;
mod changes;
mod housekeeping;
mod json;
mod limits;
mod logs;
mod pasted;
mod random;
mod secret;
mod shared_reads;
mod sign_up_fields;
mod signing_key;
mod time;
mod tokens;
mod user_agent;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::Value;
use tower_http::set_header::SetResponseHeaderLayer;

pub use crate::app::App;
pub use crate::config::Config;
use crate::error::not_found;
pub use crate::error::{Error, Refusal, Result};
pub use crate::logs::start as start_log;

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .merge(environment::router())
        .merge(clients::router())
        .merge(dev_browser::router())
        .merge(sign_ins::router())
        .merge(sign_ups::router())
        .merge(sessions::router())
        .merge(me::router())
        .merge(email_addresses::router())
        .merge(totp::router())
        .merge(links::router())
        .route("/jwks", get(jwks))
        .route("/page.css", get(page_css))
        .fallback(no_endpoint)
        .method_not_allowed_fallback(|| async { method_not_allowed() });
    let routes = Router::new()
        .nest("/v1", api)
        .route("/v1/", any(no_endpoint))
        .merge(mailbox_pages::router(&app))
        .route("/.well-known/jwks.json", get(jwks));
    let routes = www::add(routes, &app.config.www).with_state(app.clone());
    // Outside the routes: these must run before a route is chosen by its method.
    Router::new()
        .fallback_service(routes)
        .layer(from_fn(guard::method))
        .layer(from_fn_with_state(app, guard::origin))
        .layer(from_fn(unread::read_or_close))
        .layer(no_sniffing())
        .layer(from_fn(logs::request))
}

/// No browser is to find another type in an answer than the one it is told.
fn no_sniffing() -> SetResponseHeaderLayer<HeaderValue> {
    let nosniff = HeaderValue::from_static("nosniff");
    SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, nosniff)
}

/// A program is told in the envelope, a person by a page: a link from an email that lost a letter
/// of its path leads here.
async fn no_endpoint(State(app): State<App>, headers: HeaderMap) -> Response {
    let is_person =
        headers::text(&headers, "accept").is_some_and(|kinds| kinds.contains("text/html"));
    if is_person {
        pages::headers(pages::ended(&app, &pages::Ended::Unknown))
    } else {
        not_found("endpoint").into_response()
    }
}

async fn page_css() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], pages::STYLE).into_response()
}

/// The published keys (RFC 7517), for whoever checks session tokens: at the well-known place, and
/// where `@clerk/backend` looks for them.
async fn jwks(State(app): State<App>) -> Response {
    let mut response = Json::<Value>(app.key.jwks()).into_response();
    let anybody = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
    response
}

fn method_not_allowed() -> Error {
    let message = "This endpoint does not know that method.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).into()
}
