//! The endpoints, a family of URLs in each file. An endpoint reads what was sent, makes one call, and
//! answers.

pub(crate) mod answer;
mod backend;
pub(crate) mod client;
pub(crate) mod client_uat;
pub(crate) mod dev_browser;
pub(crate) mod email_addresses;
pub(crate) mod environment;
pub(crate) mod handshake;
pub(crate) mod held_poll;
mod hosted;
pub(crate) mod keys;
pub(crate) mod me;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_ins;
pub(crate) mod sign_ups;
pub(crate) mod totp;
pub(crate) mod verify;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::app::App;
use crate::error::{Error, Refusal, not_found};
use crate::http::headers;
use crate::pages::link::{self, LinkEnd};

/// All endpoints, and the hosted pages if there are any.
pub(crate) fn router(app: &App) -> Router<App> {
    let v1 = Router::new()
        .merge(environment::router())
        .merge(client::router())
        .merge(dev_browser::router())
        .merge(handshake::router())
        .merge(sign_ins::router())
        .merge(sign_ups::router())
        .merge(sessions::router())
        .merge(me::router())
        .merge(email_addresses::router())
        .merge(totp::router())
        .merge(verify::router())
        .merge(keys::router())
        .merge(hosted::files())
        .merge(backend::router(app))
        .fallback(no_endpoint)
        .method_not_allowed_fallback(|| async { method_not_allowed() });
    let hosted = if app.hosted.is_some() { hosted::router() } else { Router::new() };
    let router = Router::new().nest("/v1", v1).route("/v1/", any(no_endpoint));
    router.merge(keys::well_known()).merge(hosted)
}

/// Programs get the refusal in the envelope, people get a page: an email's link whose path lost a letter
/// leads here.
async fn no_endpoint(State(app): State<App>, headers: HeaderMap) -> Response {
    if headers::is_of_person(&headers) {
        link::headers(link::ended(&app, &LinkEnd::Unknown))
    } else {
        not_found("endpoint").into_response()
    }
}

fn method_not_allowed() -> Error {
    let message = "This endpoint does not know that method.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message).into()
}
