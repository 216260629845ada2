//! `signOut()` and `signOutOne()`: ends sessions of this browser.

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};

use super::navigate;
use super::set_session::{BeforeEmit, set_session};
use crate::fapi::{Method, Request};
use crate::instance::Instance;
use crate::js::{self, Name};
use crate::session;
use crate::task::Outcome;

/// Ends one session, or all sessions of this browser (wire protocol 6.8).
///
/// `target` is a callback, or `{ sessionId }` with the callback as the second argument. Other tabs are told
/// to ask who is signed in.
pub(super) async fn sign_out(
    instance: &'static Instance,
    target: JsValue,
    callback: JsValue,
) -> Outcome {
    let store = &instance.store;
    if !store.client().is_object() {
        return Ok(JsValue::UNDEFINED);
    }
    let callback = after_sign_out(&target).or_else(|| after_sign_out(&callback));
    let active = store.active_sessions();
    let is_only = |id: &JsValue| active.iter().all(|session| js::get(session, Name::id) == *id);
    let one = js::text_of(&js::get(&target, Name::session_id)).filter(|id| !is_only(id));
    leave(instance, one, callback).await
}

/// Ends the current session only, where a browser can have several.
pub(super) async fn sign_out_one(instance: &'static Instance, callback: JsValue) -> Outcome {
    let one = js::string(&instance.store.session(), Name::id);
    let one = one.filter(|_| !instance.is_single_session());
    if !instance.store.client().is_object() {
        return Ok(JsValue::UNDEFINED);
    }
    leave(instance, one, after_sign_out(&callback)).await
}

/// Ends the session of this id, or all.
///
/// Where there is a callback, listeners are told of the sign-out only after it has run: it navigates to a
/// page that needs no session.
async fn leave(
    instance: &'static Instance,
    one: Option<JsValue>,
    callback: Option<BeforeEmit>,
) -> Outcome {
    let store = &instance.store;
    let session = store.session();
    let is_current = one.as_ref().is_none_or(|id| js::get(&session, Name::id) == *id);
    if is_current && callback.is_some() && store.select(JsValue::UNDEFINED) {
        store.emit();
    }
    if let Err(error) = end(instance, one).await {
        if store.select(session) {
            store.emit();
        }
        return Err(error);
    }
    match callback {
        callback if is_current => set_session(instance, JsValue::NULL, callback).await,
        Some(callback) => callback(JsValue::UNDEFINED).await,
        None => Ok(JsValue::UNDEFINED),
    }
}

async fn end(instance: &'static Instance, one: Option<JsValue>) -> Outcome {
    let Some(id) = one else { return instance.destroy_client().await };
    instance.send(Request::new(Method::Post, session::PATH).at(&id, "/remove")).await?;
    instance.tokens.forget(&id);
    instance.tell_tabs("signout", &[]);
    Ok(JsValue::UNDEFINED)
}

/// Reads a callback of the app that takes nothing.
fn after_sign_out(callback: &JsValue) -> Option<BeforeEmit> {
    let callback: Function = callback.clone().dyn_into().ok()?;
    Some(Box::new(move |_| navigate::call(callback, Array::new())))
}
