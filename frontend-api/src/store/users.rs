//! The rows of `users`.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::plain::secret::Secret;
use crate::store::tx::{Tx, only};

/// A row of `users`.
#[derive(Clone, Debug)]
pub(crate) struct User {
    /// `user_…`
    pub(crate) id: String,
    /// The name to sign in with, in lower case.
    pub(crate) username: Option<String>,
    /// Given name.
    pub(crate) first_name: Option<String>,
    /// Family name.
    pub(crate) last_name: Option<String>,
    /// argon2id, in PHC format.
    pub(crate) password_hash: Option<Secret<String>>,
    /// The secret shared with an authenticator app, once confirmed.
    pub(crate) totp_secret: Option<Secret<Vec<u8>>>,
    /// The address that emails go to.
    pub(crate) primary_email_address_id: Option<String>,
    /// A JSON object that everybody may read.
    pub(crate) public_metadata: String,
    /// A JSON object that the user may write.
    pub(crate) unsafe_metadata: String,
    /// When they last signed in.
    pub(crate) last_sign_in_at: Option<i64>,
    /// When the account was made.
    pub(crate) created_at: i64,
    /// When the user last changed. Grows with every change.
    pub(crate) updated_at: i64,
}

/// What a new user is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct New<'a> {
    /// `user_…`
    pub(crate) id: &'a str,
    /// The name to sign in with, in lower case.
    pub(crate) username: Option<&'a str>,
    /// Given name.
    pub(crate) first_name: Option<&'a str>,
    /// Family name.
    pub(crate) last_name: Option<&'a str>,
    /// argon2id, in PHC format.
    pub(crate) password_hash: Option<&'a Secret<String>>,
    /// A JSON object.
    pub(crate) unsafe_metadata: &'a str,
}

/// Changes to a user. A field that is `None` stays as it is, `Some(None)` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// The name to sign in with.
    pub(crate) username: Option<Option<String>>,
    /// Given name.
    pub(crate) first_name: Option<Option<String>>,
    /// Family name.
    pub(crate) last_name: Option<Option<String>>,
    /// A JSON object.
    pub(crate) unsafe_metadata: Option<String>,
    /// argon2id, in PHC format.
    pub(crate) password_hash: Option<String>,
    /// The address that emails go to.
    pub(crate) primary_email_address_id: Option<String>,
}

/// The user who has a user name.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// `user_…`
    pub(crate) id: String,
    /// The address that emails go to.
    pub(crate) primary_email_address_id: Option<String>,
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get("id")?,
        username: row.get("username")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        password_hash: row.get("password_hash")?,
        totp_secret: row.get("totp_secret")?,
        primary_email_address_id: row.get("primary_email_address_id")?,
        public_metadata: row.get("public_metadata")?,
        unsafe_metadata: row.get("unsafe_metadata")?,
        last_sign_in_at: row.get("last_sign_in_at")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}

/// The user of this id, who is known to exist.
pub(crate) fn get(tx: &Tx<'_>, id: &str) -> Result<User> {
    tx.one("select * from users where id = ?1", [id], read)
}

/// The user of this id.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Option<User>> {
    tx.find("select * from users where id = ?1", [id], read)
}

/// The user of this name, in lower case.
pub(crate) fn named(tx: &Tx<'_>, username: &str) -> Result<Option<Named>> {
    let sql = "select id, primary_email_address_id from users where username = ?1";
    tx.find(sql, [username], |row| {
        Ok(Named { id: row.get(0)?, primary_email_address_id: row.get(1)? })
    })
}

/// Makes a user. A user name that somebody else has by now is left out.
pub(crate) fn insert(tx: &Tx<'_>, new: &New<'_>, now_ms: i64) -> Result<()> {
    let New { id, username, first_name, last_name, password_hash, unsafe_metadata } = new;
    tx.execute(
        "insert into users (id, username, first_name, last_name, password_hash, unsafe_metadata,
                            created_at, updated_at)
         values (?1, (select ?2 where not exists (select 1 from users where username = ?2)),
                 ?3, ?4, ?5, ?6, ?7, ?7)",
        params![id, username, first_name, last_name, password_hash, unsafe_metadata, now_ms],
    )?;
    Ok(())
}

/// Changes what a user may say about themselves.
pub(crate) fn update(tx: &Tx<'_>, id: &str, changes: &Changes) -> Result<()> {
    let Changes { username, first_name, last_name, .. } = changes;
    tx.execute(
        "update users set
             username = case when ?2 then ?3 else username end,
             first_name = case when ?4 then ?5 else first_name end,
             last_name = case when ?6 then ?7 else last_name end,
             unsafe_metadata = coalesce(?8, unsafe_metadata),
             password_hash = coalesce(?9, password_hash),
             primary_email_address_id = coalesce(?10, primary_email_address_id)
         where id = ?1",
        params![
            id,
            username.is_some(),
            username.as_ref().and_then(Option::as_deref),
            first_name.is_some(),
            first_name.as_ref().and_then(Option::as_deref),
            last_name.is_some(),
            last_name.as_ref().and_then(Option::as_deref),
            changes.unsafe_metadata,
            changes.password_hash,
            changes.primary_email_address_id,
        ],
    )?;
    Ok(())
}

/// Notes that a user changed. `updated_at` grows every time.
pub(crate) fn touch(tx: &Tx<'_>, id: &str, now_ms: i64) -> Result<()> {
    let sql = "update users set updated_at = max(updated_at + 1, ?2) where id = ?1";
    tx.execute(sql, params![id, now_ms])?;
    Ok(())
}

/// Notes that a user signed in.
pub(crate) fn signed_in(tx: &Tx<'_>, id: &str, now_ms: i64) -> Result<()> {
    tx.execute("update users set last_sign_in_at = ?2 where id = ?1", params![id, now_ms])?;
    Ok(())
}

/// Deletes a user with everything that belongs to them.
pub(crate) fn delete(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute("delete from users where id = ?1", [id])?;
    Ok(())
}

/// Makes an address the primary one, to which emails go, if there is none yet.
pub(crate) fn set_first_primary(tx: &Tx<'_>, id: &str, email_address_id: &str) -> Result<()> {
    let sql = "update users set primary_email_address_id = coalesce(primary_email_address_id, ?2)
               where id = ?1";
    tx.execute(sql, [id, email_address_id])?;
    Ok(())
}

/// If the deleted address was the primary one, the oldest proven address takes its place.
pub(crate) fn replace_primary(tx: &Tx<'_>, id: &str, deleted: &str) -> Result<()> {
    tx.execute(
        "update users set primary_email_address_id =
             (select id from email_addresses where user_id = ?1 and verified = 1
              order by created_at limit 1)
         where id = ?1 and primary_email_address_id = ?2",
        [id, deleted],
    )?;
    Ok(())
}

/// The hash of a user's password. `None` if there is no password, or no such user.
pub(crate) fn password_hash(tx: &Tx<'_>, id: &str) -> Result<Option<Secret<String>>> {
    Ok(tx.find("select password_hash from users where id = ?1", [id], only)?.flatten())
}

/// Gives a user this password, or none.
pub(crate) fn set_password_hash(tx: &Tx<'_>, id: &str, hash: Option<&str>) -> Result<()> {
    tx.execute("update users set password_hash = ?2 where id = ?1", params![id, hash])?;
    Ok(())
}

/// The secret shared with the user's authenticator app.
pub(crate) fn totp_secret(tx: &Tx<'_>, id: &str) -> Result<Option<Secret<Vec<u8>>>> {
    tx.one("select totp_secret from users where id = ?1", [id], only)
}

/// Marks a one-time password as used, by its step. Gives `false` if it was used before. A step that was
/// used while the clock was ahead does not lock the user out.
pub(crate) fn use_totp_step(tx: &Tx<'_>, id: &str, step: i64, now_step: i64) -> Result<bool> {
    let changed = tx.execute(
        "update users set totp_last_step = ?2
         where id = ?1 and (coalesce(totp_last_step, 0) < ?2 or totp_last_step > ?3 + 1)",
        params![id, step, now_step],
    )?;
    Ok(changed == 1)
}

/// The secret that was given out and is not confirmed yet.
pub(crate) fn pending_totp_secret(tx: &Tx<'_>, id: &str) -> Result<Option<Secret<Vec<u8>>>> {
    tx.one("select pending_totp_secret from users where id = ?1", [id], only)
}

/// Keeps a secret until it is confirmed.
pub(crate) fn set_pending_totp_secret(tx: &Tx<'_>, id: &str, secret: &[u8]) -> Result<()> {
    tx.execute("update users set pending_totp_secret = ?2 where id = ?1", params![id, secret])?;
    Ok(())
}

/// Confirms the secret that was given out: it counts from now on.
pub(crate) fn confirm_totp(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute(
        "update users set totp_secret = pending_totp_secret, pending_totp_secret = null
         where id = ?1",
        [id],
    )?;
    Ok(())
}

/// Forgets the user's authenticator app.
pub(crate) fn remove_totp(tx: &Tx<'_>, id: &str) -> Result<()> {
    let sql = "update users set totp_secret = null, pending_totp_secret = null where id = ?1";
    tx.execute(sql, [id])?;
    Ok(())
}

/// Adds a user with nothing but an id, for tests.
#[cfg(test)]
pub(super) fn insert_plain(tx: &Tx<'_>, id: &str) -> Result<()> {
    let (username, password_hash) = (None, None);
    let (first_name, last_name, unsafe_metadata) = (None, None, "{}");
    let new = New { id, username, first_name, last_name, password_hash, unsafe_metadata };
    insert(tx, &new, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;
    use crate::store::email_addresses::{self, EmailAddress};

    #[test]
    fn a_user_who_is_touched_grows_newer_whatever_the_clock_says() {
        in_memory(|tx| {
            insert_plain(tx, "user_1")?;
            let updated_at = |now_ms| {
                touch(tx, "user_1", now_ms)?;
                Ok(get(tx, "user_1")?.updated_at)
            };
            let all: Result<Vec<_>> = [7, 7, 3, 20].into_iter().map(updated_at).collect();
            assert_eq!(all?, [7, 8, 9, 20]);
            Ok(())
        });
    }

    #[test]
    fn a_name_that_somebody_has_is_left_out() {
        in_memory(|tx| {
            for id in ["user_1", "user_2"] {
                let (username, unsafe_metadata) = (Some("ada"), "{}");
                let (first_name, last_name, password_hash) = (None, None, None);
                let new =
                    New { id, username, first_name, last_name, password_hash, unsafe_metadata };
                insert(tx, &new, 0)?;
            }
            assert_eq!(named(tx, "ada")?.unwrap().id, "user_1");
            assert_eq!(get(tx, "user_2")?.username, None);
            Ok(())
        });
    }

    #[test]
    fn what_is_sent_empty_is_emptied_and_what_is_not_sent_stays() {
        in_memory(|tx| {
            insert_plain(tx, "user_1")?;
            let text = |text: &str| Some(Some(text.to_owned()));
            let (first_name, last_name) = (text("Ada"), text("Lovelace"));
            update(tx, "user_1", &Changes { first_name, last_name, ..Changes::default() })?;
            update(tx, "user_1", &Changes { first_name: Some(None), ..Changes::default() })?;
            let user = get(tx, "user_1")?;
            assert_eq!((user.first_name, user.last_name), (None, Some("Lovelace".into())));
            Ok(())
        });
    }

    #[test]
    fn a_one_time_password_is_used_once() {
        in_memory(|tx| {
            insert_plain(tx, "user_1")?;
            let use_step = |(step, now_step)| use_totp_step(tx, "user_1", step, now_step);
            let steps = [(10, 10), (10, 10), (9, 10), (11, 10), (5, 5)];
            let all: Result<Vec<_>> = steps.into_iter().map(use_step).collect();
            assert_eq!(
                all?,
                [true, false, false, true, true],
                "the last after the clock was put back"
            );
            Ok(())
        });
    }

    #[test]
    fn the_oldest_proven_address_takes_the_place_of_the_primary_one() {
        in_memory(|tx| {
            insert_plain(tx, "user_1")?;
            for (id, verified, now_ms) in [
                ("primary", true, 1),
                ("claimed", false, 2),
                ("second", true, 3),
                ("third", true, 4),
            ] {
                let (user_id, email_address) = ("user_1".into(), format!("{id}@example.com"));
                let id = id.to_owned();
                let verification_id = None;
                let new = EmailAddress { id, user_id, email_address, verified, verification_id };
                email_addresses::insert(tx, &new, now_ms)?;
                set_first_primary(tx, "user_1", &new.id)?;
            }
            let primary =
                || Ok::<_, crate::Error>(get(tx, "user_1")?.primary_email_address_id.unwrap());
            assert_eq!(primary()?, "primary");
            email_addresses::delete(tx, "third")?;
            replace_primary(tx, "user_1", "third")?;
            assert_eq!(primary()?, "primary");
            email_addresses::delete(tx, "primary")?;
            replace_primary(tx, "user_1", "primary")?;
            assert_eq!(primary()?, "second");
            Ok(())
        });
    }
}
