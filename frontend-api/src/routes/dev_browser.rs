//! The dev browser: an identity that clerk-js carries in URLs on development instances, where it
//! cannot rely on cookies (wire protocol 2.1). Here the cookie always works, since page and server
//! share a site. The endpoints are only there so that clerk-js starts with a development key
//! (`pk_test_…`).

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Result;
use crate::plain::random;

/// `/dev_browser/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/dev_browser", post(create))
        .route("/dev_browser/set_first_party_cookie", post(|| async { Json(json!({})) }))
}

/// clerk-js reads `token` up to 5.9, and `id` since then.
async fn create() -> Result<Json<Value>> {
    let id = random::id("dvb")?;
    Ok(Json(json!({ "object": "dev_browser", "id": id, "token": id })))
}
