//! The user: who is signed in.

use wasm_bindgen::JsValue;

use super::email_address::EMAIL_ADDRESS;
use super::shape::{Field, Kind, Shape};
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
        Field("public_metadata", Kind::Json),
        Field("unsafe_metadata", Kind::Json),
        Field("last_sign_in_at", Kind::Instant),
        Field("created_at", Kind::Instant),
        Field("updated_at", Kind::Instant),
    ],
    methods: &[],
    derive: Some(derive),
};

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
