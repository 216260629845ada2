//! A sign-in attempt.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::magic_link_flow::Waitable;
use super::shape::{Field, Kind, Shape};
use super::verification::VERIFICATION;
use super::{Arguments, Context, factor, fields, magic_link_flow, settle};
use crate::error::Error;
use crate::fapi::Request;

/// Wire protocol 3.5 and 7.4. Factors keep their wire names, as the guide's snippets read them.
pub(crate) static SIGN_IN: Shape = Shape {
    name: "SignIn",
    fields: &[
        Field("id", Kind::Id),
        Field("status", Kind::Text),
        Field("supported_identifiers", Kind::List),
        Field("identifier", Kind::Text),
        Field("user_data", Kind::Json),
        Field("supported_first_factors", Kind::Factors),
        Field("supported_second_factors", Kind::Factors),
        Field("first_factor_verification", Kind::Value(&VERIFICATION)),
        Field("second_factor_verification", Kind::Value(&VERIFICATION)),
        Field("created_session_id", Kind::Text),
    ],
    methods: &[
        "create",
        "prepareFirstFactor",
        "attemptFirstFactor",
        "prepareSecondFactor",
        "attemptSecondFactor",
        "createMagicLinkFlow",
        "createEmailLinkFlow",
        "reload",
    ],
    derive: None,
};

const COLLECTION: &str = "/client/sign_ins";

/// Waiting for its link.
pub(crate) static WAITABLE: Waitable = Waitable {
    flow: magic_link_flow::flow("SignInMagicLinkFlow"),
    shape: &SIGN_IN,
    collection: COLLECTION,
    prepare: "/prepare_first_factor",
    verification: &["firstFactorVerification"],
    needs_address: true,
    signs_in: true,
};

pub(crate) fn call(
    context: &Rc<Context>,
    method: &str,
    this: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    let post = |action| factor::request(this, COLLECTION, &SIGN_IN, action, arguments);
    let request = match method {
        "create" => {
            magic_link_flow::supersede(context, this);
            fields(&arguments.first()).map(|body| Request::post(COLLECTION, body))
        }
        "prepareFirstFactor" => post("/prepare_first_factor"),
        "attemptFirstFactor" => post("/attempt_first_factor"),
        "prepareSecondFactor" => post("/prepare_second_factor"),
        "attemptSecondFactor" => post("/attempt_second_factor"),
        "reload" => factor::path(this, COLLECTION, &SIGN_IN, "").map(Request::reload),
        _ => return Ok(magic_link_flow::create(context, &WAITABLE, this)),
    };
    let (context, this) = (Rc::clone(context), this.clone());
    Ok(settle(async move { context.act(&SIGN_IN, &this, &request?).await }).into())
}
