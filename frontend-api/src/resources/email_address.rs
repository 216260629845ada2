//! A row of `email_addresses`: an address that a user claims, and may have proven.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::{Value, json};

use crate::call::Call;
use crate::error::{Result, not_found};
use crate::plain::random;
use crate::proof::verification::{self, Verification};

/// A row of `email_addresses`.
#[derive(Clone, Debug)]
pub(crate) struct EmailAddress {
    /// `idn_…`
    pub(crate) id: String,
    user_id: String,
    /// In its one form.
    pub(crate) email_address: String,
    /// Whether it was proven.
    pub(crate) verified: bool,
    verification_id: Option<String>,
}

impl EmailAddress {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            user_id: row.get("user_id")?,
            email_address: row.get("email_address")?,
            verified: row.get("verified")?,
            verification_id: row.get("verification_id")?,
        })
    }

    /// The address of this id, if it is this user's.
    pub(crate) fn of(call: &Call<'_>, user_id: &str, id: &str) -> Result<Self> {
        let sql = "select * from email_addresses where id = ?1 and user_id = ?2";
        let found = call.tx.query_row(sql, [id, user_id], Self::read).optional()?;
        found.ok_or_else(|| not_found("email address"))
    }

    /// Its newest verification.
    pub(crate) fn verification(&self, call: &Call<'_>) -> Result<Option<Verification>> {
        let Some(id) = &self.verification_id else { return Ok(None) };
        Verification::find(call.tx, id)
    }

    /// The address as its user sees it.
    pub(crate) fn json(&self, call: &Call<'_>) -> Result<Value> {
        let verification = self.verification(call)?.map(|found| found.json(call));
        Ok(json!({
            "object": "email_address",
            "id": self.id,
            "email_address": self.email_address,
            "reserved": false,
            "verification": verification,
            "linked_to": [],
            "matches_sso_connection": false,
        }))
    }
}

/// A user's addresses, oldest first.
pub(crate) fn of_user(call: &Call<'_>, user_id: &str) -> Result<Vec<Value>> {
    let sql = "select * from email_addresses where user_id = ?1 order by created_at, rowid";
    let mut statement = call.tx.prepare_cached(sql)?;
    let rows = statement.query_map([user_id], EmailAddress::read)?;
    let addresses: Vec<EmailAddress> = rows.collect::<Result<_, _>>()?;
    addresses.iter().map(|address| address.json(call)).collect()
}

/// The text of an address.
pub(crate) fn address(tx: &Transaction<'_>, id: &str) -> Result<Option<String>> {
    let mut statement =
        tx.prepare_cached("select email_address from email_addresses where id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// The user who has proven this address to be theirs, and the address's id.
pub(crate) fn owner(tx: &Transaction<'_>, address: &str) -> Result<Option<(String, String)>> {
    let sql = "select user_id, id from email_addresses where email_address = ?1 and verified = 1";
    let mut statement = tx.prepare_cached(sql)?;
    Ok(statement.query_row([address], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Gives a user an address that they have proven, and makes it their primary one if they have none.
pub(crate) fn insert_verified(
    call: &Call<'_>,
    user_id: &str,
    verification: &Verification,
) -> Result<()> {
    let id = random::id("idn")?;
    call.tx.execute(
        "insert into email_addresses (id, user_id, email_address, verified, verification_id, created_at)
         values (?1, ?2, ?3, 1, ?4, ?5)",
        params![id, user_id, verification.email_address, verification.id, call.now_ms],
    )?;
    let sql = "update users set primary_email_address_id = coalesce(primary_email_address_id, ?2)
               where id = ?1";
    call.tx.execute(sql, [user_id, &id])?;
    Ok(())
}

/// Called once when an address is proven by link or code.
pub(crate) fn verified(call: &mut Call<'_>, verification: &Verification) -> Result<bool> {
    let sql = "select * from email_addresses where id = ?1";
    let found =
        call.tx.query_row(sql, [&verification.attempt_id], EmailAddress::read).optional()?;
    let Some(address) = found else { return Ok(false) };
    if owner(call.tx, &address.email_address)?
        .is_some_and(|(user_id, _)| user_id != address.user_id)
    {
        verification::fail(call, &verification.id, verification::TAKEN)?;
        return Ok(false);
    }
    let sql = "update email_addresses set verified = 1 where id = ?1";
    call.tx.execute(sql, [&address.id])?;
    call.touch_user(&address.user_id)?;
    call.touch_client(&verification.client_id)?;
    Ok(true)
}
