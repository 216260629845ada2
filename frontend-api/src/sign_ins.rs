//! Sign-ins (wire protocol 2.2 and 3.5).

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Router, extract::RawQuery};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::{Call, Caller, Reply};
use crate::error::{Error, Result, bad_request, invalid, not_found};
use crate::fields::Fields;
use crate::path::Path;
use crate::users::User;
use crate::verifications::{self, Verification};
use crate::{address, attempts, clients, email_addresses, hold, passwords, random, sessions, totp};

/// After this long an attempt is forgotten.
const ABANDON_MS: i64 = 24 * 3_600_000;

/// `/client/sign_ins/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/client/sign_ins", post(create))
        .route("/client/sign_ins/{id}", get(show))
        .route("/client/sign_ins/{id}/prepare_first_factor", post(prepare_first_factor))
        .route("/client/sign_ins/{id}/attempt_first_factor", post(attempt_first_factor))
        .route("/client/sign_ins/{id}/attempt_second_factor", post(attempt_second_factor))
}

/// A row of `sign_ins`.
#[derive(Clone, Debug)]
struct SignIn {
    id: String,
    client_id: String,
    status: String,
    identifier: String,
    user_id: String,
    email_address_id: Option<String>,
    first_factor_verification_id: Option<String>,
    second_factor_verification_id: Option<String>,
    created_session_id: Option<String>,
    abandon_at: i64,
}

impl SignIn {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
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

    fn find(call: &Call<'_>, id: &str) -> Result<Option<Self>> {
        let mut statement = call.tx.prepare_cached("select * from sign_ins where id = ?1")?;
        let attempt = statement.query_row([id], Self::read).optional()?;
        Ok(attempt.filter(|attempt| call.now_ms < attempt.abandon_at))
    }

    /// The attempt of this id, if it is the caller's.
    fn own(call: &Call<'_>, id: &str) -> Result<Self> {
        let own = Self::find(call, id)?.filter(|own| call.client_id() == Some(&own.client_id));
        own.ok_or_else(|| not_found("sign-in"))
    }

    fn first_factor(&self, call: &Call<'_>) -> Result<Option<Verification>> {
        let Some(id) = &self.first_factor_verification_id else { return Ok(None) };
        Verification::find(call.tx, id)
    }

    fn json(&self, call: &Call<'_>) -> Result<Value> {
        let user = User::find(call.tx, &self.user_id)?;
        let verification = |id: &Option<String>| -> Result<Option<Value>> {
            let Some(id) = id else { return Ok(None) };
            Ok(Verification::find(call.tx, id)?.map(|found| found.json(call)))
        };
        let first = self.first_factors(call, &user)?;
        let second = user.totp_secret.as_ref().map(|_| json!([{ "strategy": "totp" }]));
        Ok(json!({
            "object": "sign_in",
            "id": self.id,
            "status": self.status,
            "supported_identifiers": ["email_address", "username"],
            "supported_external_accounts": [],
            "identifier": self.identifier,
            "user_data": self.user_data(&user),
            "supported_first_factors": first,
            "supported_second_factors": second,
            "first_factor_verification": verification(&self.first_factor_verification_id)?,
            "second_factor_verification": verification(&self.second_factor_verification_id)?,
            "created_session_id": self.created_session_id,
        }))
    }

    /// Who types an address learns no name from it: names show once the first factor is proven.
    fn user_data(&self, user: &User) -> Value {
        let known = self.status != "needs_first_factor";
        json!({
            "first_name": user.first_name.as_ref().filter(|_| known),
            "last_name": user.last_name.as_ref().filter(|_| known),
            "profile_image_url": "",
            "image_url": "",
            "has_image": false,
        })
    }

    /// The address in full if that is what was typed, else masked.
    fn first_factors(&self, call: &Call<'_>, user: &User) -> Result<Vec<Value>> {
        let mut factors = Vec::new();
        let address = match &self.email_address_id {
            Some(id) => email_addresses::address(call.tx, id)?,
            None => None,
        };
        if let Some(address) = address {
            let is_known = address == self.identifier;
            let shown = if is_known { address } else { address::mask(&address) };
            let primary = self.email_address_id == user.primary_email_address_id;
            factors.extend(["email_link", "email_code"].map(|strategy| {
                json!({
                    "strategy": strategy,
                    "email_address_id": self.email_address_id,
                    "safe_identifier": shown,
                    "primary": primary,
                })
            }));
        }
        if user.password_hash.is_some() {
            factors.push(json!({ "strategy": "password" }));
        }
        Ok(factors)
    }
}

/// The attempt that a client is about, as the wire shows it.
pub(crate) fn current(call: &Call<'_>, id: &str) -> Result<Option<Value>> {
    SignIn::find(call, id)?.map(|attempt| attempt.json(call)).transpose()
}

async fn create(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    let strategy = fields.text("strategy")?;
    let password = match strategy.as_deref() {
        Some(strategy) if attempts::is_by_email(strategy) => passwords::Check::default(),
        _ => {
            let find = |call: &Call<'_>, fields: &Fields| Ok(who(call, fields)?.0);
            passwords::Check::begin(&app, &caller, &fields, "password", find).await?
        }
    };
    app.answer(caller, move |call| {
        let (user_id, email_address_id, identifier) = who(call, &fields)?;
        let client_id = call.client_or_new()?;
        let id = random::id("sia")?;
        call.tx.execute(
            "insert into sign_ins (id, client_id, status, identifier, user_id, email_address_id,
                                   abandon_at, created_at)
             values (?1, ?2, 'needs_first_factor', ?3, ?4, ?5, ?6, ?7)",
            params![
                id,
                client_id,
                identifier,
                user_id,
                email_address_id,
                call.now_ms + ABANDON_MS,
                call.now_ms
            ],
        )?;
        attempts::begin(call, &client_id, &id)?;
        let attempt = SignIn::own(call, &id)?;
        match strategy.as_deref() {
            Some(strategy) if attempts::is_by_email(strategy) => prepare(call, &attempt, &fields)?,
            _ if fields.secret("password").is_some() => with_password(call, &attempt, &password)?,
            None => {}
            Some(other) => return Err(unsupported(other)),
        }
        clients::touch(call, &client_id)?;
        SignIn::own(call, &id)?.json(call)
    })
    .await
}

/// Who wants to sign in, if they may begin to: see [`find_user`].
fn who(call: &Call<'_>, fields: &Fields) -> Result<(String, Option<String>, String)> {
    if fields.flag("transfer") || fields.has("ticket") {
        return Err(not_found("attempt to transfer"));
    }
    let found = find_user(call, &fields.required("identifier")?)?;
    sessions::refuse_another(call, Some(&found.0))?;
    Ok(found)
}

/// The user of a verified address or of a user name: their id, the address that emails go to, and
/// the identifier in its one form.
fn find_user(call: &Call<'_>, typed: &str) -> Result<(String, Option<String>, String)> {
    if typed.contains('@') {
        let Some(address) = address::normalise(typed) else {
            let message = "That is not an email address.";
            return Err(invalid("identifier", "form_param_format_invalid", message));
        };
        let owner = email_addresses::owner(call.tx, &address)?;
        let (user_id, id) = owner.ok_or_else(unknown_identifier)?;
        return Ok((user_id, Some(id), address));
    }
    let username = typed.to_lowercase();
    let sql = "select id, primary_email_address_id from users where username = ?1";
    let user = call.tx.query_row(sql, [&username], |row| Ok((row.get(0)?, row.get(1)?)));
    let (user_id, email_address_id) = user.optional()?.ok_or_else(unknown_identifier)?;
    Ok((user_id, email_address_id, username))
}

fn unknown_identifier() -> Error {
    invalid("identifier", "form_identifier_not_found", "There is no account with that identifier.")
}

fn unsupported(strategy: &str) -> Error {
    let strategy: String = strategy.chars().take(40).collect();
    let message = format!("{strategy} is not a way to sign in here.");
    invalid("strategy", "strategy_for_user_invalid", message)
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Result<Reply> {
    hold::answer(&app, caller, &id, query.as_deref(), |call, id| SignIn::own(call, id)?.json(call))
        .await
}

async fn prepare_first_factor(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let attempt = SignIn::own(call, &id)?;
        prepare(call, &attempt, &fields)?;
        SignIn::own(call, &id)?.json(call)
    })
    .await
}

fn prepare(call: &mut Call<'_>, attempt: &SignIn, fields: &Fields) -> Result<()> {
    refuse_if_complete(attempt)?;
    let wanted = fields.text("email_address_id")?.or_else(|| attempt.email_address_id.clone());
    let Some(id) = wanted.filter(|id| Some(id) == attempt.email_address_id.as_ref()) else {
        let message = "That is not an email address of this sign-in.";
        return Err(invalid("email_address_id", "form_param_value_invalid", message));
    };
    let address = email_addresses::address(call.tx, &id)?.ok_or_else(|| not_found("address"))?;
    attempts::prepare(call, &attempt.id, &attempt.client_id, &address, fields)
}

fn refuse_if_complete(attempt: &SignIn) -> Result<()> {
    if attempt.status == "needs_first_factor" {
        return Ok(());
    }
    let message = "This sign-in is past its first factor.";
    Err(bad_request("verification_already_verified", message))
}

async fn attempt_first_factor(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    let strategy = fields.required("strategy")?;
    let password = match strategy.as_str() {
        "password" => {
            let id = id.clone();
            let find = move |call: &Call<'_>, _: &Fields| {
                let attempt = SignIn::own(call, &id)?;
                refuse_if_complete(&attempt)?;
                Ok(attempt.user_id)
            };
            passwords::Check::begin(&app, &caller, &fields, "password", find).await?
        }
        _ => passwords::Check::default(),
    };
    app.answer(caller, move |call| {
        let attempt = SignIn::own(call, &id)?;
        refuse_if_complete(&attempt)?;
        match strategy.as_str() {
            "email_code" => {
                let verification = attempt.first_factor(call)?;
                attempts::try_code(call, verification, &fields)?;
            }
            "password" => with_password(call, &attempt, &password)?,
            other => return Err(unsupported(other)),
        }
        SignIn::own(call, &id)?.json(call)
    })
    .await
}

fn with_password(call: &mut Call<'_>, attempt: &SignIn, check: &passwords::Check) -> Result<()> {
    check.require(call, &attempt.user_id, "password")?;
    let client_id = attempt.client_id.clone();
    let verification_id = verifications::record(call, &attempt.id, &client_id, "password")?;
    attempts::wait_for(call, &attempt.id, &verification_id)?;
    first_factor_done(call, attempt)
}

/// Called once when the first factor is proven by link or code.
pub(crate) fn verified(call: &mut Call<'_>, verification: &Verification) -> Result<bool> {
    let Some(attempt) = SignIn::find(call, &verification.attempt_id)? else { return Ok(false) };
    if !is_still_theirs(call, &attempt, verification)? {
        verifications::fail(call, &verification.id, verifications::GONE)?;
        clients::touch(call, &attempt.client_id)?;
        return Ok(false);
    }
    first_factor_done(call, &attempt)?;
    Ok(true)
}

/// Whether the address that was proven, if there was one, is still one of the user's.
fn is_still_theirs(call: &Call<'_>, attempt: &SignIn, verification: &Verification) -> Result<bool> {
    let Some(address) = &verification.email_address else { return Ok(true) };
    let owner = email_addresses::owner(call.tx, address)?;
    Ok(owner.is_some_and(|(user_id, _)| user_id == attempt.user_id))
}

fn first_factor_done(call: &mut Call<'_>, attempt: &SignIn) -> Result<()> {
    if User::find(call.tx, &attempt.user_id)?.totp_secret.is_none() {
        return complete(call, attempt);
    }
    let sql = "update sign_ins set status = 'needs_second_factor' where id = ?1";
    call.tx.execute(sql, [&attempt.id])?;
    call.changed(&attempt.id);
    clients::touch(call, &attempt.client_id)
}

async fn attempt_second_factor(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let attempt = SignIn::own(call, &id)?;
        if attempt.status != "needs_second_factor" {
            let message = "This sign-in does not wait for a second factor.";
            return Err(bad_request("verification_missing", message));
        }
        let strategy = fields.required("strategy")?;
        if strategy != "totp" {
            return Err(unsupported(&strategy));
        }
        if let Some(first) = attempt.first_factor(call)?
            && !is_still_theirs(call, &attempt, &first)?
        {
            let message = "This email address does not belong to the account any more.";
            return Err(bad_request("verification_failed", message));
        }
        totp::require(call, &attempt.user_id, &fields)?;
        let done = verifications::record(call, &attempt.id, &attempt.client_id, "totp")?;
        let sql = "update sign_ins set second_factor_verification_id = ?2 where id = ?1";
        call.tx.execute(sql, [&attempt.id, &done])?;
        complete(call, &attempt)?;
        SignIn::own(call, &id)?.json(call)
    })
    .await
}

fn complete(call: &mut Call<'_>, attempt: &SignIn) -> Result<()> {
    let sql = "select coalesce((select user_agent from verifications where id = ?1), ?2)";
    let agent: String = call.tx.query_row(
        sql,
        params![attempt.first_factor_verification_id, call.caller.user_agent],
        |row| row.get(0),
    )?;
    let session_id = sessions::create(call, &attempt.client_id, &attempt.user_id, &agent)?;
    let sql = "update sign_ins set status = 'complete', created_session_id = ?2 where id = ?1";
    call.tx.execute(sql, [&attempt.id, &session_id])?;
    call.changed(&attempt.id);
    Ok(())
}
