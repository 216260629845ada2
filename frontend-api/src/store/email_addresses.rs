//! The rows of `email_addresses`: addresses that users claim, and may have proven. Anybody may claim
//! an address. Only one user can have it verified.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::store::tx::{Tx, only};

/// A row of `email_addresses`.
#[derive(Clone, Debug)]
pub(crate) struct EmailAddress {
    /// `idn_…`
    pub(crate) id: String,
    /// Who claims it.
    pub(crate) user_id: String,
    /// The normalised address.
    pub(crate) email_address: String,
    /// Whether it was proven.
    pub(crate) verified: bool,
    /// Its newest verification.
    pub(crate) verification_id: Option<String>,
}

/// The user who has proven an address to be theirs.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    /// `user_…`
    pub(crate) user_id: String,
    /// The address's own id, `idn_…`.
    pub(crate) email_address_id: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<EmailAddress> {
    Ok(EmailAddress {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        email_address: row.get("email_address")?,
        verified: row.get("verified")?,
        verification_id: row.get("verification_id")?,
    })
}

/// The address of this id.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Option<EmailAddress>> {
    tx.find("select * from email_addresses where id = ?1", [id], read)
}

/// The address of this id, if it is this user's.
pub(crate) fn find_own(tx: &Tx<'_>, user_id: &str, id: &str) -> Result<Option<EmailAddress>> {
    let sql = "select * from email_addresses where id = ?1 and user_id = ?2";
    tx.find(sql, [id, user_id], read)
}

/// A user's addresses, oldest first.
pub(crate) fn of_user(tx: &Tx<'_>, user_id: &str) -> Result<Vec<EmailAddress>> {
    let sql = "select * from email_addresses where user_id = ?1 order by created_at, rowid";
    tx.all(sql, [user_id], read)
}

/// The text of an address.
pub(crate) fn text(tx: &Tx<'_>, id: &str) -> Result<Option<String>> {
    tx.find("select email_address from email_addresses where id = ?1", [id], only)
}

/// The user who has proven this address to be theirs.
pub(crate) fn owner(tx: &Tx<'_>, address: &str) -> Result<Option<Owner>> {
    let sql = "select user_id, id from email_addresses where email_address = ?1 and verified = 1";
    tx.find(sql, [address], |row| Ok(Owner { user_id: row.get(0)?, email_address_id: row.get(1)? }))
}

/// Whether somebody has proven this address to be theirs.
pub(crate) fn is_taken(tx: &Tx<'_>, address: &str) -> Result<bool> {
    Ok(owner(tx, address)?.is_some())
}

/// How many addresses a user has, and how many of them are this one.
pub(crate) fn count(tx: &Tx<'_>, user_id: &str, address: &str) -> Result<(i64, i64)> {
    let sql = "select count(*), count(case email_address when ?2 then 1 end)
               from email_addresses where user_id = ?1";
    tx.one(sql, [user_id, address], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a user has proven another address than this one.
pub(crate) fn has_other_verified(tx: &Tx<'_>, user_id: &str, id: &str) -> Result<bool> {
    let sql = "select 1 from email_addresses where user_id = ?1 and verified = 1 and id <> ?2";
    tx.exists(sql, [user_id, id])
}

/// Gives a user an address.
pub(crate) fn insert(tx: &Tx<'_>, new: &EmailAddress, now_ms: i64) -> Result<()> {
    let EmailAddress { id, user_id, email_address, verified, verification_id } = new;
    tx.execute(
        "insert into email_addresses (id, user_id, email_address, verified, verification_id, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, user_id, email_address, verified, verification_id, now_ms],
    )?;
    Ok(())
}

/// Notes that the address was proven.
pub(crate) fn set_verified(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute("update email_addresses set verified = 1 where id = ?1", [id])?;
    Ok(())
}

/// Takes an address off its user.
pub(crate) fn delete(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute("delete from email_addresses where id = ?1", [id])?;
    Ok(())
}

/// Makes the address point to its newest verification.
pub(crate) fn wait_for(tx: &Tx<'_>, id: &str, verification_id: &str) -> Result<()> {
    let sql = "update email_addresses set verification_id = ?2 where id = ?1";
    tx.execute(sql, [id, verification_id])?;
    Ok(())
}

/// Whether the address still waits for this verification, and the session that asked is still there.
pub(crate) fn is_waiting_for(
    tx: &Tx<'_>,
    id: &str,
    verification_id: &str,
    now_ms: i64,
) -> Result<bool> {
    let sql = "select 1 from email_addresses a
               join verifications v on v.id = a.verification_id
               join sessions s on s.client_id = v.client_id and s.user_id = a.user_id
               where a.id = ?1 and v.id = ?2 and s.status = 'active'
                     and (s.created_at <= v.created_at or s.created_at > ?3)
                     and min(s.expire_at, s.abandon_at) > ?3";
    tx.exists(sql, params![id, verification_id, now_ms])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain::attempt::Attempt;
    use crate::store::db::in_memory;
    use crate::store::{clients, sessions, users, verifications};

    /// An address of a user who is there.
    fn claim(tx: &Tx<'_>, id: &str, user_id: &str) -> Result<()> {
        let (user_id, email_address) = (user_id.to_owned(), "ada@example.com".to_owned());
        let (verified, verification_id) = (false, None);
        let new = EmailAddress { id: id.into(), user_id, email_address, verified, verification_id };
        insert(tx, &new, 0)
    }

    /// A session that lasts until 1000.
    fn sign_in(tx: &Tx<'_>, id: &str, now_ms: i64) -> Result<()> {
        let (client_id, user_id, user_agent) = ("client_1", "user_1", "Firefox");
        let (expire_at, abandon_at) = (1000, 2000);
        let new = sessions::New { id, client_id, user_id, user_agent, expire_at, abandon_at };
        sessions::insert(tx, &new, now_ms)
    }

    /// A verification that was asked for at 100.
    fn ask(tx: &Tx<'_>, id: &str) -> Result<()> {
        let (attempt, client_id) = (&Attempt::EmailAddress("idn_1".into()), "client_1");
        let (strategy, user_agent) = ("email_link", "Firefox");
        let new = verifications::New { id, attempt, client_id, strategy, user_agent };
        let (token_hash, code_hash, redirect_url) = (None, None, None);
        let email_address = "ada@example.com";
        let sent = verifications::Sent {
            email_address,
            token_hash,
            code_hash,
            redirect_url,
            expire_at: 1000,
        };
        verifications::insert_sent(tx, &new, &sent, 100)?;
        wait_for(tx, "idn_1", id)
    }

    #[test]
    fn many_may_claim_an_address_and_one_has_it() {
        in_memory(|tx| {
            for (user_id, id) in [("user_1", "idn_1"), ("user_2", "idn_2")] {
                users::insert_plain(tx, user_id)?;
                claim(tx, id, user_id)?;
            }
            assert!(!is_taken(tx, "ada@example.com")?);
            set_verified(tx, "idn_2")?;
            assert!(is_taken(tx, "ada@example.com")?);
            assert_eq!(owner(tx, "ada@example.com")?.map(|o| o.user_id), Some("user_2".into()));
            assert!(set_verified(tx, "idn_1").is_err());
            assert!(!has_other_verified(tx, "user_2", "idn_2")?);
            assert_eq!(count(tx, "user_1", "ada@example.com")?, (1, 1));
            assert_eq!(count(tx, "user_1", "grace@example.com")?, (1, 0));
            Ok(())
        });
    }

    #[test]
    fn an_address_waits_for_its_newest_verification_while_the_session_that_asked_is_there() {
        in_memory(|tx| {
            users::insert_plain(tx, "user_1")?;
            clients::insert(tx, "client_1", b"hash", 0)?;
            claim(tx, "idn_1", "user_1")?;
            sign_in(tx, "sess_1", 50)?;
            ask(tx, "ver_1")?;
            ask(tx, "ver_2")?;
            let is_waiting = |id, now_ms| is_waiting_for(tx, "idn_1", id, now_ms);
            assert!(is_waiting("ver_2", 999)?);
            assert!(!is_waiting("ver_1", 999)?, "replaced");
            assert!(!is_waiting("ver_2", 1000)?, "the session has expired");
            sessions::end(tx, "sess_1", "ended", 200)?;
            assert!(!is_waiting("ver_2", 300)?, "the session was ended");
            sign_in(tx, "sess_2", 200)?;
            assert!(!is_waiting("ver_2", 300)?, "another session did not ask");
            Ok(())
        });
    }
}
