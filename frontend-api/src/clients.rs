//! The client: one browser, known by its cookie, with its sessions and attempts (wire protocol 3.2).

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::{Call, Caller, Reply};
use crate::error::Result;
use crate::{cookies, random, sessions, sign_ins, sign_ups};

const COOKIE_LIFE_SECONDS: i64 = 365 * 24 * 3600;

/// `/client` and `DELETE /client/sessions`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/client", get(show).put(create).post(create).delete(destroy))
        .route("/client/sessions", delete(remove_sessions))
}

/// An unknown browser is no error: clerk-js recurses without end on a 401 here.
async fn show(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| own(call)).await
}

async fn create(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        call.client_or_new()?;
        own(call)
    })
    .await
}

/// Signs out of everything and forgets the browser; links that it asked for die with it.
async fn destroy(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        let Some(id) = call.client_id().map(str::to_owned) else { return Ok(Value::Null) };
        end_sessions(call, &id)?;
        let gone = json(call, &id)?;
        call.tx.execute("delete from clients where id = ?1", [&id])?;
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
        own(call)
    })
    .await
}

fn own(call: &Call<'_>) -> Result<Value> {
    call.client_id().map_or(Ok(Value::Null), |id| json(call, id))
}

fn end_sessions(call: &mut Call<'_>, id: &str) -> Result<()> {
    let attempts: Vec<String> = attempts(call.tx, id)?;
    call.tx.execute(
        "update sessions set status = 'removed', updated_at = ?2 where client_id = ?1 and status = 'active'",
        params![id, call.now_ms],
    )?;
    call.tx.execute(
        "update clients set sign_in_id = null, sign_up_id = null, last_active_session_id = null
         where id = ?1",
        [id],
    )?;
    attempts.iter().for_each(|attempt| call.changed(attempt));
    touch(call, id)
}

/// The attempts that a client is about.
pub(crate) fn attempts(tx: &Transaction<'_>, id: &str) -> Result<Vec<String>> {
    let sql = "select sign_in_id from clients where id = ?1 and sign_in_id is not null
               union all
               select sign_up_id from clients where id = ?1 and sign_up_id is not null";
    let mut statement = tx.prepare_cached(sql)?;
    let ids = statement.query_map([id], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The client whose cookie holds this secret.
pub(crate) fn find(tx: &Transaction<'_>, token: Option<&str>) -> Result<Option<String>> {
    let Some(token) = token else { return Ok(None) };
    let mut statement = tx.prepare_cached("select id from clients where token_hash = ?1")?;
    Ok(statement.query_row([random::hash(token)], |row| row.get(0)).optional()?)
}

/// Stores a new client.
pub(crate) fn insert(call: &Call<'_>, id: &str, token: &str) -> Result<()> {
    call.tx.execute(
        "insert into clients (id, token_hash, created_at, updated_at) values (?1, ?2, ?3, ?3)",
        params![id, random::hash(token), call.now_ms],
    )?;
    Ok(())
}

/// Notes that something about a client changed: `updated_at` grows strictly, since the SDKs
/// compare it (wire protocol 3.2).
pub(crate) fn touch(call: &Call<'_>, id: &str) -> Result<()> {
    let sql = "update clients set updated_at = max(updated_at + 1, ?2) where id = ?1";
    call.tx.prepare_cached(sql)?.execute(params![id, call.now_ms])?;
    Ok(())
}

/// The client as the wire shows it.
pub(crate) fn json(call: &Call<'_>, id: &str) -> Result<Value> {
    let sql = "select last_active_session_id, sign_in_id, sign_up_id, created_at, updated_at
               from clients where id = ?1";
    let row = call.tx.prepare_cached(sql)?.query_row([id], |row| {
        Ok((
            row.get::<_, Option<String>>(0)?,
            row.get::<_, Option<String>>(1)?,
            row.get::<_, Option<String>>(2)?,
            row.get::<_, i64>(3)?,
            row.get::<_, i64>(4)?,
        ))
    });
    let Some((last_active, sign_in, sign_up, created_at, updated_at)) = row.optional()? else {
        return Ok(Value::Null);
    };
    let sign_in = sign_in.map(|id| sign_ins::current(call, &id)).transpose()?.flatten();
    let sign_up = sign_up.map(|id| sign_ups::current(call, &id)).transpose()?.flatten();
    Ok(json!({
        "object": "client",
        "id": id,
        "sessions": sessions::of_client(call, id)?,
        "sign_in": sign_in,
        "sign_up": sign_up,
        "last_active_session_id": last_active,
        "cookie_expires_at": null,
        "captcha_bypass": false,
        "created_at": created_at,
        "updated_at": updated_at,
    }))
}

/// `object` with one more field.
pub(crate) fn with(mut object: Value, name: &str, value: impl Into<Value>) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value.into());
    }
    object
}

/// The line that gives a browser its secret.
pub(crate) fn set_cookie(app: &App, token: &str) -> String {
    cookies::line(app, cookies::CLIENT, token, COOKIE_LIFE_SECONDS)
}

/// The line that takes it away.
pub(crate) fn clear_cookie(app: &App) -> String {
    cookies::line(app, cookies::CLIENT, "", 0)
}
