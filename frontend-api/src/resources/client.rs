//! The client: one browser, with its sessions and attempts (wire protocol 3.2).

use serde_json::{Value, json};

use crate::call::Call;
use crate::error::{Result, not_found};
use crate::resources::{session, sign_in, sign_up};
use crate::store::clients;

/// The client as the application's own servers see it.
pub(crate) fn json_for_servers(call: &Call<'_>, id: &str) -> Result<Value> {
    let Some(client) = clients::find(call.tx, id)? else { return Err(not_found("client")) };
    let sessions = session::active_of_client(call, id)?;
    let last_active = session::last_active(&sessions, client.last_active_session_id.as_deref());
    let shown: Result<Vec<Value>> =
        sessions.iter().map(|session| session.json_for_servers(call)).collect();
    Ok(json!({
        "object": "client",
        "id": id,
        "session_ids": sessions.iter().map(|session| &session.id).collect::<Vec<_>>(),
        "sessions": shown?,
        "sign_in_id": client.sign_in_id,
        "sign_up_id": client.sign_up_id,
        "last_active_session_id": last_active.map(|session| &session.id),
        "last_authentication_strategy": null,
        "created_at": client.created_at,
        "updated_at": client.updated_at,
    }))
}

/// The client as the wire shows it.
pub(crate) fn json(call: &Call<'_>, id: &str) -> Result<Value> {
    let Some(client) = clients::find(call.tx, id)? else { return Ok(Value::Null) };
    let sign_in = client.sign_in_id.map(|id| sign_in::current(call, &id)).transpose()?.flatten();
    let sign_up = client.sign_up_id.map(|id| sign_up::current(call, &id)).transpose()?.flatten();
    let sessions = session::active_of_client(call, id)?;
    let last_active = session::last_active(&sessions, client.last_active_session_id.as_deref());
    Ok(json!({
        "object": "client",
        "id": id,
        "sessions": session::all_json(call, &sessions)?,
        "sign_in": sign_in,
        "sign_up": sign_up,
        "last_active_session_id": last_active.map(|session| &session.id),
        "cookie_expires_at": null,
        "captcha_bypass": false,
        "created_at": client.created_at,
        "updated_at": client.updated_at,
    }))
}
