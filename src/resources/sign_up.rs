//! A sign-up attempt.

use super::magic_link_flow;
use super::verification::VERIFICATION;
use crate::fapi::Form;
use crate::fapi::Method::{Get, Patch, Post};
use crate::instance::Call;
use crate::instance::fields::fields;
use crate::instance::params::{fields, given, none, push, with_strategy};
use crate::instance::table::Does::{Create, Run, Send};
use crate::instance::table::Method;
use crate::instance::table::Waitable;
use crate::instance::table::{Path, Shape};
use crate::js;
use crate::task::Outcome;

fields! {
    /// Wire protocol 3.6 and 7.5.
    SignUp {
        id: Id,
        status: Text,
        required_fields: List,
        optional_fields: List,
        missing_fields: List,
        unverified_fields: List,
        verifications: Value(VERIFICATIONS),
        username: Text,
        first_name: Text,
        last_name: Text,
        email_address: Text,
        phone_number: Text,
        web3wallet: Text,
        has_password: Flag,
        unsafe_metadata: Json,
        created_session_id: Text,
        created_user_id: Text,
        abandon_at: Number,
    }
}

pub(crate) static SIGN_UP: Shape = Shape {
    name: "SignUp",
    path: Path::Among("/client/sign_ups"),
    fields: SignUp::FIELDS,
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
    waitable: Some(&Waitable {
        prepare: "/prepare_verification",
        verification: |sign_up| Verifications(&SignUp(sign_up).verifications()).email_address(),
        needs_address: false,
        signs_in: true,
    }),
};

fields! {
    Verifications {
        email_address: Value(VERIFICATION),
        phone_number: Value(VERIFICATION),
        web3_wallet: Value(VERIFICATION),
        external_account: Value(VERIFICATION),
    }
}

static VERIFICATIONS: Shape = Shape::part("Verifications", Verifications::FIELDS);

/// `{ strategy, redirectUrl }`, or both as two arguments, as in 2.17.6 (wire protocol 7.5).
fn strategy(call: &Call) -> Outcome<Form> {
    let Some(strategy) = js::text_of(call.first) else { return fields(call.first) };
    let form = Form::empty().with("strategy", &strategy);
    if let Some(redirect_url) = js::text_of(call.second) {
        push(&form, "redirect_url", redirect_url);
    }
    Ok(form)
}
