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
use crate::js::{self, Name};
use crate::task::Outcome;

/// Wire protocol 3.6 and 7.5.
pub(crate) static SIGN_UP: Shape = Shape {
    name: "SignUp",
    path: Path::Among("/client/sign_ups"),
    fields: &[
        Field(Name::id, Kind::Id),
        Field(Name::status, Kind::Text),
        Field(Name::required_fields, Kind::List),
        Field(Name::optional_fields, Kind::List),
        Field(Name::missing_fields, Kind::List),
        Field(Name::unverified_fields, Kind::List),
        Field(Name::verifications, Kind::Value(&VERIFICATIONS)),
        Field(Name::username, Kind::Text),
        Field(Name::first_name, Kind::Text),
        Field(Name::last_name, Kind::Text),
        Field(Name::email_address, Kind::Text),
        Field(Name::phone_number, Kind::Text),
        Field(Name::web3_wallet, Kind::Text),
        Field(Name::has_password, Kind::Flag),
        Field(Name::unsafe_metadata, Kind::Json),
        Field(Name::created_session_id, Kind::Text),
        Field(Name::created_user_id, Kind::Text),
        Field(Name::abandon_at, Kind::Number),
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
        verification: &[Name::verifications, Name::email_address],
        needs_address: false,
        signs_in: true,
    }),
};

static VERIFICATIONS: Shape = Shape::part(
    "Verifications",
    &[
        Field(Name::email_address, Kind::Value(&VERIFICATION)),
        Field(Name::phone_number, Kind::Value(&VERIFICATION)),
        Field(Name::web3_wallet, Kind::Value(&VERIFICATION)),
        Field(Name::external_account, Kind::Value(&VERIFICATION)),
    ],
);

/// `{ strategy, redirectUrl }`, or both as two arguments, as in 2.17.6 (wire protocol 7.5).
fn strategy(call: &Call) -> Outcome<Form> {
    let Some(strategy) = js::text_of(call.first) else { return fields(call.first) };
    let form = Form::empty().with("strategy", &strategy);
    if let Some(redirect_url) = js::text_of(call.second) {
        push(&form, "redirect_url", redirect_url);
    }
    Ok(form)
}
