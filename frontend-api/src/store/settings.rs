//! The settings' one row, and the list of what was changed in it and of what opened it.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::store::tx::{Tx, only};

/// So many changes are kept, however old they are. Newer ones push nothing out for a year.
const KEPT: i64 = 500;
const YEAR_MS: i64 = 366 * 24 * 3_600_000;

/// What was changed at once, or happened besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The version that the change made.
    pub(crate) version: Option<i64>,
    /// When.
    pub(crate) at: i64,
    /// The network that it came from.
    pub(crate) network: String,
    /// The changes, as JSON, or what happened.
    pub(crate) what: String,
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
    let forget = "delete from settings_changes where version <= ?1 and changed_at < ?2";
    tx.execute(forget, params![version - KEPT, now_ms - YEAR_MS])?;
    Ok(Some(version))
}

/// Notes what happened besides changes.
pub(crate) fn note(tx: &Tx<'_>, what: &str, network: &str, now_ms: i64) -> Result<()> {
    tx.execute("delete from settings_events where at < ?1", [now_ms - YEAR_MS])?;
    let sql = "insert into settings_events (at, network, what) values (?1, ?2, ?3)";
    tx.execute(sql, params![now_ms, network, what]).map(drop)
}

/// The changes after a version, the newest first.
pub(crate) fn changes_after(tx: &Tx<'_>, version: i64) -> Result<Vec<Entry>> {
    let sql = "select version, changed_at, network, changes from settings_changes
               where version > ?1 order by version desc";
    tx.all(sql, [version], entry)
}

/// So many changes and events, the newest first, after so many that are newer.
pub(crate) fn history(tx: &Tx<'_>, most: i64, newer: i64) -> Result<Vec<Entry>> {
    let sql = "select version, changed_at as at, network, changes, 0 as id from settings_changes
               union all select null, at, network, what, id from settings_events
               order by at desc, version desc, id desc limit ?1 offset ?2";
    tx.all(sql, [most, newer], entry)
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (version, at, network, what) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(Entry { version, at, network, what })
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
            assert_eq!(told, [(Some(2), 9, "there"), (Some(1), 7, "here")]);
            assert_eq!(changes_after(tx, 1)?.len(), 1);
            Ok(())
        });
    }
    #[test]
    fn what_happened_pushes_out_no_change_within_a_year() {
        in_memory(|tx| {
            for version in 0..KEPT + 2 {
                replace(tx, version, "{}", "here", "[]", version)?;
            }
            note(tx, "opened", "there", KEPT)?;
            let versions = |most, newer| -> Result<Vec<_>> {
                Ok(history(tx, most, newer)?.into_iter().map(|one| one.version).collect())
            };
            assert_eq!(versions(2, 0)?, [Some(KEPT + 2), Some(KEPT + 1)]);
            assert_eq!(versions(2, 1)?, [Some(KEPT + 1), None]);
            assert_eq!(versions(9, KEPT + 1)?, [Some(2), Some(1)]);
            replace(tx, KEPT + 2, "{}", "here", "[]", 1 + YEAR_MS)?;
            assert_eq!(changes_after(tx, 0)?.last().map(|one| one.version), Some(Some(2)));
            note(tx, "opened", "there", KEPT + 1 + YEAR_MS)?;
            assert_eq!(history(tx, 999, 0)?.iter().filter(|one| one.version.is_none()).count(), 1);
            Ok(())
        });
    }
}
