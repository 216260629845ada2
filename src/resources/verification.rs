//! The state of one verification: whether the link was clicked, and by whom.

use super::client::Client;
use crate::instance::Call;
use crate::instance::fields::fields;
use crate::instance::table::{Does, Method};
use crate::instance::table::{Path, Shape};
use crate::task::Outcome;

fields! {
    /// Wire protocol 3.3. Only sign-ups have the last two fields.
    Verification {
        status: Text,
        strategy: Text,
        attempts: Number,
        expire_at: Instant,
        resend_available_at: Instant,
        error: Json,
        verified_at_client: Text,
        nonce: Text,
        externalVerificationRedirectURL: Text,
        next_action: Text,
        supported_strategies: List,
    }
}

pub(crate) static VERIFICATION: Shape = Shape {
    name: "Verification",
    path: Path::Nowhere,
    fields: Verification::FIELDS,
    methods: &[Method("verifiedFromTheSameClient", Does::Run(verified_from_the_same_client))],
    waitable: None,
};

fn verified_from_the_same_client(call: &Call) -> Outcome {
    let by = Verification(call.this).verified_at_client();
    Ok((by.is_string() && by == Client(&call.instance.store.client()).id()).into())
}
