//! The client: one browser, with its sessions and attempts (wire protocol 3.2).

use rusqlite::OptionalExtension;
use serde_json::{Value, json};

use crate::call::Call;
use crate::error::Result;
use crate::resources::{session, sign_in, sign_up};

/// The client as the wire shows it.
pub(crate) fn json(call: &Call<'_>, id: &str) -> Result<Value> {
    let sql = "select sign_in_id, sign_up_id, created_at, updated_at from clients where id = ?1";
    let row = call.tx.prepare_cached(sql)?.query_row([id], |row| {
        Ok((
            row.get::<_, Option<String>>(0)?,
            row.get::<_, Option<String>>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, i64>(3)?,
        ))
    });
    let Some((sign_in, sign_up, created_at, updated_at)) = row.optional()? else {
        return Ok(Value::Null);
    };
    let sign_in = sign_in.map(|id| sign_in::current(call, &id)).transpose()?.flatten();
    let sign_up = sign_up.map(|id| sign_up::current(call, &id)).transpose()?.flatten();
    Ok(json!({
        "object": "client",
        "id": id,
        "sessions": session::of_client(call, id)?,
        "sign_in": sign_in,
        "sign_up": sign_up,
        "last_active_session_id": session::last_active_id(call, id)?,
        "cookie_expires_at": null,
        "captcha_bypass": false,
        "created_at": created_at,
        "updated_at": updated_at,
    }))
}
