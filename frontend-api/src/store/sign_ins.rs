//! The rows of `sign_ins`: attempts to sign in as a user.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::store::tx::{Tx, only};

/// A row of `sign_ins`.
#[derive(Clone, Debug)]
pub(crate) struct SignIn {
    /// `sia_…`
    pub(crate) id: String,
    /// The browser that began it.
    pub(crate) client_id: String,
    /// `needs_first_factor`, `needs_second_factor` or `complete`.
    pub(crate) status: String,
    /// What was typed, normalised.
    pub(crate) identifier: String,
    /// The user to sign in as.
    pub(crate) user_id: String,
    /// Where emails go.
    pub(crate) email_address_id: Option<String>,
    /// The newest verification of the first factor.
    pub(crate) first_factor_verification_id: Option<String>,
    /// The verification of the second factor.
    pub(crate) second_factor_verification_id: Option<String>,
    /// The session that it led to.
    pub(crate) created_session_id: Option<String>,
    /// When it is forgotten.
    pub(crate) abandon_at: i64,
}

/// What a new sign-in is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct New<'a> {
    /// `sia_…`
    pub(crate) id: &'a str,
    /// The browser that begins it.
    pub(crate) client_id: &'a str,
    /// What was typed, normalised.
    pub(crate) identifier: &'a str,
    /// The user to sign in as.
    pub(crate) user_id: &'a str,
    /// Where emails go.
    pub(crate) email_address_id: Option<&'a str>,
    /// When it is forgotten.
    pub(crate) abandon_at: i64,
}

fn read(row: &Row<'_>) -> rusqlite::Result<SignIn> {
    Ok(SignIn {
        id: row.get("id")?,
        client_id: row.get("client_id")?,
        status: row.get("status")?,
        identifier: row.get("identifier")?,
        user_id: row.get("user_id")?,
        email_address_id: row.get("email_address_id")?,
        first_factor_verification_id: row.get("first_factor_verification_id")?,
        second_factor_verification_id: row.get("second_factor_verification_id")?,
        created_session_id: row.get("created_session_id")?,
        abandon_at: row.get("abandon_at")?,
    })
}

/// The sign-in of this id, however old it is.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Option<SignIn>> {
    tx.find("select * from sign_ins where id = ?1", [id], read)
}

/// The session that a sign-in led to, if it did.
pub(crate) fn created_session(tx: &Tx<'_>, id: &str) -> Result<Option<String>> {
    Ok(tx.find("select created_session_id from sign_ins where id = ?1", [id], only)?.flatten())
}

/// Whether a sign-in still waits for this verification, and is still its client's current one.
pub(crate) fn is_waiting_for(
    tx: &Tx<'_>,
    id: &str,
    verification_id: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql =
        "select 1 from sign_ins a join clients c on c.id = a.client_id and c.sign_in_id = a.id
               where a.id = ?1 and a.first_factor_verification_id = ?2 and a.abandon_at > ?3";
    tx.exists(sql, params![id, verification_id, now_ms])
}

/// Begins a sign-in.
pub(crate) fn insert(tx: &Tx<'_>, new: &New<'_>, now_ms: i64) -> Result<()> {
    let New { id, client_id, identifier, user_id, email_address_id, abandon_at } = new;
    tx.execute(
        "insert into sign_ins (id, client_id, status, identifier, user_id, email_address_id,
                               abandon_at, created_at)
         values (?1, ?2, 'needs_first_factor', ?3, ?4, ?5, ?6, ?7)",
        params![id, client_id, identifier, user_id, email_address_id, abandon_at, now_ms],
    )?;
    Ok(())
}

/// Makes a sign-in point to the verification of its first factor.
pub(crate) fn wait_for(tx: &Tx<'_>, id: &str, verification_id: &str) -> Result<()> {
    let sql = "update sign_ins set first_factor_verification_id = ?2 where id = ?1";
    tx.execute(sql, [id, verification_id])?;
    Ok(())
}

/// Notes that the first factor is proven. The second has to be proven before `abandon_at`.
pub(crate) fn need_second_factor(tx: &Tx<'_>, id: &str, abandon_at: i64) -> Result<()> {
    let sql = "update sign_ins set status = 'needs_second_factor', abandon_at = ?2 where id = ?1";
    tx.execute(sql, params![id, abandon_at])?;
    Ok(())
}

/// Sets half-done sign-ins of this user back: the first factor has to be proven again.
pub(crate) fn forget_first_factors(tx: &Tx<'_>, user_id: &str) -> Result<()> {
    tx.execute(
        "update sign_ins set status = 'needs_first_factor', first_factor_verification_id = null
         where user_id = ?1 and status = 'needs_second_factor'",
        [user_id],
    )?;
    Ok(())
}

/// Notes the verification by which the second factor was proven.
pub(crate) fn set_second_factor(tx: &Tx<'_>, id: &str, verification_id: &str) -> Result<()> {
    let sql = "update sign_ins set second_factor_verification_id = ?2 where id = ?1";
    tx.execute(sql, [id, verification_id])?;
    Ok(())
}

/// Notes the session that a sign-in led to.
pub(crate) fn complete(tx: &Tx<'_>, id: &str, session_id: &str) -> Result<()> {
    let sql = "update sign_ins set status = 'complete', created_session_id = ?2 where id = ?1";
    tx.execute(sql, [id, session_id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;
    use crate::store::{clients, users};

    /// Sign-ins that are abandoned at 1000. The last is the client's current one.
    fn begin(tx: &Tx<'_>, ids: &[&str]) -> Result<()> {
        users::insert_plain(tx, "user_1")?;
        clients::insert(tx, "client_1", b"hash", 0)?;
        let (client_id, user_id, identifier) = ("client_1", "user_1", "ada");
        let (email_address_id, abandon_at) = (None, 1000);
        ids.iter().try_for_each(|id| {
            let new = New { id, client_id, identifier, user_id, email_address_id, abandon_at };
            insert(tx, &new, 0)?;
            clients::replace_sign_in(tx, client_id, id).map(drop)
        })
    }

    #[test]
    fn only_the_sign_in_that_its_client_is_about_waits_and_only_for_its_newest_verification() {
        in_memory(|tx| {
            begin(tx, &["before", "now"])?;
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
    fn only_what_is_half_done_has_to_prove_its_first_factor_again() {
        in_memory(|tx| {
            begin(tx, &["half_done", "complete"])?;
            for id in ["half_done", "complete"] {
                wait_for(tx, id, "ver_1")?;
                need_second_factor(tx, id, 500)?;
            }
            complete(tx, "complete", "sess_1")?;
            forget_first_factors(tx, "user_1")?;
            let state = |id| -> Result<_> {
                let found = find(tx, id)?.unwrap();
                Ok((found.status, found.first_factor_verification_id.is_some()))
            };
            assert_eq!(state("half_done")?, ("needs_first_factor".into(), false));
            assert_eq!(state("complete")?, ("complete".into(), true));
            assert_eq!(created_session(tx, "complete")?.as_deref(), Some("sess_1"));
            Ok(())
        });
    }
}
