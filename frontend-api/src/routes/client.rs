//! The client: one browser, known by its cookie, with its sessions and attempts (wire protocol 3.2).

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get};
use serde_json::Value;

use crate::app::App;
use crate::call::Call;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::reply::Reply;
use crate::plain::json::with;
use crate::resources::client::json;
use crate::routes::answer::Payload;
use crate::store::{clients, sessions};

/// `/client` and `DELETE /client/sessions`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/client", get(show).put(create).post(create).delete(destroy))
        .route("/client/sessions", delete(remove_sessions))
}

/// An unknown browser is not an error: a 401 here would make clerk-js recurse without end.
async fn show(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.read(caller, |_| Ok(Payload::Client)).await
}

async fn create(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        call.client_or_new()?;
        Ok(Payload::Client)
    })
    .await
}

/// Signs out of everything and forgets the browser. Links that it asked for no longer work.
async fn destroy(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        let Some(id) = call.client_id().map(str::to_owned) else { return Ok(Value::Null) };
        end_sessions(call, &id)?;
        let gone = json(call, &id)?;
        clients::delete(call.tx, &id)?;
        call.drop_client();
        Ok(with(gone, "deleted", true))
    })
    .await
}

async fn remove_sessions(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        if let Some(id) = call.client_id().map(str::to_owned) {
            end_sessions(call, &id)?;
        }
        Ok(Payload::Client)
    })
    .await
}

fn end_sessions(call: &mut Call<'_>, id: &str) -> Result<()> {
    call.all_changed(id)?;
    sessions::end_all_of(call.tx, id, "removed", call.now_ms)?;
    clients::drop_all(call.tx, id)?;
    call.touch_client(id)
}
