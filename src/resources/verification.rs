//! The state of one verification: whether the link was clicked, and by whom.

use crate::instance::Call;
use crate::instance::table::{Does, Method};
use crate::instance::table::{Field, Kind, Path, Shape};
use crate::js::{self, Name};
use crate::task::Outcome;

/// Wire protocol 3.3. Only sign-ups have the last two fields.
pub(crate) static VERIFICATION: Shape = Shape {
    name: "Verification",
    path: Path::Nowhere,
    fields: &[
        Field(Name::status, Kind::Text),
        Field(Name::strategy, Kind::Text),
        Field(Name::attempts, Kind::Number),
        Field(Name::expire_at, Kind::Instant),
        Field(Name::resend_available_at, Kind::Instant),
        Field(Name::error, Kind::Json),
        Field(Name::verified_at_client, Kind::Text),
        Field(Name::nonce, Kind::Text),
        Field(Name::external_verification_redirect_url, Kind::Text),
        Field(Name::next_action, Kind::Text),
        Field(Name::supported_strategies, Kind::List),
    ],
    methods: &[Method("verifiedFromTheSameClient", Does::Run(verified_from_the_same_client))],
    derive: None,
    waitable: None,
};

fn verified_from_the_same_client(call: &Call) -> Outcome {
    let by = js::get(call.this, Name::verified_at_client);
    let client = call.instance.store.client();
    Ok((by.is_string() && by == js::get(&client, Name::id)).into())
}
