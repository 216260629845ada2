//! A sign-in attempt.

use super::magic_link_flow;
use super::verification::VERIFICATION;
use crate::fapi::Method::{Get, Post};
use crate::instance::fields::fields;
use crate::instance::params::{given, none};
use crate::instance::table::Does::{Create, Run, Send};
use crate::instance::table::Method;
use crate::instance::table::Waitable;
use crate::instance::table::{Path, Shape};

fields! {
    /// Wire protocol 3.5 and 7.4.
    SignIn {
        id: Id,
        status: Text,
        supported_identifiers: List,
        identifier: Text,
        user_data: Named,
        supported_first_factors: Named,
        supported_second_factors: Named,
        first_factor_verification: Value(VERIFICATION),
        second_factor_verification: Value(VERIFICATION),
        created_session_id: Text,
    }
}

pub(crate) static SIGN_IN: Shape = Shape {
    name: "SignIn",
    path: Path::Among("/client/sign_ins"),
    fields: SignIn::FIELDS,
    methods: &[
        Method("create", Create),
        Method("prepareFirstFactor", Send(Post, "/prepare_first_factor", given)),
        Method("attemptFirstFactor", Send(Post, "/attempt_first_factor", given)),
        Method("prepareSecondFactor", Send(Post, "/prepare_second_factor", given)),
        Method("attemptSecondFactor", Send(Post, "/attempt_second_factor", given)),
        Method("createMagicLinkFlow", Run(magic_link_flow::create)),
        Method("createEmailLinkFlow", Run(magic_link_flow::create)),
        Method("reload", Send(Get, "", none)),
    ],
    waitable: Some(&Waitable {
        prepare: "/prepare_first_factor",
        verification: |sign_in| SignIn(sign_in).first_factor_verification(),
        needs_address: true,
        signs_in: true,
    }),
};
