//! A sign-up attempt.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::magic_link_flow::Waitable;
use super::shape::{Field, Kind, Shape};
use super::verification::VERIFICATION;
use super::{Arguments, Context, factor, fields, magic_link_flow, optional_fields, settle};
use crate::error::Error;
use crate::fapi::{Method, Request};

/// Wire protocol 3.6 and 7.5.
pub(crate) static SIGN_UP: Shape = Shape {
    name: "SignUp",
    fields: &[
        Field("id", Kind::Id),
        Field("status", Kind::Text),
        Field("required_fields", Kind::List),
        Field("optional_fields", Kind::List),
        Field("missing_fields", Kind::List),
        Field("unverified_fields", Kind::List),
        Field("verifications", Kind::Value(&VERIFICATIONS)),
        Field("username", Kind::Text),
        Field("first_name", Kind::Text),
        Field("last_name", Kind::Text),
        Field("email_address", Kind::Text),
        Field("phone_number", Kind::Text),
        Field("web3_wallet", Kind::Text),
        Field("has_password", Kind::Flag),
        Field("unsafe_metadata", Kind::Json),
        Field("created_session_id", Kind::Text),
        Field("created_user_id", Kind::Text),
        Field("abandon_at", Kind::Number),
    ],
    methods: &[
        "create",
        "update",
        "prepareVerification",
        "attemptVerification",
        "prepareEmailAddressVerification",
        "attemptEmailAddressVerification",
        "createMagicLinkFlow",
        "createEmailLinkFlow",
        "reload",
    ],
    derive: None,
};

static VERIFICATIONS: Shape = Shape {
    name: "Verifications",
    fields: &[
        Field("email_address", Kind::Value(&VERIFICATION)),
        Field("phone_number", Kind::Value(&VERIFICATION)),
        Field("web3_wallet", Kind::Value(&VERIFICATION)),
        Field("external_account", Kind::Value(&VERIFICATION)),
    ],
    methods: &[],
    derive: None,
};

const COLLECTION: &str = "/client/sign_ups";

/// Waiting for its link.
pub(crate) static WAITABLE: Waitable = Waitable {
    flow: magic_link_flow::flow("SignUpMagicLinkFlow"),
    shape: &SIGN_UP,
    collection: COLLECTION,
    prepare: "/prepare_verification",
    verification: &["verifications", "emailAddress"],
    needs_address: false,
    signs_in: true,
};

pub(crate) fn call(
    context: &Rc<Context>,
    method: &str,
    this: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    let post = |action| factor::request(this, COLLECTION, &SIGN_UP, action, arguments);
    // A code is what is meant where no strategy is named (wire protocol 7.5).
    let with_strategy = |action| {
        let path = factor::path(this, COLLECTION, &SIGN_UP, action)?;
        let mut body = optional_fields(&arguments.first())?;
        if !body.iter().any(|(name, _)| name == "strategy") {
            body.push(("strategy".into(), "email_code".into()));
        }
        Ok(Request::post(path, body))
    };
    let request = match method {
        "create" => {
            magic_link_flow::supersede(context, this);
            fields(&arguments.first()).map(|body| Request::post(COLLECTION, body))
        }
        "update" => post("").map(|request| Request { method: Method::Patch, ..request }),
        "prepareVerification" => prepare(this, arguments),
        "attemptVerification" => post("/attempt_verification"),
        "prepareEmailAddressVerification" => with_strategy("/prepare_verification"),
        "attemptEmailAddressVerification" => with_strategy("/attempt_verification"),
        "reload" => factor::path(this, COLLECTION, &SIGN_UP, "").map(Request::reload),
        _ => return Ok(magic_link_flow::create(context, &WAITABLE, this)),
    };
    let (context, this) = (Rc::clone(context), this.clone());
    Ok(settle(async move { context.act(&SIGN_UP, &this, &request?).await }).into())
}

/// `{ strategy, redirectUrl }`, or the two one after the other, as in 2.17.6 (wire protocol 7.5).
fn prepare(this: &JsValue, arguments: &Arguments) -> Result<Request, Error> {
    let path = factor::path(this, COLLECTION, &SIGN_UP, "/prepare_verification")?;
    let Some(strategy) = arguments.first().as_string() else {
        return Ok(Request::post(path, fields(&arguments.first())?));
    };
    let redirect_url = arguments.second().as_string().map(|url| ("redirect_url".into(), url));
    let body = std::iter::once(("strategy".into(), strategy)).chain(redirect_url).collect();
    Ok(Request::post(path, body))
}
