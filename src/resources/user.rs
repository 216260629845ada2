//! The user: who is signed in.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::email_address::{self, EMAIL_ADDRESS};
use super::shape::{Field, Kind, Shape};
use super::{Arguments, Context, fields, session, settle};
use crate::error::Error;
use crate::fapi::{Method, Request};
use crate::wire;

/// Wire protocol 3.8 and 7.6.
pub(crate) static USER: Shape = Shape {
    name: "User",
    fields: &[
        Field("id", Kind::Id),
        Field("external_id", Kind::Text),
        Field("username", Kind::Text),
        Field("first_name", Kind::Text),
        Field("last_name", Kind::Text),
        Field("primary_email_address_id", Kind::Text),
        Field("primary_phone_number_id", Kind::Text),
        Field("primary_web3_wallet_id", Kind::Text),
        Field("email_addresses", Kind::Many(&EMAIL_ADDRESS)),
        Field("phone_numbers", Kind::List),
        Field("web3_wallets", Kind::List),
        Field("external_accounts", Kind::List),
        Field("profile_image_url", Kind::Text),
        Field("image_url", Kind::Text),
        Field("has_image", Kind::Flag),
        Field("password_enabled", Kind::Flag),
        Field("totp_enabled", Kind::Flag),
        Field("public_metadata", Kind::Json),
        Field("unsafe_metadata", Kind::Json),
        Field("last_sign_in_at", Kind::Instant),
        Field("created_at", Kind::Instant),
        Field("updated_at", Kind::Instant),
    ],
    methods: &[
        "update",
        "createEmailAddress",
        "isPrimaryIdentification",
        "twoFactorEnabled",
        "getSessions",
        "reload",
    ],
    derive: Some(derive),
};

pub(crate) fn call(
    context: &Rc<Context>,
    method: &str,
    this: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    let argument = arguments.first();
    let request = match method {
        "update" => fields(&argument)
            .map(|body| Request { method: Method::Patch, ..Request::post("/me", body) }),
        "createEmailAddress" => return Ok(create_email_address(context, &argument)),
        "isPrimaryIdentification" => return Ok(is_primary(this, &argument).into()),
        "twoFactorEnabled" => return Ok(wire::get(this, "totpEnabled")),
        "getSessions" => return Ok(session::with_activities(context)),
        _ => Ok(Request::reload("/me")),
    };
    let (context, this) = (Rc::clone(context), this.clone());
    Ok(settle(async move { context.update(&USER, &this, &request?).await }).into())
}

/// Adds an address: `"a@b.c"`, `{ email }` and `{ emailAddress }` are all in use (wire protocol 7.8).
fn create_email_address(context: &Rc<Context>, argument: &JsValue) -> JsValue {
    let given = argument.as_string();
    let given = given.or_else(|| wire::string(argument, "email"));
    let given = given.or_else(|| wire::string(argument, "emailAddress"));
    let context = Rc::clone(context);
    settle(async move {
        let wrong = Error::Argument { name: "email", expected: "an email address" };
        let address = given.filter(|text| !text.is_empty()).ok_or(wrong)?;
        // The slash at the end is what every clerk-js sends (wire protocol 2.4).
        let path = [email_address::COLLECTION, "/"].concat();
        let request = Request::post(path, vec![("email_address".into(), address)]);
        let created = context.send(&request).await?;
        let id = wire::get(&created, "id");
        let held = wire::items(&context.store.user(), "emailAddresses");
        match held.into_iter().find(|address| wire::get(address, "id") == id) {
            Some(address) => Ok(address),
            None => context.read(&EMAIL_ADDRESS, &created, &request),
        }
    })
    .into()
}

/// Is this the user's primary email address, phone number or wallet?
fn is_primary(user: &JsValue, identification: &JsValue) -> bool {
    let id = wire::get(identification, "id");
    let primaries = ["primaryEmailAddressId", "primaryPhoneNumberId", "primaryWeb3WalletId"];
    id.is_string() && primaries.iter().any(|name| wire::get(user, name) == id)
}

fn derive(user: &JsValue) {
    let names = ["firstName", "lastName"].map(|name| wire::string(user, name).unwrap_or_default());
    let full_name = names.join(" ").trim().to_owned();
    let full_name = if full_name.is_empty() { JsValue::NULL } else { full_name.into() };
    wire::set(user, "fullName", full_name);

    let primary_id = wire::get(user, "primaryEmailAddressId");
    let addresses = wire::items(user, "emailAddresses");
    let primary = addresses.into_iter().find(|address| wire::get(address, "id") == primary_id);
    wire::set(user, "primaryEmailAddress", primary.unwrap_or(JsValue::NULL));
}
