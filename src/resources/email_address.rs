//! An email address of a user.

use wasm_bindgen::JsValue;

use super::magic_link_flow;
use super::verification::VERIFICATION;
use crate::fapi::Method::{Delete, Get, Post};
use crate::instance::Call;
use crate::instance::fields::fields;
use crate::instance::params::{code, none, with_strategy};
use crate::instance::table::Does::{Run, Send};
use crate::instance::table::Method;
use crate::instance::table::Waitable;
use crate::instance::table::{Path, Shape};
use crate::task::Outcome;

fields! {
    /// Wire protocol 3.9 and 7.6.
    EmailAddress {
        id: Id,
        email_address: Text,
        verification: Value(VERIFICATION),
        linked_to: List,
    }
}

pub(crate) static EMAIL_ADDRESS: Shape = Shape {
    name: "EmailAddress",
    path: Path::Among(COLLECTION),
    fields: EmailAddress::FIELDS,
    methods: &[
        Method("prepareVerification", Send(Post, "/prepare_verification", with_strategy)),
        Method("attemptVerification", Send(Post, "/attempt_verification", code)),
        Method("createMagicLinkFlow", Run(magic_link_flow::create)),
        Method("createEmailLinkFlow", Run(magic_link_flow::create)),
        Method("destroy", Run(destroy)),
        Method("reload", Send(Get, "", none)),
        Method("toString", Run(|call| Ok(EmailAddress(call.this).email_address()))),
    ],
    waitable: Some(&Waitable {
        prepare: "/prepare_verification",
        verification: |address| EmailAddress(address).verification(),
        needs_address: false,
        signs_in: false,
    }),
};

pub(crate) const COLLECTION: &str = "/me/email_addresses";

/// Removes the address from the user. The object stays as it was.
fn destroy(call: &Call) -> Outcome {
    call.ask(call.request(Delete, "", none), |_, _, _| Ok(JsValue::UNDEFINED))
}
