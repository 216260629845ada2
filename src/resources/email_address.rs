//! An email address of a user.

use super::shape::{Field, Kind, Shape};
use super::verification::VERIFICATION;

/// Wire protocol 3.9 and 7.6.
pub(crate) static EMAIL_ADDRESS: Shape = Shape {
    name: "EmailAddress",
    fields: &[
        Field("id", Kind::Id),
        Field("email_address", Kind::Text),
        Field("verification", Kind::Value(&VERIFICATION)),
        Field("linked_to", Kind::List),
    ],
    methods: &[],
    derive: None,
};
