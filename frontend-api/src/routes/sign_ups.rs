//! Sign-ups (wire protocol 2.3 and 3.6).

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::{get, post};
use serde_json::Value;

use crate::app::App;
use crate::call::Call;
use crate::error::{Result, bad_request, invalid, not_found};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::path::Path;
use crate::http::reply::Reply;
use crate::plain::attempt::sign_up_id;
use crate::proof::password;
use crate::resources::sign_up::{ABANDON_MS, complete_if_ready};
use crate::resources::sign_up_fields::{refuse_if_closed, refuse_stranger, taken};
use crate::resources::{attempt, session};
use crate::routes::held_poll;
use crate::store::sign_ups::{self, Changes, SignUp};
use crate::store::{clients, email_addresses};

/// `/client/sign_ups/…`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/client/sign_ups", post(create))
        .route("/client/sign_ups/{id}", get(show).patch(update))
        .route("/client/sign_ups/{id}/prepare_verification", post(prepare_verification))
        .route("/client/sign_ups/{id}/attempt_verification", post(attempt_verification))
}

async fn create(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    let may = |call: &Call<'_>, fields: &Fields| may_begin(call, fields).map(drop);
    let password_hash = password::hash_after(&app, &caller, &fields, "password", may).await?;
    app.answer(caller, move |call| {
        // The answer tells whether an address or a user name is taken, so every question is counted.
        call.count_beginning()?;
        // Checked first, so that no client is made for nothing.
        let changes = Changes { password_hash, ..may_begin(call, &fields)? };
        let client_id = call.client_or_new()?;
        let id = sign_up_id()?;
        sign_ups::insert(call.tx, &id, &client_id, call.now_ms + ABANDON_MS, call.now_ms)?;
        // Polls of the sign-up before must end.
        if let Some(older) = clients::replace_sign_up(call.tx, &client_id, &id)? {
            call.changed(&older);
        }
        write(call, &id, &fields, &changes)
    })
    .await
}

fn may_begin(call: &Call<'_>, fields: &Fields) -> Result<Changes> {
    if fields.flag("transfer") || fields.has("ticket") {
        return Err(not_found("attempt to transfer"));
    }
    session::refuse_another(call, None)?;
    refuse_if_closed(call)?;
    Changes::read(call, fields)
}

async fn update(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    let of = id.clone();
    let may_go_on = move |call: &Call<'_>, fields: &Fields| {
        SignUp::own_open(call, &of)?;
        Changes::read(call, fields).map(drop)
    };
    let password_hash = password::hash_after(&app, &caller, &fields, "password", may_go_on).await?;
    app.answer(caller, move |call| {
        SignUp::own_open(call, &id)?;
        call.count_beginning()?;
        let changes = Changes { password_hash, ..Changes::read(call, &fields)? };
        write(call, &id, &fields, &changes)
    })
    .await
}

fn write(call: &mut Call<'_>, id: &str, fields: &Fields, changes: &Changes) -> Result<Value> {
    let before = SignUp::own(call, id)?;
    let other_address =
        changes.email_address.is_some() && changes.email_address != before.email_address;
    sign_ups::update(call.tx, id, changes)?;
    if other_address {
        call.changed(id);
    }
    if fields.text("strategy")?.as_deref().is_some_and(attempt::is_by_email) {
        let attempt = SignUp::own(call, id)?;
        prepare(call, &attempt, fields)?;
    }
    let attempt = SignUp::own(call, id)?;
    complete_if_ready(call, &attempt)?;
    call.touch_client(&attempt.client_id)?;
    SignUp::own(call, id)?.json(call)
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Result<Reply> {
    held_poll::answer(&app, caller, &id, query.as_deref(), |call, id| {
        SignUp::own(call, id)?.json(call)
    })
    .await
}

async fn prepare_verification(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let attempt = SignUp::own_open(call, &id)?;
        prepare(call, &attempt, &fields)?;
        SignUp::own(call, &id)?.json(call)
    })
    .await
}

fn prepare(call: &mut Call<'_>, attempt: &SignUp, fields: &Fields) -> Result<()> {
    if attempt.is_verified(call)? {
        let message = "This email address is verified already.";
        return Err(bad_request("verification_already_verified", message));
    }
    let Some(email_address) = &attempt.email_address else {
        return Err(crate::error::missing("email_address"));
    };
    refuse_stranger(call, email_address)?;
    if email_addresses::is_taken(call.tx, email_address)? {
        return Err(taken("email_address"));
    }
    attempt::prepare(call, &attempt.attempt(), &attempt.client_id, email_address, fields)
}

async fn attempt_verification(
    State(app): State<App>,
    Path(id): Path<String>,
    caller: Caller,
    fields: Fields,
) -> Result<Reply> {
    app.answer(caller, move |call| {
        let attempt = SignUp::own_open(call, &id)?;
        if fields.required("strategy")? != "email_code" {
            let message = "Only email_code is attempted with a code.";
            return Err(invalid("strategy", "form_param_value_invalid", message));
        }
        let verification = attempt.verification(call)?;
        attempt::try_code(call, verification, &fields)?;
        SignUp::own(call, &id)?.json(call)
    })
    .await
}
