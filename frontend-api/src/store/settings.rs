//! The settings' one row, and the list of what was changed in it.

use rusqlite::params;

use crate::error::Result;
use crate::store::tx::{Tx, only};

/// Most changes that are kept.
const MOST_CHANGES: i64 = 500;

/// What was changed at once.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    /// The version that it made.
    pub(crate) version: i64,
    /// When.
    pub(crate) at: i64,
    /// The network that it came from.
    pub(crate) network: String,
    /// The changes, as JSON.
    pub(crate) changes: String,
}

/// The version of the settings. It is 0 until something is stored.
pub(crate) fn version(tx: &Tx<'_>) -> Result<i64> {
    Ok(tx.find("select version from settings", [], only)?.unwrap_or(0))
}

/// What was chosen, as JSON, and its version.
pub(crate) fn chosen(tx: &Tx<'_>) -> Result<Option<(i64, String)>> {
    tx.find("select version, chosen from settings", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Stores what was chosen, if the version is still the one that it was chosen from, and notes what it
/// changes. Gives the new version.
pub(crate) fn replace(
    tx: &Tx<'_>,
    from_version: i64,
    chosen: &str,
    network: &str,
    changes: &str,
    now_ms: i64,
) -> Result<Option<i64>> {
    if version(tx)? != from_version {
        return Ok(None);
    }
    let version = from_version + 1;
    let store = "insert into settings (id, version, chosen, changed_at) values (1, ?1, ?2, ?3)
                 on conflict do update set version = ?1, chosen = ?2, changed_at = ?3";
    tx.execute(store, params![version, chosen, now_ms])?;
    let note = "insert into settings_changes (version, changed_at, network, changes)
                values (?1, ?2, ?3, ?4)";
    tx.execute(note, params![version, now_ms, network, changes])?;
    tx.execute("delete from settings_changes where version <= ?1", [version - MOST_CHANGES])?;
    Ok(Some(version))
}

/// The changes after a version, the newest first.
pub(crate) fn changes_after(tx: &Tx<'_>, version: i64) -> Result<Vec<Changed>> {
    let sql = "select version, changed_at, network, changes from settings_changes
               where version > ?1 order by version desc";
    tx.all(sql, [version], |row| {
        Ok(Changed {
            version: row.get(0)?,
            at: row.get(1)?,
            network: row.get(2)?,
            changes: row.get(3)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;

    #[test]
    fn of_two_who_choose_from_one_version_the_second_is_refused() {
        in_memory(|tx| {
            assert_eq!((version(tx)?, chosen(tx)?), (0, None));
            assert_eq!(replace(tx, 0, "{}", "here", "[]", 7)?, Some(1));
            assert_eq!(replace(tx, 0, "{\"a\":1}", "there", "[]", 8)?, None);
            assert_eq!(replace(tx, 1, "{\"b\":1}", "there", "[1]", 9)?, Some(2));
            assert_eq!(chosen(tx)?, Some((2, "{\"b\":1}".into())));
            let newest = changes_after(tx, 0)?;
            let told: Vec<_> =
                newest.iter().map(|one| (one.version, one.at, &*one.network)).collect();
            assert_eq!(told, [(2, 9, "there"), (1, 7, "here")]);
            assert_eq!(changes_after(tx, 1)?.len(), 1);
            Ok(())
        });
    }
}
