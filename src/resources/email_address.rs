//! An email address of a user.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::magic_link_flow::Waitable;
use super::shape::{Field, Kind, Shape};
use super::verification::VERIFICATION;
use super::{Arguments, Context, factor, magic_link_flow, optional_fields, settle};
use crate::error::Error;
use crate::fapi::{Method, Request};
use crate::wire;

/// Wire protocol 3.9 and 7.6.
pub(crate) static EMAIL_ADDRESS: Shape = Shape {
    name: "EmailAddress",
    fields: &[
        Field("id", Kind::Id),
        Field("email_address", Kind::Text),
        Field("verification", Kind::Value(&VERIFICATION)),
        Field("linked_to", Kind::List),
    ],
    methods: &[
        "prepareVerification",
        "attemptVerification",
        "createMagicLinkFlow",
        "createEmailLinkFlow",
        "destroy",
        "reload",
        "toString",
    ],
    derive: None,
};

pub(crate) const COLLECTION: &str = "/me/email_addresses";

/// Waiting for its link.
pub(crate) static WAITABLE: Waitable = Waitable {
    flow: magic_link_flow::flow("EmailAddressMagicLinkFlow"),
    shape: &EMAIL_ADDRESS,
    collection: COLLECTION,
    prepare: "/prepare_verification",
    verification: &["verification"],
    needs_address: false,
    signs_in: false,
};

pub(crate) fn call(
    context: &Rc<Context>,
    method: &str,
    this: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    let path = |action| factor::path(this, COLLECTION, &EMAIL_ADDRESS, action);
    let request = match method {
        "prepareVerification" => prepare(&arguments.first())
            .and_then(|body| Ok(Request::post(path("/prepare_verification")?, body))),
        "attemptVerification" => attempt(&arguments.first())
            .and_then(|body| Ok(Request::post(path("/attempt_verification")?, body))),
        "reload" => path("").map(Request::reload),
        "destroy" => return Ok(destroy(context, path(""))),
        "toString" => return Ok(wire::get(this, "emailAddress")),
        _ => return Ok(magic_link_flow::create(context, &WAITABLE, this)),
    };
    let (context, this) = (Rc::clone(context), this.clone());
    Ok(settle(async move { context.act(&EMAIL_ADDRESS, &this, &request?).await }).into())
}

/// A code is what is meant where no strategy is named (wire protocol 7.6).
fn prepare(params: &JsValue) -> Result<Vec<(String, String)>, Error> {
    let mut body = optional_fields(params)?;
    if !body.iter().any(|(name, _)| name == "strategy") {
        body.push(("strategy".into(), "email_code".into()));
    }
    Ok(body)
}

/// A code by itself, or in an object.
fn attempt(params: &JsValue) -> Result<Vec<(String, String)>, Error> {
    match params.as_string() {
        Some(code) => Ok(vec![("code".into(), code)]),
        None => super::fields(params),
    }
}

/// Removes the address from the user.
fn destroy(context: &Rc<Context>, path: Result<String, Error>) -> JsValue {
    let context = Rc::clone(context);
    settle(async move {
        context.send(&Request::with(Method::Delete, path?)).await?;
        Ok(JsValue::UNDEFINED)
    })
    .into()
}
