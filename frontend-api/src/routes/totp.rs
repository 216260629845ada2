//! `/me/totp`: setting up an authenticator app.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};

use crate::app::App;
use crate::call::Call;
use crate::error::{Result, bad_request};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::reply::Reply;
use crate::plain::random;
use crate::proof::totp;
use crate::resources::session;
use crate::store::users;

/// `/me/totp`.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/me/totp", post(create).delete(destroy))
        .route("/me/totp/attempt_verification", post(confirm))
}

/// Gives out a new secret. It counts only after a code that was made with it has come back.
async fn create(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        let session = session::signed_in(call)?;
        let user = users::get(call.tx, &session.user_id)?;
        if user.totp_secret.is_some() {
            let message = "An authenticator app is set up already. Remove it first.";
            return Err(bad_request("totp_already_enabled", message));
        }
        let secret = random::key::<20>()?.to_vec();
        users::set_pending_totp_secret(call.tx, &session.user_id, &secret)?;
        // The app shows it beside the code: people with several accounts tell them apart by it.
        let account = user.identifier(call.tx)?.unwrap_or_else(|| user.id.clone());
        Ok(resource(call, &user.id, Some((&secret, &account)), false))
    })
    .await
}

async fn confirm(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    app.answer(caller, move |call| {
        let session = session::signed_in(call)?;
        let Some(secret) = users::pending_totp_secret(call.tx, &session.user_id)? else {
            return Err(bad_request("verification_missing", "There is nothing to confirm."));
        };
        totp::require_code(call, &session.user_id, &secret, &fields)?;
        users::confirm_totp(call.tx, &session.user_id)?;
        call.touch_user(&session.user_id)?;
        call.touch_client(&session.client_id)?;
        Ok(resource(call, &session.user_id, None, true))
    })
    .await
}

async fn destroy(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        let session = session::signed_in(call)?;
        users::remove_totp(call.tx, &session.user_id)?;
        call.touch_user(&session.user_id)?;
        call.touch_client(&session.client_id)?;
        Ok(json!({ "object": "totp", "id": id(&session.user_id), "deleted": true }))
    })
    .await
}

/// `new` is a new secret with the account's name. Both are told once, when they are made.
fn resource(call: &Call<'_>, user_id: &str, new: Option<(&[u8], &str)>, verified: bool) -> Value {
    let secret = new.map(|(secret, _)| BASE32_NOPAD.encode(secret));
    let issuer = label(call.settings.application_name());
    let uri = new.zip(secret.as_ref()).map(|((_, account), secret)| {
        let account = label(account);
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&digits=6&period=30"
        )
    });
    json!({
        "object": "totp",
        "id": id(user_id),
        "secret": secret,
        "uri": uri,
        "verified": verified,
        "backup_codes": null,
        "created_at": call.now_ms,
        "updated_at": call.now_ms,
    })
}

/// Percent-encoded: apps show a `+` as it stands.
fn label(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

fn id(user_id: &str) -> String {
    user_id.replacen("user", "totp", 1)
}
