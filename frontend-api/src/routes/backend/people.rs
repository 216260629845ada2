//! Sessions and clients, for the application's servers.

use axum::extract::{RawQuery, Request, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::Call;
use crate::error::{Result, missing, not_found};
use crate::http::caller::Caller;
use crate::http::fields;
use crate::http::path::Path;
use crate::plain::random;
use crate::resources::client;
use crate::resources::session::close;
use crate::store::clients;
use crate::store::sessions::{self, Session};

/// `/sessions/…` and `/clients/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/sessions/{id}", get(show))
        .route("/sessions/{id}/revoke", post(revoke))
        .route("/clients/handshake_payload", get(handshake_payload))
        .route("/clients/verify", post(verify))
}

fn of(call: &Call<'_>, id: &str) -> Result<Session> {
    sessions::find(call.tx, id)?.ok_or_else(|| not_found("session"))
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Json<Value>> {
    Ok(Json(app.look(&caller, move |call| of(call, &id)?.json_for_servers(call)).await?))
}

async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Json<Value>> {
    let revoke = move |call: &mut Call<'_>| {
        let session = of(call, &id)?;
        close(call, &session, "revoked")?;
        of(call, &id)?.json_for_servers(call)
    };
    let (session, _) = app.commit(caller, revoke).await?;
    let id = session.get("id").and_then(Value::as_str);
    tracing::info!(session = id, "revoked with a secret key");
    Ok(Json(session))
}

/// Which browser a client cookie is of.
async fn verify(State(app): State<App>, caller: Caller, request: Request) -> Result<Json<Value>> {
    let body = fields::json(request).await?;
    let Some(token) = body.get("token").and_then(Value::as_str) else {
        return Err(missing("token"));
    };
    let hash = random::hash(token);
    let find = move |call: &Call<'_>| match clients::of_token(call.tx, &hash)? {
        Some(id) => client::json_for_servers(call, &id),
        None => Err(not_found("client")),
    };
    Ok(Json(app.look(&caller, find).await?))
}

/// The lines that a handshake holds for the page behind this nonce.
async fn handshake_payload(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>> {
    let query = query.unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let Some((_, nonce)) = pairs.find(|(name, _)| name == "nonce") else {
        return Err(missing("nonce"));
    };
    let lines = app.nonces.bring(&random::hash(&nonce), (app.steady_ms)());
    let lines = lines.ok_or_else(|| not_found("handshake"))?;
    Ok(Json(json!({ "directives": lines })))
}
