//! An email address of a user.

use wasm_bindgen::JsValue;

use super::magic_link_flow;
use super::verification::VERIFICATION;
use crate::fapi::Method::{Delete, Get, Post};
use crate::instance::Call;
use crate::instance::params::{code, none, with_strategy};
use crate::instance::table::Does::{Run, Send};
use crate::instance::table::Method;
use crate::instance::table::Waitable;
use crate::instance::table::{Field, Kind, Path, Shape};
use crate::js::{self, Name};
use crate::task::Outcome;

/// Wire protocol 3.9 and 7.6.
pub(crate) static EMAIL_ADDRESS: Shape = Shape {
    name: "EmailAddress",
    path: Path::Among(COLLECTION),
    fields: &[
        Field(Name::id, Kind::Id),
        Field(Name::email_address, Kind::Text),
        Field(Name::verification, Kind::Value(&VERIFICATION)),
        Field(Name::linked_to, Kind::List),
    ],
    methods: &[
        Method("prepareVerification", Send(Post, "/prepare_verification", with_strategy)),
        Method("attemptVerification", Send(Post, "/attempt_verification", code)),
        Method("createMagicLinkFlow", Run(magic_link_flow::create)),
        Method("createEmailLinkFlow", Run(magic_link_flow::create)),
        Method("destroy", Run(destroy)),
        Method("reload", Send(Get, "", none)),
        Method("toString", Run(|call| Ok(js::get(call.this, Name::email_address)))),
    ],
    derive: None,
    waitable: Some(&Waitable {
        prepare: "/prepare_verification",
        verification: &[Name::verification],
        needs_address: false,
        signs_in: false,
    }),
};

pub(crate) const COLLECTION: &str = "/me/email_addresses";

/// Removes the address from the user. The object stays as it was.
fn destroy(call: &Call) -> Outcome {
    call.ask(call.request(Delete, "", none), |_, _, _| Ok(JsValue::UNDEFINED))
}
