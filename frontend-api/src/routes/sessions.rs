//! Sessions and their tokens (wire protocol 3.7 and 3.10).

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::Call;
use crate::error::{Result, not_found};
use crate::http::caller::Caller;
use crate::http::path::Path;
use crate::http::reply::{Bare, Reply};
use crate::resources::session::{active_of_user, close, of_user, own, own_active, signed_in};
use crate::store::{clients, sessions};

/// `/client/sessions/…` and `/me/sessions/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/client/sessions/{id}/touch", post(touch))
        .route("/client/sessions/{id}/end", post(end))
        .route("/client/sessions/{id}/remove", post(remove))
        .route("/client/sessions/{id}/revoke", post(revoke))
        .route("/client/sessions/{id}/tokens", post(token))
        .route("/client/sessions/{id}/tokens/{template}", post(token_by_template))
        .route("/me/sessions/active", get(active))
        .route("/me/sessions/{id}/revoke", post(revoke_other))
}

async fn touch(State(app): State<App>, Path(id): Path<String>, caller: Caller) -> Result<Reply> {
    app.answer(caller, move |call| {
        let session = own_active(call, &id)?;
        sessions::touch(call.tx, &id, call.now_ms)?;
        clients::choose_session(call.tx, &session.client_id, &id)?;
        call.touch_client(&session.client_id)?;
        own(call, &id)?.json(call)
    })
    .await
}

async fn end(State(app): State<App>, Path(id): Path<String>, caller: Caller) -> Result<Reply> {
    app.answer(caller, move |call| close_own(call, &id, "ended")).await
}

async fn remove(State(app): State<App>, Path(id): Path<String>, caller: Caller) -> Result<Reply> {
    app.answer(caller, move |call| close_own(call, &id, "removed")).await
}

async fn revoke(State(app): State<App>, Path(id): Path<String>, caller: Caller) -> Result<Reply> {
    app.answer(caller, move |call| close_own(call, &id, "revoked")).await
}

fn close_own(call: &mut Call<'_>, id: &str, status: &str) -> Result<Value> {
    let session = own(call, id)?;
    close(call, &session, status)?;
    own(call, id)?.json(call)
}

/// Always gives a new token.
async fn token(State(app): State<App>, Path(id): Path<String>, caller: Caller) -> Result<Bare> {
    let work = move |call: &mut Call<'_>| {
        let session = own_active(call, &id)?;
        sessions::was_used(call.tx, &id, call.now_ms)?;
        Ok(session.claims(call))
    };
    let claims = app.answer_bare(caller, work).await?;
    let jwt = app.new_token(claims.value.clone()).await?;
    Ok(claims.replace(json!({ "object": "token", "jwt": jwt })))
}

/// There are no templates here. A 404 is better than a token with other claims than were asked for.
async fn token_by_template(
    State(app): State<App>,
    Path((id, _)): Path<(String, String)>,
    caller: Caller,
) -> Result<Bare> {
    let work = move |call: &Call<'_>| {
        own_active(call, &id)?;
        Err(not_found("JWT template"))
    };
    app.read_bare(caller, work).await
}

async fn active(State(app): State<App>, caller: Caller) -> Result<Bare> {
    let work = |call: &Call<'_>| {
        let user_id = signed_in(call)?.user_id;
        let sessions = active_of_user(call, &user_id)?;
        sessions.iter().map(|session| session.json_with_activity(call)).collect()
    };
    app.read_bare(caller, work).await
}

/// Ends one of the user's sessions, on any client.
async fn revoke_other(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let user_id = signed_in(call)?.user_id;
        let session = of_user(call, &user_id, &id)?;
        close(call, &session, "revoked")?;
        of_user(call, &user_id, &id)?.json_with_activity(call)
    })
    .await
}
