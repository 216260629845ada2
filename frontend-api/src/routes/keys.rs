//! The published keys (RFC 7517).

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use crate::app::App;

/// `/jwks`, where `@clerk/backend` looks for them.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/jwks", get(jwks))
}

/// The same at the well-known path.
pub(crate) fn well_known() -> Router<App> {
    Router::new().route("/.well-known/jwks.json", get(jwks))
}

/// For everybody who checks session tokens, so any origin may read it.
async fn jwks(State(app): State<App>) -> Response {
    let mut response = Json::<Value>(app.key.jwks()).into_response();
    let anybody = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
    response
}
