//! A sign-in attempt.

use super::magic_link_flow;
use super::verification::VERIFICATION;
use crate::fapi::Method::{Get, Post};
use crate::instance::params::{given, none};
use crate::instance::table::Does::{Create, Run, Send};
use crate::instance::table::Method;
use crate::instance::table::Waitable;
use crate::instance::table::{Field, Kind, Path, Shape};
use crate::js::Name;

/// Wire protocol 3.5 and 7.4.
pub(crate) static SIGN_IN: Shape = Shape {
    name: "SignIn",
    path: Path::Among("/client/sign_ins"),
    fields: &[
        Field(Name::id, Kind::Id),
        Field(Name::status, Kind::Text),
        Field(Name::supported_identifiers, Kind::List),
        Field(Name::identifier, Kind::Text),
        Field(Name::user_data, Kind::Named),
        Field(Name::supported_first_factors, Kind::Named),
        Field(Name::supported_second_factors, Kind::Named),
        Field(Name::first_factor_verification, Kind::Value(&VERIFICATION)),
        Field(Name::second_factor_verification, Kind::Value(&VERIFICATION)),
        Field(Name::created_session_id, Kind::Text),
    ],
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
    derive: None,
    waitable: Some(&Waitable {
        prepare: "/prepare_first_factor",
        verification: &[Name::first_factor_verification],
        needs_address: true,
        signs_in: true,
    }),
};
