//! The state of one verification: has the link been clicked, and by whom.

use wasm_bindgen::JsValue;

use super::shape::{Field, Kind, Shape};
use super::{Arguments, Context};
use crate::error::Error;
use crate::wire;

/// Wire protocol 3.3. The last two are of sign-ups only.
pub(crate) static VERIFICATION: Shape = Shape {
    name: "Verification",
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
    methods: &["verifiedFromTheSameClient"],
    derive: None,
};

pub(crate) fn call(
    context: &Context,
    method: &str,
    this: &JsValue,
    _: &Arguments,
) -> Result<JsValue, Error> {
    match method {
        "verifiedFromTheSameClient" => {
            let by = wire::string(this, "verifiedAtClient");
            let client = context.store.client().and_then(|client| wire::string(&client, "id"));
            Ok((by.is_some() && by == client).into())
        }
        _ => Ok(JsValue::UNDEFINED),
    }
}

/// The states after which waiting for the click is over (wire protocol 4).
pub(crate) fn has_ended(verification: &JsValue) -> bool {
    let status = wire::string(verification, "status");
    matches!(status.as_deref(), Some("verified" | "expired" | "failed" | "transferable"))
}
