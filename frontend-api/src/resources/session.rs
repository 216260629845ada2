//! A row of `sessions`: a user signed in on a client, and the tokens that say so.

use axum::http::StatusCode;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Value, json};

use crate::call::Call;
use crate::error::{Refusal, Result, not_found, signed_out};
use crate::plain::json::with;
use crate::plain::tokens::{self, Claims, Holder};
use crate::plain::{random, user_agent};
use crate::resources::user::User;

const LIFE_MS: i64 = 7 * 24 * 3_600_000;
pub(crate) const ABANDON_MS: i64 = 30 * 24 * 3_600_000;
/// So many sessions of one user are active; the oldest give way.
const MOST_PER_USER: usize = 100;
/// The same in one browser, which is told all about each of them in every answer.
const MOST_PER_CLIENT: usize = 10;

/// A session with what its browser knows of it.
const SELECT: &str = "select s.*, c.updated_at as client_updated_at
                      from sessions s join clients c on c.id = s.client_id";

/// A row of `sessions`.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// `sess_…`
    pub(crate) id: String,
    /// The browser it belongs to.
    pub(crate) client_id: String,
    /// Whose it is.
    pub(crate) user_id: String,
    status: String,
    user_agent: String,
    last_active_at: i64,
    expire_at: i64,
    abandon_at: i64,
    created_at: i64,
    updated_at: i64,
    client_updated_at: i64,
}

impl Session {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            client_id: row.get("client_id")?,
            user_id: row.get("user_id")?,
            status: row.get("status")?,
            user_agent: row.get("user_agent")?,
            last_active_at: row.get("last_active_at")?,
            expire_at: row.get("expire_at")?,
            abandon_at: row.get("abandon_at")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            client_updated_at: row.get("client_updated_at")?,
        })
    }

    fn status(&self, now_ms: i64) -> &str {
        match self.status.as_str() {
            "active" if now_ms >= self.expire_at => "expired",
            "active" if now_ms >= self.abandon_at => "abandoned",
            status => status,
        }
    }

    fn is_active(&self, now_ms: i64) -> bool {
        self.status(now_ms) == "active"
    }

    /// The session as its own browser sees it; the token is put in where the answer is made.
    pub(crate) fn json(&self, call: &Call<'_>) -> Result<Value> {
        let user = User::find(call.tx, &self.user_id)?;
        if self.is_active(call.now_ms) {
            call.want_token(self.claims(call));
        }
        Ok(with(self.json_for(call, &user)?, "user", user.json(call)?))
    }

    /// Without what only its own browser gets: the token and the user.
    fn json_for(&self, call: &Call<'_>, user: &User) -> Result<Value> {
        Ok(json!({
            "object": "session",
            "id": self.id,
            "status": self.status(call.now_ms),
            "expire_at": self.expire_at,
            "abandon_at": self.abandon_at,
            "last_active_at": self.last_active_at,
            "last_active_token": null,
            "last_active_organization_id": null,
            "actor": null,
            "tasks": null,
            "factor_verification_age": null,
            "user": null,
            "public_user_data": user.public_data(call.tx)?,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }))
    }

    /// The same without the user, with the browser it runs in.
    pub(crate) fn json_with_activity(&self, call: &Call<'_>) -> Result<Value> {
        let session = self.json_for(call, &User::find(call.tx, &self.user_id)?)?;
        let activity = json!({
            "object": "session_activity",
            "id": self.id.replacen("sess", "sess_activity", 1),
            "browser_name": user_agent::browser(&self.user_agent),
            "browser_version": null,
            "device_type": user_agent::system(&self.user_agent),
            "ip_address": null,
            "city": null,
            "country": null,
            "is_mobile": user_agent::is_mobile(&self.user_agent),
        });
        Ok(with(session, "latest_activity", activity))
    }

    /// What a token for the page that calls says.
    pub(crate) fn claims(&self, call: &Call<'_>) -> Claims {
        let page = call.caller.page.clone();
        Claims {
            holder: Holder { session_id: self.id.clone(), page },
            user_id: self.user_id.clone(),
            client_updated_at: self.client_updated_at,
            now_ms: tokens::issued_at(call.now_ms, self.client_updated_at),
        }
    }
}

/// Opens a session of `user_id` on a client, which need not be the one that calls. Others give way to
/// it: in single-session mode those that were there, else the oldest of what is too much.
pub(crate) fn create(
    call: &mut Call<'_>,
    client_id: &str,
    user_id: &str,
    agent: &str,
) -> Result<String> {
    let now_ms = call.now_ms;
    let id = random::id("sess")?;
    call.tx.execute(
        "insert into sessions (id, client_id, user_id, status, user_agent, last_active_at,
                               expire_at, abandon_at, created_at, updated_at)
         values (?1, ?2, ?3, 'active', ?4, ?5, ?6, ?7, ?5, ?5)",
        params![id, client_id, user_id, agent, now_ms, now_ms + LIFE_MS, now_ms + ABANDON_MS],
    )?;
    let sql = "update users set last_sign_in_at = ?2 where id = ?1";
    call.tx.execute(sql, params![user_id, now_ms])?;
    let sql = "update clients set last_active_session_id = ?2 where id = ?1";
    call.tx.execute(sql, params![client_id, id])?;
    let most = if call.app.settings.multi_session { MOST_PER_CLIENT } else { 1 };
    give_way(call, &unended(call, "client_id", client_id)?, most)?;
    give_way(call, &unended(call, "user_id", user_id)?, MOST_PER_USER)?;
    // Whatever else this browser waits for is over too.
    call.all_changed(client_id)?;
    call.touch_client(client_id)?;
    Ok(id)
}

/// Ends the first of these sessions, the oldest, so that `most` are left.
fn give_way(call: &mut Call<'_>, sessions: &[Session], most: usize) -> Result<()> {
    let too_many = sessions.len().saturating_sub(most);
    sessions.iter().take(too_many).try_for_each(|session| close(call, session, "replaced"))
}

/// Ends all sessions of a user but this one.
pub(crate) fn close_others(call: &mut Call<'_>, session: &Session, status: &str) -> Result<()> {
    let others = unended(call, "user_id", &session.user_id)?;
    let mut others = others.iter().filter(|other| other.id != session.id);
    others.try_for_each(|other| close(call, other, status))
}

/// The active sessions of a client as the wire shows them, oldest first.
pub(crate) fn of_client(call: &Call<'_>, client_id: &str) -> Result<Vec<Value>> {
    active_of_client(call, client_id)?.iter().map(|session| session.json(call)).collect()
}

/// The active sessions of a client, oldest first.
fn active_of_client(call: &Call<'_>, client_id: &str) -> Result<Vec<Session>> {
    active(call, "client_id", client_id)
}

/// The active sessions of a user, wherever they are, oldest first.
pub(crate) fn active_of_user(call: &Call<'_>, user_id: &str) -> Result<Vec<Session>> {
    active(call, "user_id", user_id)
}

fn active(call: &Call<'_>, column: &str, id: &str) -> Result<Vec<Session>> {
    let mut sessions = unended(call, column, id)?;
    sessions.retain(|session| session.is_active(call.now_ms));
    Ok(sessions)
}

/// The sessions that nobody has ended, oldest first. Some may have expired; with a clock that is put back
/// they would live again, so those that end others end these as well.
fn unended(call: &Call<'_>, column: &str, id: &str) -> Result<Vec<Session>> {
    // In the order in which they began, which no clock tells for certain.
    let sql = format!("{SELECT} where s.{column} = ?1 and s.status = 'active' order by s.rowid");
    let mut statement = call.tx.prepare_cached(&sql)?;
    let rows = statement.query_map([id], Session::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The session of this id, if it is this user's.
pub(crate) fn of_user(call: &Call<'_>, user_id: &str, id: &str) -> Result<Session> {
    let sql = format!("{SELECT} where s.id = ?1 and s.user_id = ?2");
    let session = call.tx.query_row(&sql, [id, user_id], Session::read).optional()?;
    session.ok_or_else(|| not_found("session"))
}

/// The session that a call on `/me` is made for: the one it names, else the last active one. None
/// takes the place of one that is named and gone: it may be another user's, whom the call would change.
pub(crate) fn signed_in(call: &Call<'_>) -> Result<Session> {
    let Some(client_id) = call.client_id() else { return Err(call.signed_out()) };
    match &call.caller.session_id {
        Some(id) => {
            let mut sessions = active_of_client(call, client_id)?.into_iter();
            sessions.find(|session| session.id == *id)
        }
        None => last_active(call, client_id)?,
    }
    .ok_or_else(signed_out)
}

/// The active session of a client that was used last: the one that was chosen last or, once that is
/// over, the one with the latest sign of life.
fn last_active(call: &Call<'_>, client_id: &str) -> Result<Option<Session>> {
    let sql = format!(
        "{SELECT} where s.client_id = ?1 and s.status = 'active' and s.expire_at > ?2
                        and s.abandon_at > ?2
         order by s.id is c.last_active_session_id desc, s.last_active_at desc, s.rowid desc limit 1"
    );
    let mut statement = call.tx.prepare_cached(&sql)?;
    Ok(statement.query_row(params![client_id, call.now_ms], Session::read).optional()?)
}

/// The id of that session.
pub(crate) fn last_active_id(call: &Call<'_>, client_id: &str) -> Result<Option<String>> {
    Ok(last_active(call, client_id)?.map(|session| session.id))
}

/// A browser that is signed in already has to say so to its user, not start over: as `user_id`,
/// if that is known, or as anybody where only one session is allowed.
pub(crate) fn refuse_another(call: &Call<'_>, user_id: Option<&str>) -> Result<()> {
    let Some(client_id) = call.client_id() else { return Ok(()) };
    let sessions = active_of_client(call, client_id)?;
    let same = sessions.iter().find(|session| Some(session.user_id.as_str()) == user_id);
    let (session, refusal) = match (same, sessions.first()) {
        (Some(session), _) => {
            let message = "You are already signed in.";
            let code = "identifier_already_signed_in";
            (session, Refusal::new(StatusCode::BAD_REQUEST, code, message))
        }
        (None, Some(session)) if !call.app.settings.multi_session => {
            let message = "You are already signed in here. Sign out first.";
            (session, Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "session_exists", message))
        }
        _ => return Ok(()),
    };
    Err(Refusal { session_id: Some(session.id.clone()), ..refusal }.into())
}

/// The session of this id, if it is the caller's.
pub(crate) fn own(call: &Call<'_>, id: &str) -> Result<Session> {
    let Some(client_id) = call.client_id() else { return Err(call.signed_out()) };
    let sql = format!("{SELECT} where s.id = ?1 and s.client_id = ?2");
    let session = call.tx.query_row(&sql, [id, client_id], Session::read).optional()?;
    session.ok_or_else(|| not_found("session"))
}

/// The same, if it is still active.
pub(crate) fn own_active(call: &Call<'_>, id: &str) -> Result<Session> {
    let session = own(call, id)?;
    if session.is_active(call.now_ms) { Ok(session) } else { Err(signed_out()) }
}

/// Ends a session; one that has ended already stays as it is. With a browser's last session goes
/// what it waited for, as after a sign-out.
pub(crate) fn close(call: &mut Call<'_>, session: &Session, status: &str) -> Result<()> {
    call.tx.execute(
        "update sessions set status = ?2, updated_at = max(updated_at + 1, ?3)
         where id = ?1 and status = 'active'",
        params![session.id, status, call.now_ms],
    )?;
    // One that had ended before takes nothing with it: the browser may be somebody else's by now.
    if session.is_active(call.now_ms) {
        call.all_changed(&session.client_id)?;
    }
    if session.is_active(call.now_ms) && active_of_client(call, &session.client_id)?.is_empty() {
        let sql = "update clients set sign_in_id = null, sign_up_id = null where id = ?1";
        call.tx.execute(sql, [&session.client_id])?;
    }
    call.touch_client(&session.client_id)
}
