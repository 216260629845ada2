//! Passwords: hashed with argon2id, checked away from the database thread, guessed only so often.

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

/// NIST SP 800-63B asks for at least 8; the upper end only keeps hashing from being a burden.
pub(crate) const MIN_LENGTH: usize = 8;
/// See [`MIN_LENGTH`].
pub(crate) const MAX_LENGTH: usize = 256;

/// Each hash takes 19 MB for the time it is made.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// So many wait for that or are at it: a second or two's work. The others come back later.
static ROOM: Semaphore = Semaphore::const_new(100);

/// A hash that no password has, to spend the same time on users who have none.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes the form's new password, if it has one that is good enough.
async fn hash(fields: &Fields, name: &'static str) -> Result<Option<String>> {
    let Some(password) = acceptable(fields, name)?.map(str::to_owned) else { return Ok(None) };
    let hashed = aside(move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| Error::Key(error.to_string()))
    });
    Ok(Some(hashed.await??))
}

/// The same, once the caller was counted and `check` has found that the call is in order: a hash is
/// dear.
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

/// The form's new password, if there is one.
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

/// The outcome of comparing a password with the hash that was stored a moment ago.
#[derive(Clone, Debug, Default)]
pub(crate) struct Check {
    hash: Option<Secret<String>>,
    is_right: bool,
}

impl Check {
    /// Compares the form's password, if it has one, with that of the user whom `find` names once
    /// it has found that the call is in order.
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

    /// Errs unless the password was right for this user, whose hash must not have changed since.
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

/// Runs slow work where it blocks nobody.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _room = ROOM.try_acquire().map_err(|_| Error::Unavailable)?;
    let _permit = AT_ONCE.acquire().await.map_err(|_| Error::Unavailable)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Unavailable)
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
