//! The token that opens the settings page, and the browsers in which it was given.

use rusqlite::params;

use crate::error::Result;
use crate::store::tx::Tx;

/// Replaces the token. All browsers have to give the new one.
pub(crate) fn replace_token(tx: &Tx<'_>, hash: &[u8], now_ms: i64) -> Result<()> {
    let sql = "insert into admin_token (id, token_hash, made_at) values (1, ?1, ?2)
               on conflict do update set token_hash = ?1, made_at = ?2";
    tx.execute(sql, params![hash, now_ms])?;
    tx.execute("delete from admin_sessions", []).map(drop)
}

/// Ends the token, and what it has opened.
pub(crate) fn remove_token(tx: &Tx<'_>) -> Result<()> {
    tx.execute("delete from admin_token", [])?;
    tx.execute("delete from admin_sessions", []).map(drop)
}

/// Whether there is a token.
pub(crate) fn has_token(tx: &Tx<'_>) -> Result<bool> {
    tx.exists("select 1 from admin_token", [])
}

/// Whether this is the token.
pub(crate) fn is_token(tx: &Tx<'_>, hash: &[u8]) -> Result<bool> {
    tx.exists("select 1 from admin_token where token_hash = ?1", [hash])
}

/// Notes a browser in which the token was given, by its cookie, and forgets those whose time is over.
pub(crate) fn insert_session(tx: &Tx<'_>, hash: &[u8], expire_at: i64, now_ms: i64) -> Result<()> {
    tx.execute("delete from admin_sessions where expire_at <= ?1", [now_ms])?;
    let sql = "insert into admin_sessions (token_hash, expire_at) values (?1, ?2)";
    tx.execute(sql, params![hash, expire_at]).map(drop)
}

/// Whether the token was given in this browser.
pub(crate) fn is_session(tx: &Tx<'_>, hash: &[u8], now_ms: i64) -> Result<bool> {
    let sql = "select 1 from admin_sessions where token_hash = ?1 and expire_at > ?2";
    tx.exists(sql, params![hash, now_ms])
}

/// Forgets a browser.
pub(crate) fn delete_session(tx: &Tx<'_>, hash: &[u8]) -> Result<()> {
    tx.execute("delete from admin_sessions where token_hash = ?1", [hash]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;

    #[test]
    fn a_new_token_ends_what_the_one_before_has_opened() {
        in_memory(|tx| {
            assert!(!has_token(tx)?);
            replace_token(tx, b"one", 0)?;
            insert_session(tx, b"cookie", 100, 0)?;
            assert!(is_token(tx, b"one")? && !is_token(tx, b"two")?);
            assert!(is_session(tx, b"cookie", 99)? && !is_session(tx, b"cookie", 100)?);
            replace_token(tx, b"two", 1)?;
            assert!(is_token(tx, b"two")? && !is_token(tx, b"one")? && has_token(tx)?);
            assert!(!is_session(tx, b"cookie", 1)?);
            insert_session(tx, b"cookie", 100, 1)?;
            delete_session(tx, b"cookie")?;
            assert!(!is_session(tx, b"cookie", 1)?);
            insert_session(tx, b"cookie", 100, 1)?;
            remove_token(tx)?;
            assert!(!has_token(tx)? && !is_session(tx, b"cookie", 1)?);
            Ok(())
        });
    }
}
