//! The session tokens that were signed lately. Each is given to every reader of its session while it is
//! fresh.
//! Pure: the time comes with the claims.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::plain::json::with;
use crate::plain::secret::Secret;

const LIFE_SECS: i64 = 60;
/// How long before its issue a token is already valid, for backends whose clock is behind.
const LEEWAY_SECS: i64 = 10;

/// How old a token may be to be given again. Browsers count its life from when it came, and keep a
/// margin of five seconds. Its age here, and its time on the way, come out of that margin.
pub(crate) const FRESH_SECS: i64 = 3;

/// Most tokens in one generation. Two are kept: 20 MB at most.
const MOST: usize = 10_000;

/// How much later than a call the change that it shows may be: the call began before the change, or
/// the clock was put back a little. A change that is later still was noted while the clock was ahead.
pub(crate) const LATER_MS: i64 = 1000;

/// The time of issue of a token, for a call that began at `now_ms`. It is not before the last change of
/// its client, or the app's backend would refuse it as too old (`client_uat`).
pub(crate) fn issued_at(now_ms: i64, client_updated_at: i64) -> i64 {
    if client_updated_at > now_ms + LATER_MS { now_ms } else { now_ms.max(client_updated_at) }
}

/// What a token says, and when.
#[derive(Clone, Debug)]
pub(crate) struct Claims {
    /// Whose it is.
    pub(crate) holder: Holder,
    /// The user of the session.
    pub(crate) user_id: String,
    /// The client's `updated_at`. When a session begins or ends, all older tokens of its browser become
    /// worthless (`client_uat`), so no token outlives a change of the client.
    pub(crate) client_updated_at: i64,
    /// The time of issue.
    pub(crate) now_ms: i64,
}

/// Who holds a token: one session, on one page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Holder {
    /// `sess_…`
    pub(crate) session_id: String,
    /// The page's origin, if it is an authorized party.
    pub(crate) page: Option<String>,
}

/// The tokens that were signed lately.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<Kept>);

/// Two generations. Once the younger is old enough, it replaces the older as a whole.
#[derive(Debug, Default)]
struct Kept {
    younger: HashMap<Holder, Token>,
    older: HashMap<Holder, Token>,
    since_secs: i64,
}

#[derive(Clone, Debug)]
struct Token {
    jwt: Secret<String>,
    issued_at_secs: i64,
    client_updated_at: i64,
}

impl Claims {
    fn now_secs(&self) -> i64 {
        self.now_ms.div_euclid(1000)
    }

    /// The claims as JSON. Without the origin of an allowed page there is no authorized party, and no
    /// `azp`.
    pub(crate) fn json(&self, issuer: &str) -> Value {
        let now = self.now_secs();
        let claims = json!({
            "exp": now + LIFE_SECS,
            "iat": now,
            "iss": issuer,
            "nbf": now - LEEWAY_SECS,
            "sid": self.holder.session_id,
            "sub": self.user_id,
        });
        match self.holder.page.as_deref() {
            Some(page) => with(claims, "azp", page),
            None => claims,
        }
    }
}

impl Tokens {
    pub(crate) fn find(&self, claims: &Claims, fresh_secs: i64) -> Option<String> {
        let kept = self.lock();
        let token = kept.younger.get(&claims.holder).or_else(|| kept.older.get(&claims.holder))?;
        let is_fresh = match claims.now_secs() - token.issued_at_secs {
            // A new one would be exactly the same.
            0 => true,
            age_secs if (1..=fresh_secs).contains(&age_secs) => {
                token.client_updated_at == claims.client_updated_at
            }
            _ => false,
        };
        is_fresh.then(|| token.jwt.0.clone())
    }

    pub(crate) fn keep(&self, claims: &Claims, jwt: String) {
        let mut kept = self.lock();
        let now_secs = claims.now_secs();
        let is_full = kept.younger.len() >= MOST;
        if is_full || !(0..=FRESH_SECS).contains(&(now_secs - kept.since_secs)) {
            kept.older = std::mem::take(&mut kept.younger);
            kept.since_secs = now_secs;
        }
        let (issued_at_secs, client_updated_at) = (now_secs, claims.client_updated_at);
        let token = Token { jwt: Secret(jwt), issued_at_secs, client_updated_at };
        kept.younger.insert(claims.holder.clone(), token);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(session_id: &str, client_updated_at: i64, now_ms: i64) -> Claims {
        let holder = Holder { session_id: session_id.into(), page: None };
        Claims { holder, user_id: "user".into(), client_updated_at, now_ms }
    }

    #[test]
    fn a_token_is_not_older_than_what_it_shows_unless_the_clock_was_far_ahead() {
        for (now_ms, changed_at, expected) in [
            (10_900, 10_000, 10_900),
            (10_900, 11_020, 11_020),
            (10_900, 11_900, 11_900),
            (10_900, 11_901, 10_900),
        ] {
            assert_eq!(issued_at(now_ms, changed_at), expected);
        }
    }

    #[test]
    fn a_token_is_kept_while_it_is_fresh_and_its_client_unchanged() {
        let tokens = Tokens::default();
        tokens.keep(&claims("a", 7, 10_900), "jwt".into());
        for (session_id, client_updated_at, now_ms, is_kept) in [
            ("a", 7, 10_900, true),
            ("a", 7, 13_999, true),
            ("a", 7, 14_000, false),
            ("b", 7, 10_900, false),
            // In the same second, a new one would be the same.
            ("a", 8, 10_999, true),
            ("a", 8, 11_000, false),
            // The clock was put back.
            ("a", 7, 9_999, false),
        ] {
            let found = tokens.find(&claims(session_id, client_updated_at, now_ms), FRESH_SECS);
            assert_eq!(found.is_some(), is_kept, "{session_id} {client_updated_at} {now_ms}");
        }
        assert!(tokens.find(&claims("a", 7, 11_000), 0).is_none(), "who wants a new one gets it");
    }

    #[test]
    fn old_tokens_are_forgotten_and_many_have_no_room() {
        let tokens = Tokens::default();
        let count = || {
            let kept = tokens.lock();
            (kept.younger.len(), kept.older.len())
        };
        tokens.keep(&claims("a", 0, 0), "jwt".into());
        tokens.keep(&claims("b", 0, 4_000), "jwt".into());
        assert_eq!(count(), (1, 1));
        tokens.keep(&claims("c", 0, 8_000), "jwt".into());
        assert_eq!(count(), (1, 1));
        (0..3 * MOST).for_each(|index| {
            tokens.keep(&claims(&index.to_string(), 0, 8_000), "jwt".into());
        });
        let (younger, older) = count();
        assert!(younger <= MOST && older <= MOST, "{younger} {older}");
    }
}
