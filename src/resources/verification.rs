//! The state of one verification: whether the link was clicked, and by whom.

use crate::instance::Call;
use crate::instance::table::{Does, Method};
use crate::instance::table::{Field, Kind, Path, Shape};
use crate::js;
use crate::task::Outcome;

/// Wire protocol 3.3. Only sign-ups have the last two fields.
pub(crate) static VERIFICATION: Shape = Shape {
    name: "Verification",
    path: Path::Nowhere,
    fields: &[
        Field("status", Kind::Text),
        Field("strategy", Kind::Text),
        Field("attempts", Kind::Number),
        Field("expire_at", Kind::Instant),
        Field("resend_available_at", Kind::Instant),
        Field("error", Kind::Json),
        Field("verified_at_client", Kind::Text),
        Field("nonce", Kind::Text),
        Field("external_verification_redirect_url", Kind::Text),
        Field("next_action", Kind::Text),
        Field("supported_strategies", Kind::List),
    ],
    methods: &[Method("verifiedFromTheSameClient", Does::Run(verified_from_the_same_client))],
    derive: None,
    waitable: None,
};

fn verified_from_the_same_client(call: &Call) -> Outcome {
    let by = js::get(call.this, "verifiedAtClient");
    let client = call.instance.store.client();
    Ok((by.is_string() && by == js::get(&client, "id")).into())
}
