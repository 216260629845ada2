//! A sign-up attempt.

use super::magic_link_flow;
use super::verification::VERIFICATION;
use crate::fapi::Form;
use crate::fapi::Method::{Get, Patch, Post};
use crate::instance::Call;
use crate::instance::params::{fields, given, none, push, with_strategy};
use crate::instance::table::Does::{Create, Run, Send};
use crate::instance::table::Method;
use crate::instance::table::Waitable;
use crate::instance::table::{Field, Kind, Path, Shape};
use crate::js;
use crate::task::Outcome;

/// Wire protocol 3.6 and 7.5.
pub(crate) static SIGN_UP: Shape = Shape {
    name: "SignUp",
    path: Path::Among("/client/sign_ups"),
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
        Method("create", Create),
        Method("update", Send(Patch, "", given)),
        Method("prepareVerification", Send(Post, "/prepare_verification", strategy)),
        Method("attemptVerification", Send(Post, "/attempt_verification", given)),
        Method(
            "prepareEmailAddressVerification",
            Send(Post, "/prepare_verification", with_strategy),
        ),
        Method(
            "attemptEmailAddressVerification",
            Send(Post, "/attempt_verification", with_strategy),
        ),
        Method("createMagicLinkFlow", Run(magic_link_flow::create)),
        Method("createEmailLinkFlow", Run(magic_link_flow::create)),
        Method("reload", Send(Get, "", none)),
    ],
    derive: None,
    waitable: Some(&Waitable {
        prepare: "/prepare_verification",
        verification: &["verifications", "emailAddress"],
        needs_address: false,
        signs_in: true,
    }),
};

static VERIFICATIONS: Shape = Shape::part(
    "Verifications",
    &[
        Field("email_address", Kind::Value(&VERIFICATION)),
        Field("phone_number", Kind::Value(&VERIFICATION)),
        Field("web3_wallet", Kind::Value(&VERIFICATION)),
        Field("external_account", Kind::Value(&VERIFICATION)),
    ],
);

/// `{ strategy, redirectUrl }`, or both as two arguments, as in 2.17.6 (wire protocol 7.5).
fn strategy(call: &Call) -> Outcome<Form> {
    let Some(strategy) = js::text_of(&call.first()) else { return fields(&call.first()) };
    let mut form = Form::default().with("strategy", &strategy);
    if let Some(redirect_url) = js::text_of(&call.second()) {
        push(&mut form, "redirect_url", redirect_url);
    }
    Ok(form)
}
