//! The keys by which the application's servers use the Backend API.

use rusqlite::params;

use crate::error::Result;
use crate::store::tx::{Tx, only};

/// Adds a key, under its hash.
pub(crate) fn insert(tx: &Tx<'_>, hash: &[u8], now_ms: i64) -> Result<()> {
    let sql = "insert into secret_keys (key_hash, made_at) values (?1, ?2)";
    tx.execute(sql, params![hash, now_ms]).map(drop)
}

/// Forgets all keys.
pub(crate) fn delete_all(tx: &Tx<'_>) -> Result<()> {
    tx.execute("delete from secret_keys", []).map(drop)
}

/// The id of the key of this hash. How long this takes tells at most something of the hash, and nobody can
/// choose a key by that.
pub(crate) fn find(tx: &Tx<'_>, hash: &[u8]) -> Result<Option<i64>> {
    tx.find("select id from secret_keys where key_hash = ?1", [hash], only)
}

/// Whether there is a key at all.
pub(crate) fn is_any(tx: &Tx<'_>) -> Result<bool> {
    Ok(tx.find("select 1 from secret_keys limit 1", [], only::<i64>)?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;

    #[test]
    fn a_key_counts_until_it_is_forgotten_and_no_other_has_its_id() {
        in_memory(|tx| {
            assert!(!is_any(tx)?);
            insert(tx, b"one", 0)?;
            assert!(is_any(tx)?);
            insert(tx, b"two", 1)?;
            assert_eq!((find(tx, b"one")?, find(tx, b"two")?), (Some(1), Some(2)));
            delete_all(tx)?;
            insert(tx, b"three", 2)?;
            assert_eq!((find(tx, b"one")?, find(tx, b"three")?), (None, Some(3)));
            Ok(())
        });
    }
}
