//! A session: a user signed in on a client, and the tokens that say so.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::call::Call;
use crate::error::{Refusal, Result, not_found, signed_out};
use crate::plain::json::with;
use crate::plain::recent_tokens::{self, Claims, Holder};
use crate::plain::{random, user_agent};
use crate::store::sessions::{self, New, Session};
use crate::store::users::User;
use crate::store::{clients, users};

pub(crate) const ABANDON_MS: i64 = 30 * 24 * 3_600_000;
/// Most active sessions of one user. Beyond it the oldest end.
const MOST_PER_USER: usize = 100;
/// Most active sessions in one browser. Every answer carries all of them.
const MOST_PER_CLIENT: usize = 10;

impl Session {
    fn status(&self, now_ms: i64) -> &str {
        match self.stored_status.as_str() {
            "active" if now_ms >= self.expire_at => "expired",
            "active" if now_ms >= self.abandon_at => "abandoned",
            status => status,
        }
    }

    fn is_active(&self, now_ms: i64) -> bool {
        self.status(now_ms) == "active"
    }

    /// The session as its own browser sees it. The token is put in later, when the answer is made.
    pub(crate) fn json(&self, call: &Call<'_>) -> Result<Value> {
        let user = users::get(call.tx, &self.user_id)?;
        if self.is_active(call.now_ms) {
            call.want_token(self.claims(call));
        }
        Ok(with(self.json_for(call, &user)?, "user", user.json(call)?))
    }

    /// The session without the token and the user, which only its own browser gets.
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

    /// The same, with the browser in which it runs.
    pub(crate) fn json_with_activity(&self, call: &Call<'_>) -> Result<Value> {
        let session = self.json_for(call, &users::get(call.tx, &self.user_id)?)?;
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

    /// The session as the application's own servers see it.
    pub(crate) fn json_for_servers(&self, call: &Call<'_>) -> Result<Value> {
        let session = with(self.json_with_activity(call)?, "user_id", &*self.user_id);
        Ok(with(session, "client_id", &*self.client_id))
    }

    /// The claims of a token for the page that calls.
    pub(crate) fn claims(&self, call: &Call<'_>) -> Claims {
        self.claims_for(call, call.caller.page.clone())
    }

    /// The claims of a token for pages of this origin.
    pub(crate) fn claims_for(&self, call: &Call<'_>, page: Option<String>) -> Claims {
        Claims {
            holder: Holder { session_id: self.id.clone(), page },
            user_id: self.user_id.clone(),
            client_updated_at: self.client_updated_at,
            now_ms: recent_tokens::issued_at(call.now_ms, self.client_updated_at),
        }
    }
}

/// Opens a session of `user_id` on a client, which need not be the one that calls. Older sessions give
/// way: in single-session mode all others of the client, else the oldest above the limit.
pub(crate) fn create(
    call: &mut Call<'_>,
    client_id: &str,
    user_id: &str,
    agent: &str,
) -> Result<String> {
    let now_ms = call.now_ms;
    let id = random::id("sess")?;
    let life_ms = call.settings.ms("session_ttl_seconds");
    let (expire_at, abandon_at) = (now_ms + life_ms, now_ms + life_ms.max(ABANDON_MS));
    let new = New { id: &id, client_id, user_id, user_agent: agent, expire_at, abandon_at };
    sessions::insert(call.tx, &new, now_ms)?;
    users::signed_in(call.tx, user_id, now_ms)?;
    clients::choose_session(call.tx, client_id, &id)?;
    let most = if call.settings.multi_session() { MOST_PER_CLIENT } else { 1 };
    give_way(call, &sessions::unended_of_client(call.tx, client_id)?, most)?;
    give_way(call, &sessions::unended_of_user(call.tx, user_id)?, MOST_PER_USER)?;
    // Polls of everything else that this browser waits for have to end too.
    call.all_changed(client_id)?;
    call.touch_client(client_id)?;
    Ok(id)
}

/// Ends the oldest of these sessions, so that `most` are left.
fn give_way(call: &mut Call<'_>, sessions: &[Session], most: usize) -> Result<()> {
    let too_many = sessions.len().saturating_sub(most);
    sessions.iter().take(too_many).try_for_each(|session| close(call, session, "replaced"))
}

/// Ends all sessions of a user except this one.
pub(crate) fn close_others(call: &mut Call<'_>, session: &Session, status: &str) -> Result<()> {
    let others = sessions::unended_of_user(call.tx, &session.user_id)?;
    let mut others = others.iter().filter(|other| other.id != session.id);
    others.try_for_each(|other| close(call, other, status))
}

/// Sessions as their own browser sees them.
pub(crate) fn all_json(call: &Call<'_>, sessions: &[Session]) -> Result<Vec<Value>> {
    sessions.iter().map(|session| session.json(call)).collect()
}

/// Which of a client's active sessions, oldest first, is the last active one: the one that was chosen last.
/// If that has expired, the newest takes its place. Not the one that was used last: whenever a tab refreshed
/// its token, calls that name no session would be made for another account.
pub(crate) fn last_active<'a>(
    sessions: &'a [Session],
    chosen: Option<&str>,
) -> Option<&'a Session> {
    sessions.iter().find(|session| Some(&*session.id) == chosen).or(sessions.last())
}

/// The active sessions of a client, oldest first.
pub(crate) fn active_of_client(call: &Call<'_>, client_id: &str) -> Result<Vec<Session>> {
    Ok(only_active(call, sessions::unended_of_client(call.tx, client_id)?))
}

/// The active sessions of a user, on all clients, oldest first.
pub(crate) fn active_of_user(call: &Call<'_>, user_id: &str) -> Result<Vec<Session>> {
    Ok(only_active(call, sessions::unended_of_user(call.tx, user_id)?))
}

/// Leaves out sessions that have expired. What ends sessions must not use this: if the clock is put back,
/// an expired session would be active again.
fn only_active(call: &Call<'_>, mut sessions: Vec<Session>) -> Vec<Session> {
    sessions.retain(|session| session.is_active(call.now_ms));
    sessions
}

/// The session of this id, if it is this user's.
pub(crate) fn of_user(call: &Call<'_>, user_id: &str, id: &str) -> Result<Session> {
    sessions::find_own(call.tx, user_id, id)?.ok_or_else(|| not_found("session"))
}

/// The session for which a call on `/me` is made: the one that it names, else the last active one. If
/// the named one is gone, no other is taken: it may be another user's, whom the call would change.
pub(crate) fn signed_in(call: &Call<'_>) -> Result<Session> {
    let Some(client_id) = call.client_id() else { return Err(call.signed_out()) };
    let session = match &call.caller.session_id {
        Some(id) => {
            active_of_client(call, client_id)?.into_iter().find(|session| session.id == *id)
        }
        None => last_active_of_client(call, client_id)?,
    };
    session.ok_or_else(signed_out)
}

/// The last active session of a client, if it has an active one.
pub(crate) fn last_active_of_client(call: &Call<'_>, client_id: &str) -> Result<Option<Session>> {
    let chosen = clients::find(call.tx, client_id)?.and_then(|it| it.last_active_session_id);
    let sessions = active_of_client(call, client_id)?;
    Ok(last_active(&sessions, chosen.as_deref()).cloned())
}

/// Refuses to begin an attempt in a browser that is signed in already: as `user_id`, if that is known,
/// or as anybody if only one session is allowed.
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
        (None, Some(session)) if !call.settings.multi_session() => {
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
    sessions::find_in(call.tx, client_id, id)?.ok_or_else(|| not_found("session"))
}

/// The same, if it is still active.
pub(crate) fn own_active(call: &Call<'_>, id: &str) -> Result<Session> {
    let session = own(call, id)?;
    if session.is_active(call.now_ms) { Ok(session) } else { Err(signed_out()) }
}

/// Ends a session. One that has ended already stays as it is. When a browser's last session ends, its
/// attempts are given up, as after a sign-out.
pub(crate) fn close(call: &mut Call<'_>, session: &Session, status: &str) -> Result<()> {
    sessions::end(call.tx, &session.id, status, call.now_ms)?;
    let client_id = &session.client_id;
    let left = active_of_client(call, client_id)?;
    let next = left.iter().max_by_key(|other| other.last_active_at);
    clients::replace_session(call.tx, client_id, &session.id, next.map(|next| &*next.id))?;
    // If it had ended before, nothing else ends: somebody else may use the browser by now.
    if session.is_active(call.now_ms) {
        call.all_changed(client_id)?;
        if left.is_empty() {
            clients::drop_attempts(call.tx, client_id)?;
        }
    }
    call.touch_client(client_id)
}
