//! The client: this browser's sessions and attempts.

use wasm_bindgen::JsValue;

use super::Outcome;
use super::method::Does::{Alias, Run};
use super::method::{Call, Method};
use super::session::{SESSION, is_active};
use super::shape::{Field, Kind, Path, Shape};
use super::sign_in::SIGN_IN;
use super::sign_up::SIGN_UP;
use crate::fapi::{self, Request};
use crate::wire;

/// Wire protocol 3.2 and 7.2.
pub(crate) static CLIENT: Shape = Shape {
    name: "Client",
    path: Path::Here(PATH),
    fields: &[
        Field("id", Kind::Id),
        Field("sessions", Kind::Many(&SESSION)),
        Field("sign_in", Kind::One(&SIGN_IN)),
        Field("sign_up", Kind::One(&SIGN_UP)),
        Field("last_active_session_id", Kind::Text),
        Field("created_at", Kind::Instant),
        Field("updated_at", Kind::Instant),
    ],
    methods: &[
        Method("create", Run(create)),
        Method("fetch", Run(fetch)),
        Method("reload", Run(fetch)),
        Method("destroy", Run(destroy)),
        Method("isNew", Run(|call| Ok(wire::get(call.this, "id").is_undefined().into()))),
        Method("signInAttempt=signIn", Alias),
        Method("signUpAttempt=signUp", Alias),
        Method("signedInSessions=activeSessions", Alias),
    ],
    derive: Some(derive),
    waitable: None,
};

pub(crate) const PATH: &str = "/client";

fn create(call: &Call) -> Outcome {
    call.promise(|context, this| async move {
        let client = context.send(Request::new(fapi::Method::Put, PATH.into())).await?;
        context.take_client(&client)?;
        Ok(this)
    })
}

fn fetch(call: &Call) -> Outcome {
    call.promise(|context, this| async move { context.fetch_client().await.map(|_| this) })
}

fn destroy(call: &Call) -> Outcome {
    call.promise(|context, this| async move { context.destroy_client().await.map(|_| this) })
}

fn derive(client: &JsValue) {
    let active: Vec<_> = wire::items(client, "sessions").into_iter().filter(is_active).collect();
    if !wire::get(client, "activeSessions").is_object()
        || wire::items(client, "activeSessions") != active
    {
        wire::set(client, "activeSessions", active.into_iter().collect::<js_sys::Array>());
    }
}

/// Whether a late answer would undo a newer one (wire protocol 3.2: `updated_at` grows).
///
/// `sent` is the client as the server sent it, `held` the one that the user holds.
pub(crate) fn is_older(sent: &JsValue, held: &JsValue) -> bool {
    let sent_at = wire::get(sent, "updated_at").as_f64();
    let held_at = wire::instant(held, "updatedAt");
    let is_overtaken = sent_at.zip(held_at).is_some_and(|(sent_at, held_at)| sent_at < held_at);
    is_overtaken && wire::get(sent, "id") == wire::get(held, "id")
}
