//! The rows of `clients`: one browser each, with its current attempts and the session that was chosen
//! last.

use rusqlite::params;

use crate::error::Result;
use crate::store::tx::{Tx, only};

/// A row of `clients`.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// The session that was chosen last. It may have expired.
    pub(crate) last_active_session_id: Option<String>,
    /// Its current sign-in.
    pub(crate) sign_in_id: Option<String>,
    /// Its current sign-up.
    pub(crate) sign_up_id: Option<String>,
    /// When it was made.
    pub(crate) created_at: i64,
    /// When it last changed. Grows with every change.
    pub(crate) updated_at: i64,
}

/// The client of this id.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Option<Client>> {
    let sql = "select last_active_session_id, sign_in_id, sign_up_id, created_at, updated_at
               from clients where id = ?1";
    tx.find(sql, [id], |row| {
        Ok(Client {
            last_active_session_id: row.get(0)?,
            sign_in_id: row.get(1)?,
            sign_up_id: row.get(2)?,
            created_at: row.get(3)?,
            updated_at: row.get(4)?,
        })
    })
}

/// The client whose cookie holds the secret of this hash.
pub(crate) fn of_token(tx: &Tx<'_>, token_hash: &[u8]) -> Result<Option<String>> {
    tx.find("select id from clients where token_hash = ?1", [token_hash], only)
}

/// Makes a client. Its cookie holds the secret of this hash.
pub(crate) fn insert(tx: &Tx<'_>, id: &str, token_hash: &[u8], now_ms: i64) -> Result<()> {
    let sql = "insert into clients (id, token_hash, created_at, updated_at)
               values (?1, ?2, ?3, ?3)";
    tx.execute(sql, params![id, token_hash, now_ms])?;
    Ok(())
}

/// Forgets a client.
pub(crate) fn delete(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute("delete from clients where id = ?1", [id])?;
    Ok(())
}

/// Notes that a client changed. `updated_at` grows every time.
pub(crate) fn touch(tx: &Tx<'_>, id: &str, now_ms: i64) -> Result<()> {
    let sql = "update clients set updated_at = max(updated_at + 1, ?2) where id = ?1";
    tx.execute(sql, params![id, now_ms])?;
    Ok(())
}

/// A client's current attempts, and those email addresses of its users that it asked to verify.
pub(crate) fn attempts(tx: &Tx<'_>, id: &str) -> Result<Vec<String>> {
    let sql = "select sign_in_id from clients where id = ?1 and sign_in_id is not null
               union all
               select sign_up_id from clients where id = ?1 and sign_up_id is not null
               union all
               select a.id from email_addresses a join verifications v on v.id = a.verification_id
               where a.user_id in (select user_id from sessions where client_id = ?1)
                     and v.client_id = ?1";
    tx.all(sql, [id], only)
}

/// Makes a sign-in the client's current one. Gives the one before.
pub(crate) fn replace_sign_in(tx: &Tx<'_>, id: &str, sign_in_id: &str) -> Result<Option<String>> {
    let before = tx.one("select sign_in_id from clients where id = ?1", [id], only)?;
    tx.execute("update clients set sign_in_id = ?2 where id = ?1", [id, sign_in_id])?;
    Ok(before)
}

/// Makes a sign-up the client's current one. Gives the one before.
pub(crate) fn replace_sign_up(tx: &Tx<'_>, id: &str, sign_up_id: &str) -> Result<Option<String>> {
    let before = tx.one("select sign_up_id from clients where id = ?1", [id], only)?;
    tx.execute("update clients set sign_up_id = ?2 where id = ?1", [id, sign_up_id])?;
    Ok(before)
}

/// Takes its current attempts off a client.
pub(crate) fn drop_attempts(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute("update clients set sign_in_id = null, sign_up_id = null where id = ?1", [id])?;
    Ok(())
}

/// Takes its current attempts and its chosen session off a client.
pub(crate) fn drop_all(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute(
        "update clients set sign_in_id = null, sign_up_id = null, last_active_session_id = null
         where id = ?1",
        [id],
    )?;
    Ok(())
}

/// Makes a session the one that was chosen last.
pub(crate) fn choose_session(tx: &Tx<'_>, id: &str, session_id: &str) -> Result<()> {
    let sql = "update clients set last_active_session_id = ?2 where id = ?1";
    tx.execute(sql, [id, session_id])?;
    Ok(())
}

/// Gives the place of a chosen session that has ended to another one, or to none.
pub(crate) fn replace_session(
    tx: &Tx<'_>,
    id: &str,
    ended: &str,
    next: Option<&str>,
) -> Result<()> {
    let sql = "update clients set last_active_session_id = ?3
               where id = ?1 and last_active_session_id = ?2";
    tx.execute(sql, params![id, ended, next])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;

    #[test]
    fn a_client_that_is_touched_grows_newer_whatever_the_clock_says() {
        in_memory(|tx| {
            insert(tx, "client_1", b"hash", 5)?;
            let updated_at = |now_ms| {
                touch(tx, "client_1", now_ms)?;
                Ok(find(tx, "client_1")?.unwrap().updated_at)
            };
            let all: Result<Vec<_>> = [7, 7, 3, 20].into_iter().map(updated_at).collect();
            assert_eq!(all?, [7, 8, 9, 20]);
            Ok(())
        });
    }

    #[test]
    fn a_client_is_known_by_its_token_and_is_about_one_attempt_of_a_kind() {
        in_memory(|tx| {
            insert(tx, "client_1", b"hash", 0)?;
            assert_eq!(of_token(tx, b"hash")?.as_deref(), Some("client_1"));
            assert_eq!(of_token(tx, b"other")?, None);
            assert_eq!(replace_sign_in(tx, "client_1", "sia_1")?, None);
            assert_eq!(replace_sign_in(tx, "client_1", "sia_2")?.as_deref(), Some("sia_1"));
            assert_eq!(replace_sign_up(tx, "client_1", "sua_1")?, None);
            assert_eq!(attempts(tx, "client_1")?, ["sia_2", "sua_1"]);
            drop_attempts(tx, "client_1")?;
            assert!(attempts(tx, "client_1")?.is_empty());
            Ok(())
        });
    }
}
