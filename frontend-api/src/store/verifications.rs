//! The rows of `verifications`: one link, code or password each, in the course of an attempt.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::plain::attempt::Attempt;
use crate::store::tx::{Tx, only};

/// A row of `verifications`.
#[derive(Clone, Debug)]
pub(crate) struct Verification {
    /// `ver_…`
    pub(crate) id: String,
    /// What it is part of: a sign-in, a sign-up or an email address.
    pub(crate) attempt: Attempt,
    /// The browser that asked for it, and that gets the session.
    pub(crate) client_id: String,
    /// `email_link`, `email_code`, `password` or `totp`.
    pub(crate) strategy: String,
    /// `unverified`, `verified` or `failed`. [`Verification::status`] takes the time into account.
    pub(crate) stored_status: String,
    /// Where the email went.
    pub(crate) email_address: Option<String>,
    /// What is stored in place of the code.
    pub(crate) code_hash: Option<Vec<u8>>,
    /// Wrong guesses at the code.
    pub(crate) guesses: i64,
    /// Where the link leads in the end.
    pub(crate) redirect_url: Option<String>,
    /// The `User-Agent` of the browser that asked.
    pub(crate) user_agent: String,
    /// When it stops working.
    pub(crate) expire_at: i64,
    /// When it was verified.
    pub(crate) verified_at: Option<i64>,
    /// The browser that verified it, if it has a client.
    pub(crate) verified_at_client: Option<String>,
    /// The hash of the cookie of the confirmation page on which the button was pressed.
    pub(crate) confirmed_by_hash: Option<Vec<u8>>,
    /// Why it failed.
    pub(crate) error: Option<String>,
    /// When it was asked for.
    pub(crate) created_at: i64,
}

/// What every new row has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct New<'a> {
    /// `ver_…`
    pub(crate) id: &'a str,
    /// What it is part of.
    pub(crate) attempt: &'a Attempt,
    /// The browser that asks.
    pub(crate) client_id: &'a str,
    /// `email_link`, `email_code`, `password` or `totp`.
    pub(crate) strategy: &'a str,
    /// The `User-Agent` of the browser that asks.
    pub(crate) user_agent: &'a str,
}

/// What a new row has if an email is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    /// Where the email goes.
    pub(crate) email_address: &'a str,
    /// What is stored in place of the link's secret.
    pub(crate) token_hash: Option<&'a [u8]>,
    /// What is stored in place of the code.
    pub(crate) code_hash: Option<&'a [u8]>,
    /// Where the link leads in the end.
    pub(crate) redirect_url: Option<&'a str>,
    /// When link and code stop working.
    pub(crate) expire_at: i64,
}

/// The browser that proves something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prover<'a> {
    /// The browser's client, if it has one.
    pub(crate) client_id: Option<&'a str>,
    /// The hash of the cookie of the confirmation page, if the browser has one.
    pub(crate) nonce_hash: Option<&'a [u8]>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Verification> {
    Ok(Verification {
        id: row.get("id")?,
        attempt: Attempt::of(row.get("attempt_id")?),
        client_id: row.get("client_id")?,
        strategy: row.get("strategy")?,
        stored_status: row.get("status")?,
        email_address: row.get("email_address")?,
        code_hash: row.get("code_hash")?,
        guesses: row.get("attempts")?,
        redirect_url: row.get("redirect_url")?,
        user_agent: row.get("user_agent")?,
        expire_at: row.get("expire_at")?,
        verified_at: row.get("verified_at")?,
        verified_at_client: row.get("verified_at_client")?,
        confirmed_by_hash: row.get("confirmed_by_hash")?,
        error: row.get("error")?,
        created_at: row.get("created_at")?,
    })
}

/// The verification of this id.
pub(crate) fn find(tx: &Tx<'_>, id: &str) -> Result<Option<Verification>> {
    tx.find("select * from verifications where id = ?1", [id], read)
}

/// The verification whose link holds the secret of this hash.
pub(crate) fn of_token(tx: &Tx<'_>, token_hash: &[u8]) -> Result<Option<Verification>> {
    tx.find("select * from verifications where token_hash = ?1", [token_hash], read)
}

/// The `User-Agent` of the browser that asked for a verification.
pub(crate) fn user_agent(tx: &Tx<'_>, id: &str) -> Result<Option<String>> {
    tx.find("select user_agent from verifications where id = ?1", [id], only)
}

/// When the last email of an attempt was sent. Emails that were sent while the clock was ahead, with a
/// time later than now, are left out.
pub(crate) fn last_sent_at(tx: &Tx<'_>, attempt: &Attempt, now_ms: i64) -> Result<Option<i64>> {
    let sql =
        "select max(created_at) from verifications where attempt_id = ?1 and created_at <= ?2";
    tx.one(sql, params![attempt.id(), now_ms], only)
}

/// Whether a newer email of the same attempt has replaced this one.
pub(crate) fn is_replaced(tx: &Tx<'_>, verification: &Verification) -> Result<bool> {
    // By `rowid`, the order in which they were made, since clocks can be wrong.
    let sql = "select 1 from verifications where attempt_id = ?1
               and rowid > (select rowid from verifications where id = ?2)
               and strategy in ('email_link', 'email_code') limit 1";
    tx.exists(sql, [verification.attempt.id(), &verification.id])
}

/// Keeps a verification whose link or code is sent by email.
pub(crate) fn insert_sent(tx: &Tx<'_>, new: &New<'_>, sent: &Sent<'_>, now_ms: i64) -> Result<()> {
    tx.execute(
        "insert into verifications (id, attempt_id, client_id, strategy, status, email_address,
             token_hash, code_hash, redirect_url, user_agent, expire_at, created_at)
         values (?1, ?2, ?3, ?4, 'unverified', ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            new.id,
            new.attempt.id(),
            new.client_id,
            new.strategy,
            sent.email_address,
            sent.token_hash,
            sent.code_hash,
            sent.redirect_url,
            new.user_agent,
            sent.expire_at,
            now_ms,
        ],
    )?;
    Ok(())
}

/// Keeps a verification that was proven without an email.
pub(crate) fn insert_proven(tx: &Tx<'_>, new: &New<'_>, now_ms: i64) -> Result<()> {
    let New { id, attempt, client_id, strategy, user_agent } = *new;
    tx.execute(
        "insert into verifications (id, attempt_id, client_id, strategy, status, user_agent,
             attempts, expire_at, verified_at, verified_at_client, created_at)
         values (?1, ?2, ?3, ?4, 'verified', ?5, 1, ?6, ?6, ?3, ?6)",
        params![id, attempt.id(), client_id, strategy, user_agent, now_ms],
    )?;
    Ok(())
}

/// Marks the verification as proven, once. Gives `false` if it was no longer open.
pub(crate) fn prove(tx: &Tx<'_>, id: &str, by: Prover<'_>, now_ms: i64) -> Result<bool> {
    let changed = tx.execute(
        "update verifications set status = 'verified', verified_at = ?2, verified_at_client = ?3,
                                  confirmed_by_hash = ?4
         where id = ?1 and status = 'unverified' and expire_at > ?2",
        params![id, now_ms, by.client_id, by.nonce_hash],
    )?;
    Ok(changed == 1)
}

/// Ends the verification without success; `code` says why.
pub(crate) fn fail(tx: &Tx<'_>, id: &str, code: &str) -> Result<()> {
    tx.execute("update verifications set status = 'failed', error = ?2 where id = ?1", [id, code])?;
    Ok(())
}

/// Counts a wrong guess at the code.
pub(crate) fn count_guess(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute("update verifications set attempts = attempts + 1 where id = ?1", [id])?;
    Ok(())
}

/// Makes the code worthless. The link in the same email still works.
pub(crate) fn burn_code(tx: &Tx<'_>, id: &str) -> Result<()> {
    tx.execute(
        "update verifications set code_hash = null,
             status = case strategy when 'email_code' then 'failed' else status end
         where id = ?1",
        [id],
    )?;
    Ok(())
}

/// Makes the codes of an earlier process worthless, since their key is gone. The links still work.
pub(crate) fn burn_all_codes(tx: &Tx<'_>) -> Result<()> {
    tx.execute(
        "update verifications set code_hash = null,
             status = case strategy when 'email_code' then 'failed' else status end
         where status = 'unverified' and code_hash is not null",
        [],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;

    const NOBODY: Prover<'_> = Prover { client_id: None, nonce_hash: None };

    fn sign_in(id: &str) -> Attempt {
        Attempt::SignIn(id.to_owned())
    }

    /// A verification that works from 0 to 1000.
    fn insert(tx: &Tx<'_>, id: &str, strategy: &str) -> Result<()> {
        let (attempt, client_id) = (&sign_in("sia_1"), "client_1");
        let new = New { id, attempt, client_id, strategy, user_agent: "Firefox" };
        let sent = Sent {
            email_address: "ada@example.com",
            token_hash: Some(id.as_bytes()),
            code_hash: Some(b"code"),
            redirect_url: None,
            expire_at: 1000,
        };
        insert_sent(tx, &new, &sent, 0)
    }

    #[test]
    fn a_verification_is_proven_once_and_only_while_it_is_open() {
        in_memory(|tx| {
            for id in ["in_time", "late", "failed"] {
                insert(tx, id, "email_link")?;
            }
            let by = Prover { client_id: Some("client_2"), nonce_hash: Some(b"nonce") };
            assert!(prove(tx, "in_time", by, 999)?);
            assert!(!prove(tx, "in_time", NOBODY, 999)?);
            assert!(!prove(tx, "late", NOBODY, 1000)?);
            fail(tx, "failed", "reason")?;
            assert!(!prove(tx, "failed", NOBODY, 999)?);
            assert!(!prove(tx, "unknown", NOBODY, 999)?);
            let proven = find(tx, "in_time")?.unwrap();
            assert_eq!(proven.verified_at_client.as_deref(), Some("client_2"));
            assert_eq!(proven.confirmed_by_hash.as_deref(), Some(&b"nonce"[..]));
            Ok(())
        });
    }

    #[test]
    fn a_burnt_code_ends_what_has_no_link_beside_it() {
        in_memory(|tx| {
            insert(tx, "with_link", "email_link")?;
            insert(tx, "code_alone", "email_code")?;
            burn_code(tx, "with_link")?;
            burn_code(tx, "code_alone")?;
            let state = |id| -> Result<_> {
                let found = find(tx, id)?.unwrap();
                Ok((found.stored_status, found.code_hash.is_some()))
            };
            assert_eq!(state("with_link")?, ("unverified".into(), false));
            assert_eq!(state("code_alone")?, ("failed".into(), false));
            Ok(())
        });
    }

    #[test]
    fn codes_of_an_earlier_process_burn_and_what_was_proven_stays() {
        in_memory(|tx| {
            for (id, strategy) in [("link", "email_link"), ("code", "email_code")] {
                insert(tx, id, strategy)?;
            }
            insert(tx, "proven", "email_code")?;
            assert!(prove(tx, "proven", NOBODY, 1)?);
            burn_all_codes(tx)?;
            let status = |id| Ok(find(tx, id)?.unwrap().stored_status);
            let all: Result<Vec<_>> = ["link", "code", "proven"].into_iter().map(status).collect();
            assert_eq!(all?, ["unverified", "failed", "verified"]);
            Ok(())
        });
    }

    #[test]
    fn only_a_newer_email_replaces_one() {
        in_memory(|tx| {
            insert(tx, "older", "email_link")?;
            insert(tx, "newer", "email_code")?;
            let (attempt, client_id, strategy) = (&sign_in("sia_1"), "client_1", "password");
            let password =
                New { id: "password", attempt, client_id, strategy, user_agent: "Firefox" };
            insert_proven(tx, &password, 1)?;
            let is_replaced = |id| is_replaced(tx, &find(tx, id)?.unwrap());
            assert!(is_replaced("older")?);
            assert!(!is_replaced("newer")?);
            Ok(())
        });
    }

    #[test]
    fn what_was_sent_later_than_now_is_not_the_last() {
        in_memory(|tx| {
            insert(tx, "ver_1", "email_link")?;
            assert_eq!(last_sent_at(tx, &sign_in("sia_1"), 0)?, Some(0));
            assert_eq!(last_sent_at(tx, &sign_in("sia_1"), -1)?, None);
            assert_eq!(last_sent_at(tx, &sign_in("sia_2"), 0)?, None);
            Ok(())
        });
    }
}
