//! A user's email addresses (wire protocol 2.4 and 3.9).

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::{get, post};
use serde_json::json;

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Refusal, Result, bad_request, invalid};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::path::Path;
use crate::http::reply::Reply;
use crate::plain::{address, random};
use crate::resources::{attempt, session};
use crate::routes::held_poll;
use crate::store::email_addresses::{self, EmailAddress};
use crate::store::users;

/// Most addresses of one user, verified or not.
const MOST: i64 = 20;

/// `/me/email_addresses/…`, with and without the slash at the end that every clerk-js sends.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/me/email_addresses", post(create))
        .route("/me/email_addresses/", post(create))
        .route("/me/email_addresses/{id}", get(show).delete(destroy))
        .route("/me/email_addresses/{id}/prepare_verification", post(prepare))
        .route("/me/email_addresses/{id}/attempt_verification", post(attempt))
}

/// The address of this id, if it is the signed-in user's.
fn own(call: &Call<'_>, id: &str) -> Result<EmailAddress> {
    EmailAddress::of(call, &session::signed_in(call)?.user_id, id)
}

async fn create(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    app.answer(caller, move |call| {
        let session = session::signed_in(call)?;
        // Nobody may ask without end which addresses are taken.
        call.count_beginning()?;
        let typed = fields.required("email_address")?;
        let Some(address) = address::normalise(&typed) else {
            let message = "That is not an email address.";
            return Err(invalid("email_address", "form_param_format_invalid", message));
        };
        let (all, same) = email_addresses::count(call.tx, &session.user_id, &address)?;
        if same > 0 || email_addresses::is_taken(call.tx, &address)? {
            let message = "That email address is taken. Please try another.";
            return Err(invalid("email_address", "form_identifier_exists", message));
        }
        if all >= MOST {
            let message = "You cannot have more email addresses. Remove one first.";
            return Err(invalid("email_address", "form_param_value_invalid", message));
        }
        let new = EmailAddress {
            id: random::id("idn")?,
            user_id: session.user_id,
            email_address: address,
            verified: false,
            verification_id: None,
        };
        email_addresses::insert(call.tx, &new, call.now_ms)?;
        call.touch_user(&new.user_id)?;
        call.touch_client(&session.client_id)?;
        new.json(call)
    })
    .await
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Result<Reply> {
    let read = |call: &Call<'_>, id: &str| own(call, id)?.json(call);
    held_poll::answer(&app, caller, &id, query.as_deref(), read).await
}

/// Deletes an address. The last proven one stays, so that people cannot lock themselves out.
async fn destroy(State(app): State<App>, Path(id): Path<String>, caller: Caller) -> Result<Reply> {
    app.answer(caller, move |call| {
        let session = session::signed_in(call)?;
        let address = own(call, &id)?;
        if address.verified && !email_addresses::has_other_verified(call.tx, &session.user_id, &id)?
        {
            return Err(last_identification());
        }
        email_addresses::delete(call.tx, &id)?;
        users::replace_primary(call.tx, &session.user_id, &id)?;
        call.changed(&id);
        call.touch_user(&session.user_id)?;
        call.touch_client(&session.client_id)?;
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
        let session = session::signed_in(call)?;
        let address = own(call, &id)?;
        refuse_if_verified(&address)?;
        let (client_id, email) = (&session.client_id, &address.email_address);
        attempt::prepare(call, &address.attempt(), client_id, email, &fields)?;
        call.touch_user(&session.user_id)?;
        own(call, &id)?.json(call)
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
        let address = own(call, &id)?;
        refuse_if_verified(&address)?;
        let verification = address.verification(call)?;
        attempt::try_code(call, verification, &fields)?;
        own(call, &id)?.json(call)
    })
    .await
}
