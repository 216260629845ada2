//! A user's email addresses (wire protocol 2.4 and 3.9).

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::{get, post};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::{Call, Caller, Reply};
use crate::error::{Error, Refusal, Result, bad_request, invalid, not_found};
use crate::fields::Fields;
use crate::path::Path;
use crate::verifications::{self, Verification};
use crate::{address, attempts, clients, hold, random, sessions, users};

/// Addresses of one user, verified or not.
const MOST: i64 = 20;

/// `/me/email_addresses/…`, with the slash at the end that every clerk-js sends, and without.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/me/email_addresses", post(create))
        .route("/me/email_addresses/", post(create))
        .route("/me/email_addresses/{id}", get(show).delete(destroy))
        .route("/me/email_addresses/{id}/prepare_verification", post(prepare))
        .route("/me/email_addresses/{id}/attempt_verification", post(attempt))
}

/// A row of `email_addresses`.
#[derive(Clone, Debug)]
struct EmailAddress {
    id: String,
    user_id: String,
    email_address: String,
    verified: bool,
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

    /// The address of this id, if it is the signed-in user's.
    fn own(call: &Call<'_>, id: &str) -> Result<Self> {
        let user_id = sessions::signed_in(call)?.user_id;
        let sql = "select * from email_addresses where id = ?1 and user_id = ?2";
        let found = call.tx.query_row(sql, [id, &user_id], Self::read).optional()?;
        found.ok_or_else(|| not_found("email address"))
    }

    fn verification(&self, call: &Call<'_>) -> Result<Option<Verification>> {
        let Some(id) = &self.verification_id else { return Ok(None) };
        Verification::find(call.tx, id)
    }

    fn json(&self, call: &Call<'_>) -> Result<Value> {
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
        verifications::fail(call, &verification.id, verifications::TAKEN)?;
        return Ok(false);
    }
    let sql = "update email_addresses set verified = 1 where id = ?1";
    call.tx.execute(sql, [&address.id])?;
    users::touch(call, &address.user_id)?;
    clients::touch(call, &verification.client_id)?;
    Ok(true)
}

async fn create(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    app.answer(caller, move |call| {
        let session = sessions::signed_in(call)?;
        let typed = fields.required("email_address")?;
        let Some(address) = address::normalise(&typed) else {
            let message = "That is not an email address.";
            return Err(invalid("email_address", "form_param_format_invalid", message));
        };
        let sql = "select count(*), count(case email_address when ?2 then 1 end)
                   from email_addresses where user_id = ?1";
        let (all, same): (i64, i64) =
            call.tx.query_row(sql, [&session.user_id, &address], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        if same > 0 || owner(call.tx, &address)?.is_some() {
            let message = "That email address is taken. Please try another.";
            return Err(invalid("email_address", "form_identifier_exists", message));
        }
        if all >= MOST {
            let message = "You have as many email addresses as there can be.";
            return Err(invalid("email_address", "form_param_value_invalid", message));
        }
        let id = random::id("idn")?;
        call.tx.execute(
            "insert into email_addresses (id, user_id, email_address, created_at)
             values (?1, ?2, ?3, ?4)",
            params![id, session.user_id, address, call.now_ms],
        )?;
        users::touch(call, &session.user_id)?;
        clients::touch(call, &session.client_id)?;
        EmailAddress::own(call, &id)?.json(call)
    })
    .await
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Result<Reply> {
    let read = |call: &mut Call<'_>, id: &str| EmailAddress::own(call, id)?.json(call);
    hold::answer(&app, caller, &id, query.as_deref(), read).await
}

/// Deletes an address. The last proven one stays: nobody is to lock themselves out.
async fn destroy(State(app): State<App>, Path(id): Path<String>, caller: Caller) -> Result<Reply> {
    app.answer(caller, move |call| {
        let session = sessions::signed_in(call)?;
        let address = EmailAddress::own(call, &id)?;
        let sql =
            "select count(*) from email_addresses where user_id = ?1 and verified = 1 and id <> ?2";
        let others: i64 = call.tx.query_row(sql, [&session.user_id, &id], |row| row.get(0))?;
        if address.verified && others == 0 {
            return Err(last_identification());
        }
        call.tx.execute("delete from email_addresses where id = ?1", [&id])?;
        call.tx.execute(
            "update users set primary_email_address_id =
                 (select id from email_addresses where user_id = ?1 and verified = 1
                  order by created_at limit 1)
             where id = ?1 and primary_email_address_id = ?2",
            [&session.user_id, &id],
        )?;
        call.changed(&id);
        users::touch(call, &session.user_id)?;
        clients::touch(call, &session.client_id)?;
        Ok(json!({ "object": "email_address", "id": id, "deleted": true }))
    })
    .await
}

fn last_identification() -> Error {
    let message = "This is your only verified email address. Add another before you remove it.";
    let status = axum::http::StatusCode::FORBIDDEN;
    Refusal::new(status, "identification_deletion_failed", message).into()
}

async fn prepare(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let session = sessions::signed_in(call)?;
        let address = EmailAddress::own(call, &id)?;
        refuse_if_verified(&address)?;
        let (client_id, email) = (&session.client_id, &address.email_address);
        attempts::prepare(call, &address.id, client_id, email, &fields)?;
        users::touch(call, &session.user_id)?;
        EmailAddress::own(call, &id)?.json(call)
    })
    .await
}

fn refuse_if_verified(address: &EmailAddress) -> Result<()> {
    if !address.verified {
        return Ok(());
    }
    let message = "This email address is verified already.";
    Err(bad_request("verification_already_verified", message))
}

async fn attempt(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let address = EmailAddress::own(call, &id)?;
        refuse_if_verified(&address)?;
        let verification = address.verification(call)?;
        attempts::try_code(call, verification, &fields)?;
        EmailAddress::own(call, &id)?.json(call)
    })
    .await
}
