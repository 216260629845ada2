//! Passwords: hashed with argon2id, checked away from the database thread, guessed only so often.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use rusqlite::OptionalExtension;
use tokio::sync::Semaphore;

use crate::address;
use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Result, invalid};
use crate::fields::Fields;
use crate::guesses;

/// NIST SP 800-63B asks for at least 8; the upper end only keeps hashing from being a burden.
pub(crate) const MIN_LENGTH: usize = 8;
/// See [`MIN_LENGTH`].
pub(crate) const MAX_LENGTH: usize = 256;

/// Each hash takes 19 MB for the time it is made.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// A hash that no password has, to spend the same time on users who have none.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes the form's `password`, if it has one that is good enough.
pub(crate) async fn hash(fields: &Fields, name: &'static str) -> Result<Option<String>> {
    let Some(password) = fields.secret(name).map(str::to_owned) else { return Ok(None) };
    let length = password.chars().count();
    if length < MIN_LENGTH {
        let message = format!("A password has at least {MIN_LENGTH} characters.");
        return Err(invalid(name, "form_password_length_too_short", message));
    }
    if length > MAX_LENGTH {
        let message = format!("A password has at most {MAX_LENGTH} characters.");
        return Err(invalid(name, "form_password_length_too_long", message));
    }
    let hashed = aside(move || {
        let hash = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| Error::Key(error.to_string()))
    });
    Ok(Some(hashed.await??))
}

/// The outcome of comparing a password with the hash that was stored a moment ago.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    hash: Option<String>,
    is_right: bool,
}

impl Check {
    /// Compares the form's `password` with that of the user whom the form's `identifier` names.
    pub(crate) async fn begin(app: &App, fields: &Fields, name: &'static str) -> Result<Self> {
        let typed = fields.text(name)?.unwrap_or_default();
        let key = address::normalise(&typed).unwrap_or_else(|| typed.to_lowercase());
        let sql = "select password_hash from users where username = ?1 or id =
                       (select user_id from email_addresses where email_address = ?1 and verified = 1)";
        Self::against(app, fields, sql, key).await
    }

    /// Compares it with that of the user who is signing in.
    pub(crate) async fn begin_for_attempt(app: &App, fields: &Fields, id: &str) -> Result<Self> {
        let sql = "select password_hash from users where id =
                       (select user_id from sign_ins where id = ?1)";
        Self::against(app, fields, sql, id.to_owned()).await
    }

    /// Compares it with that of a user; `name` is the field that holds it.
    pub(crate) async fn begin_for_user(
        app: &App,
        password: Option<&str>,
        user_id: String,
    ) -> Result<Self> {
        let sql = "select password_hash from users where id = ?1";
        Self::compare(app, password.map(str::to_owned), sql, user_id).await
    }

    async fn against(app: &App, fields: &Fields, sql: &'static str, key: String) -> Result<Self> {
        Self::compare(app, fields.secret("password").map(str::to_owned), sql, key).await
    }

    async fn compare(
        app: &App,
        password: Option<String>,
        sql: &'static str,
        key: String,
    ) -> Result<Self> {
        let Some(password) = password else { return Ok(Self { hash: None, is_right: false }) };
        if password.chars().count() > MAX_LENGTH {
            return Ok(Self { hash: None, is_right: false });
        }
        let find = move |tx: &rusqlite::Transaction<'_>| {
            Ok(tx.query_row(sql, [key], |row| row.get(0)).optional()?.flatten())
        };
        let hash: Option<String> = app.db.run(find).await?;
        let stored = hash.clone().unwrap_or_else(|| NOBODYS.to_owned());
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
        let guesses = guesses::passwords(call, user_id);
        guesses.allow(call)?;
        let sql = "select password_hash from users where id = ?1";
        let now: Option<String> =
            call.tx.query_row(sql, [user_id], |row| row.get(0)).optional()?.flatten();
        if self.is_right && self.hash == now {
            return Ok(());
        }
        guesses.was_wrong(call);
        Err(invalid(name, "form_password_incorrect", "That password is not right."))
    }
}

/// Runs slow work where it blocks nobody.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
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
