//! `/me`: the signed-in user's own profile (wire protocol 2.4).

use axum::Router;
use axum::extract::State;
use axum::routing::{get, patch, post};
use serde_json::{Value, json};

use crate::app::App;
use crate::call::Call;
use crate::error::{Result, invalid, missing};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::reply::Reply;
use crate::proof::password;
use crate::resources::session;
use crate::resources::sign_up_fields::{metadata, refuse_what_is_off, username};
use crate::store::sessions::Session;
use crate::store::users::{self, Changes, User};
use crate::store::{email_addresses, sign_ins};

/// `/me`, `/me/metadata` and the password's own endpoints.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/me", get(show).patch(update).delete(destroy))
        .route("/me/metadata", patch(update))
        .route("/me/change_password", post(change_password))
        .route("/me/remove_password", post(remove_password))
}

async fn show(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.read(caller, |call| {
        let user_id = session::signed_in(call)?.user_id;
        users::get(call.tx, &user_id)?.json(call)
    })
    .await
}

async fn update(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    let may_set = |call: &Call<'_>, fields: &Fields| may_set_password(call, fields).map(drop);
    let password_hash = password::hash_after(&app, &caller, &fields, "password", may_set).await?;
    app.answer(caller, move |call| {
        if fields.has("username") {
            // Nobody may ask without end which user names are taken.
            call.count_beginning()?;
        }
        let (session, user) = may_set_password(call, &fields)?;
        refuse_what_is_off(call, &fields)?;
        let primary_email_address_id = primary_email_address(call, &user, &fields)?;
        // A field that is sent empty is emptied. One that is not sent stays as it is.
        let given = |name, value| fields.has(name).then_some(value);
        let changes = Changes {
            username: given("username", username(call, &fields, Some(&user.id))?),
            first_name: given("first_name", fields.text("first_name")?),
            last_name: given("last_name", fields.text("last_name")?),
            unsafe_metadata: given("unsafe_metadata", metadata(&fields)?)
                .map(|metadata| metadata.unwrap_or_else(|| "{}".into())),
            password_hash,
            primary_email_address_id,
        };
        users::update(call.tx, &user.id, &changes)?;
        changed(call, &session)
    })
    .await
}

/// The signed-in user. Refuses a new password here if they have one already.
fn may_set_password(call: &Call<'_>, fields: &Fields) -> Result<(Session, User)> {
    let session = session::signed_in(call)?;
    let user = users::get(call.tx, &session.user_id)?;
    if fields.secret("password").is_some() {
        refuse_if_no_passwords(call, "password")?;
    }
    if fields.secret("password").is_some() && user.password_hash.is_some() {
        let message = "You have a password. To change it, enter the current one too.";
        return Err(invalid("password", "form_param_unknown", message));
    }
    Ok((session, user))
}

fn primary_email_address(call: &Call<'_>, user: &User, fields: &Fields) -> Result<Option<String>> {
    let name = "primary_email_address_id";
    let Some(id) = fields.text(name)? else { return Ok(None) };
    let own = email_addresses::find_own(call.tx, &user.id, &id)?;
    if !own.is_some_and(|own| own.verified) {
        let message = "The primary address has to be one of your verified addresses.";
        return Err(invalid(name, "form_param_value_invalid", message));
    }
    Ok(Some(id))
}

fn changed(call: &Call<'_>, session: &Session) -> Result<Value> {
    call.touch_user(&session.user_id)?;
    call.touch_client(&session.client_id)?;
    users::get(call.tx, &session.user_id)?.json(call)
}

/// Deletes the user with everything that belongs to them.
async fn destroy(State(app): State<App>, caller: Caller) -> Result<Reply> {
    app.answer(caller, |call| {
        let session = session::signed_in(call)?;
        let user_id = &session.user_id;
        session::close_others(call, &session, "removed")?;
        session::close(call, &session, "removed")?;
        users::delete(call.tx, user_id)?;
        Ok(json!({ "object": "user", "id": user_id, "deleted": true }))
    })
    .await
}

async fn change_password(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    app.look(&caller, |call| session::signed_in(call).map(drop)).await?;
    password::acceptable(&fields, "new_password")?.ok_or_else(|| missing("new_password"))?;
    let check = check_current(&app, &caller, &fields).await?;
    let current = check.clone();
    let may_change = move |call: &Call<'_>, _: &Fields| may_change(call, &current).map(drop);
    let new = password::hash_after(&app, &caller, &fields, "new_password", may_change).await?;
    app.answer(caller, move |call| {
        let session = self::may_change(call, &check)?;
        let new = new.as_ref().ok_or_else(|| missing("new_password"))?;
        set_password(call, &session.user_id, Some(new))?;
        if fields.flag("sign_out_of_other_sessions") {
            session::close_others(call, &session, "revoked")?;
        }
        changed(call, &session)
    })
    .await
}

fn refuse_if_no_passwords(call: &Call<'_>, field: &'static str) -> Result<()> {
    if call.settings.has_passwords() {
        return Ok(());
    }
    Err(invalid(field, "form_param_unknown", "Nobody has a password here."))
}

/// The session of the signed-in user. If they have a password, it must have been typed right.
fn may_change(call: &Call<'_>, check: &password::Check) -> Result<Session> {
    let session = session::signed_in(call)?;
    refuse_if_no_passwords(call, "new_password")?;
    if users::get(call.tx, &session.user_id)?.password_hash.is_some() {
        check.require(call, &session.user_id, "current_password")?;
    }
    Ok(session)
}

async fn remove_password(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Reply> {
    let check = check_current(&app, &caller, &fields).await?;
    app.answer(caller, move |call| {
        let session = session::signed_in(call)?;
        check.require(call, &session.user_id, "current_password")?;
        set_password(call, &session.user_id, None)?;
        changed(call, &session)
    })
    .await
}

/// Sets a password, or removes it. Half-done sign-ins have to prove the first factor again, since the
/// old password may have proven it.
fn set_password(call: &Call<'_>, user_id: &str, hash: Option<&str>) -> Result<()> {
    users::set_password_hash(call.tx, user_id, hash)?;
    sign_ins::forget_first_factors(call.tx, user_id)
}

async fn check_current(app: &App, caller: &Caller, fields: &Fields) -> Result<password::Check> {
    let find = |call: &Call<'_>, _: &Fields| Ok(session::signed_in(call)?.user_id);
    password::Check::begin(app, caller, fields, "current_password", find).await
}
