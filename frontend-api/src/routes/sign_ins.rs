//! Sign-ins (wire protocol 2.2 and 3.5).

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Router, extract::RawQuery};

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Result, bad_request, invalid, not_found};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::path::Path;
use crate::http::reply::Reply;
use crate::plain::address;
use crate::plain::attempt::sign_in_id;
use crate::proof::{password, totp, verification};
use crate::resources::sign_in::{ABANDON_MS, complete, first_factor_done, is_still_theirs};
use crate::resources::{attempt, session};
use crate::routes::held_poll;
use crate::store::sign_ins::{self, New, SignIn};
use crate::store::{clients, email_addresses, users};

/// `/client/sign_ins/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/client/sign_ins", post(create))
        .route("/client/sign_ins/{id}", get(show))
        .route("/client/sign_ins/{id}/prepare_first_factor", post(prepare_first_factor))
        .route("/client/sign_ins/{id}/attempt_first_factor", post(attempt_first_factor))
        .route("/client/sign_ins/{id}/prepare_second_factor", post(prepare_second_factor))
        .route("/client/sign_ins/{id}/attempt_second_factor", post(attempt_second_factor))
}

async fn create(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    let strategy = fields.text("strategy")?;
    let password = match strategy.as_deref() {
        Some(strategy) if attempt::is_by_email(strategy) => password::Check::default(),
        _ => {
            let find = |call: &Call<'_>, fields: &Fields| {
                refuse_if_no_passwords(call)?;
                Ok(who(call, fields)?.0)
            };
            password::Check::begin(&app, &caller, &fields, "password", find).await?
        }
    };
    app.answer(caller, move |call| {
        // The answer tells whether there is such an account, so every question is counted.
        call.count_beginning()?;
        let (user_id, email_address_id, identifier) = who(call, &fields)?;
        let client_id = call.client_or_new()?;
        let id = sign_in_id()?;
        let new = New {
            id: &id,
            client_id: &client_id,
            identifier: &identifier,
            user_id: &user_id,
            email_address_id: email_address_id.as_deref(),
            abandon_at: call.now_ms + ABANDON_MS,
        };
        sign_ins::insert(call.tx, &new, call.now_ms)?;
        // Polls of the sign-in before must end.
        if let Some(older) = clients::replace_sign_in(call.tx, &client_id, &id)? {
            call.changed(&older);
        }
        let attempt = SignIn::own(call, &id)?;
        match strategy.as_deref() {
            Some(strategy) if attempt::is_by_email(strategy) => prepare(call, &attempt, &fields)?,
            _ if fields.secret("password").is_some() => with_password(call, &attempt, &password)?,
            None => {}
            Some(other) => return Err(unsupported(other)),
        }
        call.touch_client(&client_id)?;
        SignIn::own(call, &id)?.json(call)
    })
    .await
}

/// The user who wants to sign in, if they may: see [`find_user`].
fn who(call: &Call<'_>, fields: &Fields) -> Result<(String, Option<String>, String)> {
    if fields.flag("transfer") || fields.has("ticket") {
        return Err(not_found("attempt to transfer"));
    }
    let found = find_user(call, &fields.required("identifier")?)?;
    session::refuse_another(call, Some(&found.0))?;
    Ok(found)
}

/// The user with a verified address or, if there are any, a user name: their id, the address that emails go to, and the
/// normalised identifier.
fn find_user(call: &Call<'_>, typed: &str) -> Result<(String, Option<String>, String)> {
    if typed.contains('@') {
        let address = address::normalise(typed).ok_or_else(no_address)?;
        let owner = email_addresses::owner(call.tx, &address)?.ok_or_else(unknown_identifier)?;
        return Ok((owner.user_id, Some(owner.email_address_id), address));
    }
    if !call.settings.asks_for("username") {
        return Err(no_address());
    }
    let username = typed.to_lowercase();
    let user = users::named(call.tx, &username)?.ok_or_else(unknown_identifier)?;
    Ok((user.id, user.primary_email_address_id, username))
}

fn no_address() -> Error {
    invalid("identifier", "form_param_format_invalid", "That is not an email address.")
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
    held_poll::answer(&app, caller, &id, query.as_deref(), |call, id| {
        SignIn::own(call, id)?.json(call)
    })
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
    let address = email_addresses::text(call.tx, &id)?.ok_or_else(|| not_found("address"))?;
    attempt::prepare(call, &attempt.attempt(), &attempt.client_id, &address, fields)
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
                refuse_if_no_passwords(call)?;
                Ok(attempt.user_id)
            };
            password::Check::begin(&app, &caller, &fields, "password", find).await?
        }
        _ => password::Check::default(),
    };
    app.answer(caller, move |call| {
        let attempt = SignIn::own(call, &id)?;
        refuse_if_complete(&attempt)?;
        match strategy.as_str() {
            "email_code" => {
                let verification = attempt.first_factor(call)?;
                attempt::try_code(call, verification, &fields)?;
            }
            "password" => with_password(call, &attempt, &password)?,
            other => return Err(unsupported(other)),
        }
        SignIn::own(call, &id)?.json(call)
    })
    .await
}

fn refuse_if_no_passwords(call: &Call<'_>) -> Result<()> {
    if call.settings.has_passwords() { Ok(()) } else { Err(unsupported("password")) }
}

fn with_password(call: &mut Call<'_>, attempt: &SignIn, check: &password::Check) -> Result<()> {
    refuse_if_no_passwords(call)?;
    check.require(call, &attempt.user_id, "password")?;
    let client_id = attempt.client_id.clone();
    let verification_id = verification::record(call, &attempt.attempt(), &client_id, "password")?;
    sign_ins::wait_for(call.tx, &attempt.id, &verification_id)?;
    first_factor_done(call, attempt)
}

/// Changes nothing, since an authenticator app needs no preparation. It is there so that pages can treat
/// all second factors alike.
async fn prepare_second_factor(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| waiting_for_totp(call, &id, &fields)?.json(call)).await
}

/// The sign-in, if it waits for a second factor and the form names `totp`.
fn waiting_for_totp(call: &Call<'_>, id: &str, fields: &Fields) -> Result<SignIn> {
    let attempt = SignIn::own(call, id)?;
    if attempt.status != "needs_second_factor" {
        let message = "This sign-in does not wait for a second factor.";
        return Err(bad_request("verification_missing", message));
    }
    match fields.required("strategy")?.as_str() {
        "totp" => Ok(attempt),
        other => Err(unsupported(other)),
    }
}

async fn attempt_second_factor(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let attempt = waiting_for_totp(call, &id, &fields)?;
        if let Some(first) = attempt.first_factor(call)?
            && !is_still_theirs(call, &attempt, &first)?
        {
            let message = "This email address does not belong to the account any more.";
            return Err(bad_request("verification_failed", message));
        }
        totp::require(call, &attempt.user_id, &fields)?;
        let done = verification::record(call, &attempt.attempt(), &attempt.client_id, "totp")?;
        sign_ins::set_second_factor(call.tx, &attempt.id, &done)?;
        complete(call, &attempt)?;
        SignIn::own(call, &id)?.json(call)
    })
    .await
}
