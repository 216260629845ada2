//! An authenticator app, as a second factor of the user.

use wasm_bindgen::JsValue;

use crate::fapi::Method::{self as Verb, Delete, Post};
use crate::instance::Call;
use crate::instance::fields::fields;
use crate::instance::params::{code, none};
use crate::instance::table::{Body, Shape};
use crate::task::Outcome;

const PATH: &str = "/totp";

fields! {
    /// The secret is there only in the answer to [`create`]: nobody can read it again later.
    Totp {
        id: Id,
        secret: Text,
        uri: Text,
        verified: Flag,
        backup_codes: List,
        created_at: Instant,
        updated_at: Instant,
    }
}

static TOTP: Shape = Shape::part("TOTP", Totp::FIELDS);

/// Gives out a secret for the app. It counts once a code of the app has come back.
pub(crate) fn create(call: &Call) -> Outcome {
    ask(call, Post, PATH, none)
}

/// Sends a code of the app: from now on, to sign in takes one.
pub(crate) fn verify(call: &Call) -> Outcome {
    ask(call, Post, "/totp/attempt_verification", code)
}

/// From now on, to sign in takes no code of the app.
pub(crate) fn disable(call: &Call) -> Outcome {
    call.ask(call.request(Delete, PATH, none), |_, _, _| Ok(JsValue::UNDEFINED))
}

fn ask(call: &Call, verb: Verb, action: &str, body: Body) -> Outcome {
    call.ask(call.request(verb, action, body), |instance, _, totp| {
        instance.shapes.decode(&TOTP, &totp, &"/me/totp".into())
    })
}
