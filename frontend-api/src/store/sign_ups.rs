//! The rows of `sign_ups`: attempts to make an account.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::plain::secret::Secret;
use crate::store::tx::{Tx, only};

/// A row of `sign_ups`.
#[derive(Clone, Debug)]
pub(crate) struct SignUp {
    /// `sua_…`
    pub(crate) id: String,
    /// The browser that began it.
    pub(crate) client_id: String,
    /// `missing_requirements` or `complete`. [`SignUp::status`] takes the time into account.
    pub(crate) stored_status: String,
    /// The address to prove.
    pub(crate) email_address: Option<String>,
    /// The name to sign in with, in lower case.
    pub(crate) username: Option<String>,
    /// Given name.
    pub(crate) first_name: Option<String>,
    /// Family name.
    pub(crate) last_name: Option<String>,
    /// argon2id, in PHC format, until the account is made.
    pub(crate) password_hash: Option<Secret<String>>,
    /// A JSON object.
    pub(crate) unsafe_metadata: String,
    /// The address's newest verification.
    pub(crate) verification_id: Option<String>,
    /// The session that it led to.
    pub(crate) created_session_id: Option<String>,
    /// The user that it led to.
    pub(crate) created_user_id: Option<String>,
    /// When it is forgotten.
    pub(crate) abandon_at: i64,
}

/// Changes to a sign-up. A field that is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// The address to prove.
    pub(crate) email_address: Option<String>,
    /// The name to sign in with, in lower case.
    pub(crate) username: Option<String>,
    /// Given name.
    pub(crate) first_name: Option<String>,
    /// Family name.
    pub(crate) last_name: Option<String>,
    /// A JSON object.
    pub(crate) unsafe_metadata: Option<String>,
    /// argon2id, in PHC format.
    pub(crate) password_hash: Option<String>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<SignUp> {
    Ok(SignUp {
        id: row.get("id")?,
        client_id: row.get("client_id")?,
        stored_status: row.get("status")?,
        email_address: row.get("email_address")?,
        username: row.get("username")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        password_hash: row.get("password_hash")?,
        unsafe_metadata: row.get("unsafe_metadata")?,
        verification_id: row.get("verification_id")?,
        created_session_id: row.get("created_session_id")?,
        created_user_id: row.get("created_user_id")?,
        abandon_at: row.get("abandon_at")?,
    })
}

/// The sign-up of this id, however old it is.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Option<SignUp>> {
    tx.find("select * from sign_ups where id = ?1", [id], read)
}

/// The session that a sign-up led to, if it did.
pub(crate) fn created_session(tx: &Tx<'_>, id: &str) -> Result<Option<String>> {
    Ok(tx.find("select created_session_id from sign_ups where id = ?1", [id], only)?.flatten())
}

/// Whether a sign-up still waits for this verification, and is still its client's current one.
pub(crate) fn is_waiting_for(
    tx: &Tx<'_>,
    id: &str,
    verification_id: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql =
        "select 1 from sign_ups a join clients c on c.id = a.client_id and c.sign_up_id = a.id
               where a.id = ?1 and a.verification_id = ?2 and a.abandon_at > ?3";
    tx.exists(sql, params![id, verification_id, now_ms])
}

/// Begins a sign-up. It is forgotten at `abandon_at`.
pub(crate) fn insert(
    tx: &Tx<'_>,
    id: &str,
    client_id: &str,
    abandon_at: i64,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "insert into sign_ups (id, client_id, status, abandon_at, created_at)
         values (?1, ?2, 'missing_requirements', ?3, ?4)",
        params![id, client_id, abandon_at, now_ms],
    )?;
    Ok(())
}

/// Fills in a sign-up. Another address has to be proven again.
pub(crate) fn update(tx: &Tx<'_>, id: &str, changes: &Changes) -> Result<()> {
    tx.execute(
        "update sign_ups set
             verification_id = case when coalesce(?2, email_address) is email_address
                                    then verification_id end,
             email_address = coalesce(?2, email_address),
             username = coalesce(?3, username),
             first_name = coalesce(?4, first_name),
             last_name = coalesce(?5, last_name),
             unsafe_metadata = coalesce(?6, unsafe_metadata),
             password_hash = coalesce(?7, password_hash)
         where id = ?1",
        params![
            id,
            changes.email_address,
            changes.username,
            changes.first_name,
            changes.last_name,
            changes.unsafe_metadata,
            changes.password_hash,
        ],
    )?;
    Ok(())
}

/// Makes a sign-up point to the verification of its address.
pub(crate) fn wait_for(tx: &Tx<'_>, id: &str, verification_id: &str) -> Result<()> {
    tx.execute("update sign_ups set verification_id = ?2 where id = ?1", [id, verification_id])?;
    Ok(())
}

/// Notes the user and the session that a sign-up led to. Its password is deleted: the user has it now.
pub(crate) fn complete(tx: &Tx<'_>, id: &str, session_id: &str, user_id: &str) -> Result<()> {
    tx.execute(
        "update sign_ups set status = 'complete', created_session_id = ?2, created_user_id = ?3,
                             password_hash = null
         where id = ?1",
        [id, session_id, user_id],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::clients;
    use crate::store::db::in_memory;

    /// A sign-up that is abandoned at 1000, and is its client's current one.
    fn begin(tx: &Tx<'_>, id: &str) -> Result<()> {
        insert(tx, id, "client_1", 1000, 0)?;
        clients::replace_sign_up(tx, "client_1", id).map(drop)
    }

    #[test]
    fn only_the_sign_up_that_its_client_is_about_waits_and_only_for_its_newest_verification() {
        in_memory(|tx| {
            clients::insert(tx, "client_1", b"hash", 0)?;
            begin(tx, "before")?;
            begin(tx, "now")?;
            wait_for(tx, "before", "ver_1")?;
            wait_for(tx, "now", "ver_2")?;
            wait_for(tx, "now", "ver_3")?;
            for (id, verification_id, now_ms, expected) in [
                ("before", "ver_1", 0, false),
                ("now", "ver_2", 0, false),
                ("now", "ver_3", 999, true),
                ("now", "ver_3", 1000, false),
            ] {
                let is_waiting = is_waiting_for(tx, id, verification_id, now_ms)?;
                assert_eq!(is_waiting, expected, "{id} {verification_id} {now_ms}");
            }
            Ok(())
        });
    }

    #[test]
    fn another_address_has_to_be_proven_anew_and_whatever_else_changes_does_not() {
        in_memory(|tx| {
            insert(tx, "sua_1", "client_1", 1000, 0)?;
            let text = |text: &str| Some(text.to_owned());
            let change = |changes: &Changes| {
                update(tx, "sua_1", changes)?;
                Ok::<_, crate::Error>(find(tx, "sua_1")?.unwrap().verification_id.is_some())
            };
            let to = |address| Changes { email_address: text(address), ..Changes::default() };
            assert!(!change(&to("ada@example.com"))?);
            wait_for(tx, "sua_1", "ver_1")?;
            assert!(change(&to("ada@example.com"))?);
            assert!(change(&Changes { first_name: text("Ada"), ..Changes::default() })?);
            assert!(!change(&to("grace@example.com"))?);
            let now = find(tx, "sua_1")?.unwrap();
            assert_eq!(now.email_address, text("grace@example.com"));
            assert_eq!(now.first_name, text("Ada"));
            Ok(())
        });
    }

    #[test]
    fn a_complete_sign_up_keeps_no_password() {
        in_memory(|tx| {
            insert(tx, "sua_1", "client_1", 1000, 0)?;
            let password_hash = Some("hash".into());
            update(tx, "sua_1", &Changes { password_hash, ..Changes::default() })?;
            assert!(find(tx, "sua_1")?.unwrap().password_hash.is_some());
            complete(tx, "sua_1", "sess_1", "user_1")?;
            let complete = find(tx, "sua_1")?.unwrap();
            assert!(complete.password_hash.is_none());
            assert_eq!(complete.created_user_id.as_deref(), Some("user_1"));
            assert_eq!(created_session(tx, "sua_1")?.as_deref(), Some("sess_1"));
            Ok(())
        });
    }
}
