//! The user: who is signed in.

use wasm_bindgen::JsValue;

use super::email_address::{self, EMAIL_ADDRESS};
use super::session;
use crate::error;
use crate::fapi::Method::{Get, Patch, Post};
use crate::fapi::{Form, Request};
use crate::instance::Call;
use crate::instance::params::{given, none};
use crate::instance::table::Does::{Run, Send};
use crate::instance::table::Method;
use crate::instance::table::{Field, Kind, Path, Shape};
use crate::js::{self, Name};
use crate::task::Outcome;

/// Wire protocol 3.8 and 7.6.
pub(crate) static USER: Shape = Shape {
    name: "User",
    path: Path::Here("/me"),
    fields: &[
        Field(Name::id, Kind::Id),
        Field(Name::external_id, Kind::Text),
        Field(Name::username, Kind::Text),
        Field(Name::first_name, Kind::Text),
        Field(Name::last_name, Kind::Text),
        Field(Name::primary_email_address_id, Kind::Text),
        Field(Name::primary_phone_number_id, Kind::Text),
        Field(Name::primary_web3_wallet_id, Kind::Text),
        Field(Name::email_addresses, Kind::Many(&EMAIL_ADDRESS)),
        Field(Name::phone_numbers, Kind::List),
        Field(Name::web3_wallets, Kind::List),
        Field(Name::external_accounts, Kind::List),
        Field(Name::profile_image_url, Kind::Text),
        Field(Name::image_url, Kind::Text),
        Field(Name::has_image, Kind::Flag),
        Field(Name::password_enabled, Kind::Flag),
        Field(Name::totp_enabled, Kind::Flag),
        Field(Name::public_metadata, Kind::Json),
        Field(Name::unsafe_metadata, Kind::Json),
        Field(Name::last_sign_in_at, Kind::Instant),
        Field(Name::created_at, Kind::Instant),
        Field(Name::updated_at, Kind::Instant),
    ],
    methods: &[
        Method("update", Send(Patch, "", given)),
        Method("createEmailAddress", Run(create_email_address)),
        Method("isPrimaryIdentification", Run(is_primary)),
        Method("twoFactorEnabled", Run(|call| Ok(js::get(call.this, Name::totp_enabled)))),
        Method("getSessions", Run(session::with_activities)),
        Method("reload", Send(Get, "", none)),
    ],
    derive: Some(derive),
    waitable: None,
};

/// Adds an address: `"a@b.c"`, `{ email }` and `{ emailAddress }` are all in use (wire protocol 7.8).
fn create_email_address(call: &Call) -> Outcome {
    let argument = call.first;
    let given = js::text(argument, &[Name::email, Name::email_address]);
    let given = given.or_else(|| js::text_of(argument));
    let wrong = || error::argument("email", "an email address");
    let address = given.filter(JsValue::is_truthy).ok_or_else(wrong);
    let request = address.map(|address| {
        let body = Form::empty().with("email_address", &address).into();
        // Every clerk-js sends the slash at the end (wire protocol 2.4).
        Request { body: Some(body), ..Request::new(Post, "/me/email_addresses/") }
    });
    call.ask(request, |instance, _, created| {
        let id = js::get(&created, Name::id);
        let held = js::items(&instance.store.user(), Name::email_addresses);
        match held.into_iter().find(|address| js::get(address, Name::id) == id) {
            Some(address) => Ok(address),
            None => {
                instance.shapes.decode(&EMAIL_ADDRESS, &created, &email_address::COLLECTION.into())
            }
        }
    })
}

/// Whether this is the user's primary email address, phone number or wallet.
fn is_primary(call: &Call) -> Outcome {
    let id = js::get(call.first, Name::id);
    let primaries = [
        Name::primary_email_address_id,
        Name::primary_phone_number_id,
        Name::primary_web3_wallet_id,
    ];
    let is = id.is_string() && primaries.iter().any(|name| js::get(call.this, *name) == id);
    Ok(is.into())
}

fn derive(user: &JsValue) {
    let names = [Name::first_name, Name::last_name]
        .map(|name| js::get(user, name).as_string().unwrap_or_default());
    let [first_name, last_name] = &names;
    let full_name = [first_name, " ", last_name].concat();
    let full_name = match full_name.trim_matches(' ') {
        "" => JsValue::NULL,
        full_name => full_name.into(),
    };
    js::set(user, Name::full_name, full_name);

    for (primary, among, id) in [
        (Name::primary_email_address, Name::email_addresses, Name::primary_email_address_id),
        (Name::primary_phone_number, Name::phone_numbers, Name::primary_phone_number_id),
        (Name::primary_web3_wallet, Name::web3_wallets, Name::primary_web3_wallet_id),
    ] {
        let id = js::get(user, id);
        let all = js::items(user, among);
        let found = all.into_iter().find(|one| js::get(one, Name::id) == id);
        js::set(user, primary, found.unwrap_or(JsValue::NULL));
    }
}
