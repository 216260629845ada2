//! The client: this browser's sessions and attempts.

use wasm_bindgen::JsValue;

use super::session::{SESSION, is_active};
use super::shape::{Field, Kind, Shape};
use super::sign_in::SIGN_IN;
use super::sign_up::SIGN_UP;
use crate::wire;

/// Wire protocol 3.2 and 7.2.
pub(crate) static CLIENT: Shape = Shape {
    name: "Client",
    fields: &[
        Field("id", Kind::Id),
        Field("sessions", Kind::Many(&SESSION)),
        Field("sign_in", Kind::One(&SIGN_IN)),
        Field("sign_up", Kind::One(&SIGN_UP)),
        Field("last_active_session_id", Kind::Text),
        Field("created_at", Kind::Instant),
        Field("updated_at", Kind::Instant),
    ],
    methods: &[],
    derive: Some(derive),
};

fn derive(client: &JsValue) {
    let active: js_sys::Array =
        wire::items(client, "sessions").into_iter().filter(is_active).collect();
    if !wire::same(&wire::get(client, "activeSessions"), &active) {
        wire::set(client, "activeSessions", active);
    }
}

/// A late answer must not undo a newer one (wire protocol 3.2: `updated_at` grows).
pub(crate) fn is_older(fresh: &JsValue, held: &JsValue) -> bool {
    let updated_at = |client| wire::instant(client, "updatedAt");
    wire::get(fresh, "id") == wire::get(held, "id") && updated_at(fresh) < updated_at(held)
}
