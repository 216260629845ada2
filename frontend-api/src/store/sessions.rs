//! The rows of `sessions`: users signed in on clients.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::plain::recent_tokens::LATER_MS;
use crate::store::tx::{Tx, only};

/// A row of `sessions`, with what its browser knows of it.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// `sess_…`
    pub(crate) id: String,
    /// The browser it belongs to.
    pub(crate) client_id: String,
    /// Whose it is.
    pub(crate) user_id: String,
    /// `active`, or how it was ended. [`Session::status`] takes the time into account.
    pub(crate) stored_status: String,
    /// The browser's `User-Agent`.
    pub(crate) user_agent: String,
    /// When it was used last.
    pub(crate) last_active_at: i64,
    /// When it ends by itself.
    pub(crate) expire_at: i64,
    /// When it is given up.
    pub(crate) abandon_at: i64,
    /// When it began.
    pub(crate) created_at: i64,
    /// When it last changed.
    pub(crate) updated_at: i64,
    /// When its client last changed.
    pub(crate) client_updated_at: i64,
}

/// What a new session is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct New<'a> {
    /// `sess_…`
    pub(crate) id: &'a str,
    /// The browser it belongs to.
    pub(crate) client_id: &'a str,
    /// Whose it is.
    pub(crate) user_id: &'a str,
    /// The browser's `User-Agent`.
    pub(crate) user_agent: &'a str,
    /// When it ends by itself.
    pub(crate) expire_at: i64,
    /// When it is given up.
    pub(crate) abandon_at: i64,
}

/// What a client's `__client_uat` cookie says about its sessions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastChange {
    /// When a session last began or ended.
    pub(crate) changed_at: i64,
    /// Whether one is active.
    pub(crate) is_signed_in: bool,
    /// When the client last changed.
    pub(crate) client_updated_at: i64,
}

macro_rules! select {
    ($which:literal) => {
        concat!(
            "select s.*, c.updated_at as client_updated_at
             from sessions s join clients c on c.id = s.client_id ",
            $which
        )
    };
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: row.get("id")?,
        client_id: row.get("client_id")?,
        user_id: row.get("user_id")?,
        stored_status: row.get("status")?,
        user_agent: row.get("user_agent")?,
        last_active_at: row.get("last_active_at")?,
        expire_at: row.get("expire_at")?,
        abandon_at: row.get("abandon_at")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        client_updated_at: row.get("client_updated_at")?,
    })
}

/// The session of this id.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Option<Session>> {
    tx.find(select!("where s.id = ?1"), [id], read)
}

/// When a user was last here, as far as sessions are kept.
pub(crate) fn last_active_of(tx: &Tx<'_>, user_id: &str) -> Result<Option<i64>> {
    tx.one("select max(last_active_at) from sessions where user_id = ?1", [user_id], only)
}

/// The session of this id, if it is this client's.
pub(crate) fn find_in(tx: &Tx<'_>, client_id: &str, id: &str) -> Result<Option<Session>> {
    let sql = select!("where s.id = ?1 and s.client_id = ?2");
    tx.find(sql, [id, client_id], read)
}

/// The session of this id, if it is this user's.
pub(crate) fn find_own(tx: &Tx<'_>, user_id: &str, id: &str) -> Result<Option<Session>> {
    let sql = select!("where s.id = ?1 and s.user_id = ?2");
    tx.find(sql, [id, user_id], read)
}

/// The sessions of a client that nobody has ended, oldest first. They are ordered by `rowid`, since
/// clocks can be wrong. Some may have expired.
pub(crate) fn unended_of_client(tx: &Tx<'_>, client_id: &str) -> Result<Vec<Session>> {
    let sql = select!("where s.client_id = ?1 and s.status = 'active' order by s.rowid");
    tx.all(sql, [client_id], read)
}

/// The same for a user, on all clients.
pub(crate) fn unended_of_user(tx: &Tx<'_>, user_id: &str) -> Result<Vec<Session>> {
    let sql = select!("where s.user_id = ?1 and s.status = 'active' order by s.rowid");
    tx.all(sql, [user_id], read)
}

/// What a client's `__client_uat` cookie says about its sessions. A time that is clearly later than now
/// was written while the clock was ahead, and counts as long ago.
pub(crate) fn last_change(tx: &Tx<'_>, client_id: Option<&str>, now_ms: i64) -> Result<LastChange> {
    let sql = "select coalesce(max(iif(changed_at > ?2 + ?3, 1000, changed_at)), 0),
                      coalesce(max(status = 'active' and expire_at > ?2 and abandon_at > ?2), 0),
                      coalesce((select updated_at from clients where id = ?1), 0)
               from (select *, iif(status = 'active', created_at, updated_at) as changed_at
                     from sessions where client_id = ?1)";
    tx.one(sql, params![client_id, now_ms, LATER_MS], |row| {
        Ok(LastChange {
            changed_at: row.get(0)?,
            is_signed_in: row.get(1)?,
            client_updated_at: row.get(2)?,
        })
    })
}

/// Begins a session.
pub(crate) fn insert(tx: &Tx<'_>, new: &New<'_>, now_ms: i64) -> Result<()> {
    let New { id, client_id, user_id, user_agent, expire_at, abandon_at } = new;
    tx.execute(
        "insert into sessions (id, client_id, user_id, status, user_agent, last_active_at,
                               expire_at, abandon_at, created_at, updated_at)
         values (?1, ?2, ?3, 'active', ?4, ?5, ?6, ?7, ?5, ?5)",
        params![id, client_id, user_id, user_agent, now_ms, expire_at, abandon_at],
    )?;
    Ok(())
}

/// Ends a session with this status. One that has ended already stays as it is.
pub(crate) fn end(tx: &Tx<'_>, id: &str, status: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "update sessions set status = ?2, updated_at = max(updated_at + 1, ?3)
         where id = ?1 and status = 'active'",
        params![id, status, now_ms],
    )?;
    Ok(())
}

/// The same for all sessions of a client.
pub(crate) fn end_all_of(tx: &Tx<'_>, client_id: &str, status: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "update sessions set status = ?2, updated_at = max(updated_at + 1, ?3)
         where client_id = ?1 and status = 'active'",
        params![client_id, status, now_ms],
    )?;
    Ok(())
}

/// Notes that a session was used.
pub(crate) fn was_used(tx: &Tx<'_>, id: &str, now_ms: i64) -> Result<()> {
    tx.execute("update sessions set last_active_at = ?2 where id = ?1", params![id, now_ms])?;
    Ok(())
}

/// The same, as a change that browsers see: `updated_at` grows every time.
pub(crate) fn touch(tx: &Tx<'_>, id: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "update sessions set last_active_at = ?2, updated_at = max(updated_at + 1, ?2)
         where id = ?1",
        params![id, now_ms],
    )?;
    Ok(())
}

/// Notes that a user changed. Browsers see it only through their sessions.
pub(crate) fn user_changed(tx: &Tx<'_>, user_id: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "update sessions set updated_at = max(updated_at + 1, ?2)
         where user_id = ?1 and status = 'active'",
        params![user_id, now_ms],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;
    use crate::store::{clients, users};

    /// Sessions that begin at 100 and end at 1000.
    fn begin(tx: &Tx<'_>, ids: &[&str]) -> Result<()> {
        users::insert_plain(tx, "user_1")?;
        clients::insert(tx, "client_1", b"hash", 0)?;
        let (client_id, user_id, user_agent) = ("client_1", "user_1", "Firefox");
        let (expire_at, abandon_at) = (1000, 2000);
        ids.iter().try_for_each(|id| {
            insert(tx, &New { id, client_id, user_id, user_agent, expire_at, abandon_at }, 100)
        })
    }

    fn last(tx: &Tx<'_>, now_ms: i64) -> Result<(i64, bool)> {
        let last = last_change(tx, Some("client_1"), now_ms)?;
        Ok((last.changed_at, last.is_signed_in))
    }

    fn find(tx: &Tx<'_>, id: &str) -> Result<Session> {
        let found = super::find(tx, id)?.unwrap();
        assert_eq!(find_in(tx, "client_1", id)?.unwrap().id, found.id);
        assert!(find_in(tx, "client_2", id)?.is_none());
        Ok(found)
    }

    #[test]
    fn a_session_ends_once() {
        in_memory(|tx| {
            begin(tx, &["one", "two"])?;
            end(tx, "one", "ended", 200)?;
            end(tx, "one", "revoked", 300)?;
            end_all_of(tx, "client_1", "removed", 400)?;
            let (one, two) = (find(tx, "one")?, find(tx, "two")?);
            assert_eq!((one.stored_status.as_str(), one.updated_at), ("ended", 200));
            assert_eq!((two.stored_status.as_str(), two.updated_at), ("removed", 400));
            assert!(unended_of_client(tx, "client_1")?.is_empty());
            Ok(())
        });
    }

    #[test]
    fn what_changes_grows_newer_whatever_the_clock_says() {
        in_memory(|tx| {
            begin(tx, &["one"])?;
            touch(tx, "one", 50)?;
            assert_eq!(find(tx, "one")?.updated_at, 101);
            user_changed(tx, "user_1", 50)?;
            assert_eq!(find(tx, "one")?.updated_at, 102);
            was_used(tx, "one", 700)?;
            let session = find(tx, "one")?;
            assert_eq!((session.last_active_at, session.updated_at), (700, 102));
            Ok(())
        });
    }

    #[test]
    fn the_last_change_is_a_beginning_or_an_end_and_lies_not_ahead() {
        in_memory(|tx| {
            assert_eq!(last(tx, 0)?, (0, false));
            begin(tx, &["one", "two"])?;
            assert_eq!(last(tx, 500)?, (100, true));
            touch(tx, "one", 400)?;
            assert_eq!(last(tx, 500)?, (100, true));
            end(tx, "one", "ended", 600)?;
            assert_eq!(last(tx, 700)?, (600, true));
            assert_eq!(last(tx, 1000)?, (600, false), "expired");
            end(tx, "two", "ended", 9000)?;
            assert_eq!(last(tx, 700)?, (1000, false), "ahead");
            assert_eq!(last_change(tx, None, 700)?.changed_at, 0);
            Ok(())
        });
    }
}
