//! The client: this browser's sessions and attempts.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::session::{SESSION, is_active};
use super::shape::{Field, Kind, Shape};
use super::sign_in::SIGN_IN;
use super::sign_up::SIGN_UP;
use super::{Arguments, Context, settle};
use crate::error::Error;
use crate::fapi::{Method, Request};
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
    methods: &[
        "create",
        "fetch",
        "reload",
        "destroy",
        "isNew",
        "signInAttempt=signIn",
        "signUpAttempt=signUp",
    ],
    derive: Some(derive),
};

pub(crate) fn call(
    context: &Rc<Context>,
    method: &str,
    this: &JsValue,
    _: &Arguments,
) -> Result<JsValue, Error> {
    if method == "isNew" {
        return Ok(wire::get(this, "id").is_undefined().into());
    }
    let (context, this, is_destroy, is_create) =
        (Rc::clone(context), this.clone(), method == "destroy", method == "create");
    let work = settle(async move {
        if is_destroy {
            context.destroy_client().await?;
        } else if is_create {
            context.send(&Request::with(Method::Put, "/client")).await?;
        } else {
            context.fetch_client().await?;
        }
        Ok(this)
    });
    Ok(work.into())
}

fn derive(client: &JsValue) {
    let active: js_sys::Array =
        wire::items(client, "sessions").into_iter().filter(is_active).collect();
    if !wire::same(&wire::get(client, "activeSessions"), &active) {
        wire::set(client, "activeSessions", active);
    }
}

/// A late answer must not undo a newer one (wire protocol 3.2: `updated_at` grows).
///
/// `sent` is a client as it came, `held` the one the user holds.
pub(crate) fn is_older(sent: &JsValue, held: &JsValue) -> bool {
    let sent_at = wire::get(sent, "updated_at").as_f64();
    let held_at = wire::instant(held, "updatedAt");
    let is_overtaken = sent_at.zip(held_at).is_some_and(|(sent_at, held_at)| sent_at < held_at);
    is_overtaken && wire::get(sent, "id") == wire::get(held, "id")
}
