//! The user: who is signed in.

use wasm_bindgen::JsValue;

use super::email_address::{self, EMAIL_ADDRESS, EmailAddress};
use super::{session, totp};
use crate::error;
use crate::fapi::Method::{Delete, Get, Patch, Post};
use crate::fapi::{Form, Request};
use crate::instance::Call;
use crate::instance::fields::fields;
use crate::instance::params::{given, none};
use crate::instance::table::Does::{Run, Send};
use crate::instance::table::Method;
use crate::instance::table::{Path, Shape};
use crate::js::{self, Name};
use crate::task::Outcome;

fields! {
    /// Wire protocol 3.8 and 7.6.
    User {
        id: Id,
        external_id: Text,
        username: Text,
        first_name: Text,
        last_name: Text,
        primary_email_address_id: Text,
        primary_phone_number_id: Text,
        primary_web3_wallet_id: Text,
        email_addresses: Many(EMAIL_ADDRESS),
        phone_numbers: List,
        web3_wallets: List,
        external_accounts: List,
        profile_image_url: Text,
        image_url: Text,
        has_image: Flag,
        password_enabled: Flag,
        totp_enabled: Flag,
        delete_self_enabled: Flag,
        public_metadata: Json,
        unsafe_metadata: Json,
        last_sign_in_at: Instant,
        created_at: Instant,
        updated_at: Instant,
    }
    derived {
        full_name: Joined(first_name, last_name),
        primary_email_address: Found(email_addresses, primary_email_address_id),
        primary_phone_number: Found(phone_numbers, primary_phone_number_id),
        primary_web3_wallet: Found(web3_wallets, primary_web3_wallet_id),
    }
}

pub(crate) static USER: Shape = Shape {
    name: "User",
    path: Path::Here("/me"),
    fields: User::FIELDS,
    methods: &[
        Method("update", Send(Patch, "", given)),
        Method("createEmailAddress", Run(create_email_address)),
        Method("updatePassword", Send(Post, "/change_password", given)),
        Method("removePassword", Send(Post, "/remove_password", given)),
        Method("createTOTP", Run(totp::create)),
        Method("verifyTOTP", Run(totp::verify)),
        Method("disableTOTP", Run(totp::disable)),
        Method("delete", Run(delete)),
        Method("isPrimaryIdentification", Run(is_primary)),
        Method("twoFactorEnabled", Run(|call| Ok(User(call.this).totp_enabled().into()))),
        Method("getSessions", Run(session::with_activities)),
        Method("reload", Send(Get, "", none)),
    ],
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
        let held = User(&instance.store.user()).email_addresses();
        match held.into_iter().find(|address| EmailAddress(address).id() == id) {
            Some(address) => Ok(address),
            None => {
                instance.shapes.decode(&EMAIL_ADDRESS, &created, &email_address::COLLECTION.into())
            }
        }
    })
}

/// Deletes the user with everything that is theirs. A user who is signed out is not sent: the server would delete
/// the one who is signed in.
fn delete(call: &Call) -> Outcome {
    let request = match call.instance.store.owner(call.this) {
        Some(_) => call.request(Delete, "", none),
        None => Err(error::not_created("User")),
    };
    call.ask(request, |instance, _, _| {
        instance.tell_tabs("signout", &[]);
        // The answer need not say who is still signed in.
        instance.outdate();
        Ok(instance.check_client().into())
    })
}

/// Whether this is the user's primary email address, phone number or wallet.
fn is_primary(call: &Call) -> Outcome {
    let id = js::get(call.first, Name::id);
    let user = User(call.this);
    let is = id.is_string()
        && (user.primary_email_address_id() == id
            || user.primary_phone_number_id() == id
            || user.primary_web3_wallet_id() == id);
    Ok(is.into())
}
