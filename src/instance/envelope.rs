//! What an answer holds in addition to the resource that was asked for (wire protocol 3.1).

use wasm_bindgen::JsValue;

use crate::fapi::Reply;
use crate::js::{self, Name};
use crate::task::Outcome;

/// The session that is signed in here already, if the server says that there is one. `undefined` if it does
/// not say which.
pub(super) fn known_session(error: &JsValue) -> Option<JsValue> {
    let first = js::first(error, Name::errors);
    let is_known = js::is(&first, Name::code, "identifier_already_signed_in")
        || js::is(&first, Name::code, "session_exists");
    is_known.then(|| js::get(&js::get(&first, Name::meta), Name::session_id))
}

/// The client that came along with an answer, or in an error's `meta`.
pub(super) fn piggybacked(body: &JsValue) -> Option<JsValue> {
    js::some(body, Name::client).or_else(|| js::some(&js::get(body, Name::meta), Name::client))
}

/// The resource in a reply: some are in an envelope, some are bare (wire protocol 3.1).
pub(super) fn into_response(reply: Reply) -> Outcome {
    if reply.is_error() {
        return Err(reply.into_error());
    }
    let response = js::get(&reply.body, Name::response);
    Ok(if response.is_undefined() { reply.body } else { response })
}
