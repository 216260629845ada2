//! Passwords: hashed with argon2id, checked away from the database's threads, with a limit on guesses.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Result, invalid};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::plain::secret::Secret;
use crate::proof::guesses;
use crate::store::users;

/// Shortest password, in characters: NIST SP 800-63B asks for at least 8.
pub(crate) const MIN_LENGTH: usize = 8;
/// Longest password, in characters, so that hashing stays cheap.
pub(crate) const MAX_LENGTH: usize = 256;

/// Most hashes that are made at once: each takes 19 MB meanwhile.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// Most hashes queued or being made: a second or two of work. Beyond it callers get a 503.
static ROOM: Semaphore = Semaphore::const_new(100);

/// A hash that no password has. It is checked for users without a password, so that the answer takes as
/// long as for others.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes the form's new password, if there is one and its length is right.
async fn hash(fields: &Fields, name: &'static str) -> Result<Option<String>> {
    let Some(password) = acceptable(fields, name)?.map(str::to_owned) else { return Ok(None) };
    let hashed = aside(move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| Error::Key(error.to_string()))
    });
    Ok(Some(hashed.await??))
}

/// The same, after the caller was counted and `check` has passed: a hash is costly.
pub(crate) async fn hash_after<F>(
    app: &App,
    caller: &Caller,
    fields: &Fields,
    name: &'static str,
    check: F,
) -> Result<Option<String>>
where
    F: FnOnce(&Call<'_>, &Fields) -> Result<()> + Send + 'static,
{
    if acceptable(fields, name)?.is_none() {
        return Ok(None);
    }
    let form = fields.clone();
    let look = move |call: &Call<'_>| call.count_beginning().and_then(|()| check(call, &form));
    app.look(caller, look).await?;
    hash(fields, name).await
}

/// The form's new password, if there is one. Errs if its length is wrong.
pub(crate) fn acceptable<'a>(fields: &'a Fields, name: &'static str) -> Result<Option<&'a str>> {
    let Some(password) = fields.secret(name) else { return Ok(None) };
    let length = password.chars().count();
    if length < MIN_LENGTH {
        let message = format!("A password has at least {MIN_LENGTH} characters.");
        return Err(invalid(name, "form_password_length_too_short", message));
    }
    if length > MAX_LENGTH {
        let message = format!("A password has at most {MAX_LENGTH} characters.");
        return Err(invalid(name, "form_password_length_too_long", message));
    }
    Ok(Some(password))
}

/// The outcome of comparing a password with the hash that was stored at that moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Check {
    hash: Option<Secret<String>>,
    is_right: bool,
}

impl Check {
    /// Compares the form's password, if there is one, with that of a user. `find` checks the call and
    /// names the user.
    pub(crate) async fn begin<F>(
        app: &App,
        caller: &Caller,
        fields: &Fields,
        name: &'static str,
        find: F,
    ) -> Result<Self>
    where
        F: FnOnce(&Call<'_>, &Fields) -> Result<String> + Send + 'static,
    {
        let Some(password) = fields.secret(name).map(str::to_owned) else {
            return Ok(Self::default());
        };
        if password.chars().count() > MAX_LENGTH {
            return Ok(Self::default());
        }
        let form = fields.clone();
        let hash = app
            .look(caller, move |call| {
                call.count_beginning()?;
                let user_id = find(call, &form)?;
                guesses::passwords(call, &user_id, name).allow(call)?;
                users::password_hash(call.tx, &user_id)
            })
            .await?;
        let stored = hash.as_deref().cloned().unwrap_or_else(|| NOBODYS.to_owned());
        let is_right = aside(move || {
            PasswordHash::new(&stored).is_ok_and(|stored| {
                Argon2::default().verify_password(password.as_bytes(), &stored).is_ok()
            })
        });
        let is_right = is_right.await? && hash.is_some();
        Ok(Self { hash, is_right })
    }

    /// Errs unless the password was right for this user, and their hash has not changed since.
    pub(crate) fn require(&self, call: &Call<'_>, user_id: &str, name: &'static str) -> Result<()> {
        let guesses = guesses::passwords(call, user_id, name);
        guesses.allow(call)?;
        if self.is_right && self.hash == users::password_hash(call.tx, user_id)? {
            return Ok(());
        }
        guesses.was_wrong(call);
        Err(invalid(name, "form_password_incorrect", "That password is not right."))
    }
}

/// Runs slow work on a thread where it blocks nobody. Its place is free when it is done, also if its caller has gone
/// meanwhile.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let room = ROOM.try_acquire().map_err(|_| Error::Unavailable)?;
    let permit = AT_ONCE.acquire().await.map_err(|_| Error::Unavailable)?;
    tracing::debug!("a password is hashed");
    let done = tokio::task::spawn_blocking(move || {
        let _held = (room, permit);
        work()
    });
    done.await.map_err(|_| Error::Unavailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_that_nobody_has_is_well_formed_and_as_costly_as_any() {
        let parsed = PasswordHash::new(NOBODYS);
        assert!(parsed.is_ok(), "{parsed:?}");
        let other = Argon2::default().hash_password(b"password").map(|hash| hash.to_string());
        let cost = |hash: &str| hash.split('$').nth(3).map(str::to_owned);
        assert_eq!(other.ok().and_then(|hash| cost(&hash)), cost(NOBODYS));
    }
}
