//! `setSession()`: which session is the current one.

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};

use super::navigate;
use crate::browser::page;
use crate::error;
use crate::instance::Instance;
use crate::instance::tokens;
use crate::js::{self, Name};
use crate::task::{Outcome, Task};

/// What to do with the session after the cookies are written and before the listeners are told.
pub(super) type BeforeEmit = Box<dyn FnOnce(JsValue) -> Task>;

/// Reads a callback of the app that takes the session.
pub(super) fn before_emit(callback: &JsValue) -> Option<BeforeEmit> {
    let callback: Function = callback.clone().dyn_into().ok()?;
    Some(Box::new(move |session| navigate::call(callback, Array::of1(&session))))
}

/// Makes a session current: its id, the session itself, or `null` for none.
///
/// If this client has no such active session, the server is asked once; if it has none either, no session is current.
/// `before_emit` runs after the cookies are written and before the listeners are told, for a navigation. Source: wire
/// protocol 6.6.
pub(super) fn set_session(
    instance: &'static Instance,
    target: JsValue,
    before_emit: Option<BeforeEmit>,
) -> Task {
    Box::pin(run(instance, target, before_emit))
}

async fn run(
    instance: &'static Instance,
    target: JsValue,
    before_emit: Option<BeforeEmit>,
) -> Outcome {
    let store = &instance.store;
    if !store.client().is_object() {
        return Err(error::not_loaded());
    }
    let id = js::string(&target, Name::id).or_else(|| js::text_of(&target));
    if id.is_none() && !target.is_null() {
        let expected = "a session, its id, or null";
        return Err(error::argument("session", expected));
    }
    let find = || id.as_ref().and_then(|id| store.find_active_session(id));
    if id.is_some() && find().is_none() {
        // It may have begun in another tab, or in another copy of this SDK.
        instance.fetch_client().await?;
    }
    if let Some(session) = find()
        && instance.touch_on_focus.get()
        && page::has_focus()
    {
        instance.touch(&session).await;
    }
    // Looked up after the touch, whose answer may say that the session has ended.
    let session = find().unwrap_or(JsValue::NULL);
    tokens::ensure(instance, &session).await;
    instance.write_cookies(&session);
    instance.tell_session(&session);

    let mut outcome = Ok(JsValue::UNDEFINED);
    if let Some(before_emit) = before_emit {
        page::set_leaving(false);
        if store.select(JsValue::UNDEFINED) {
            store.emit();
        }
        outcome = before_emit(session).await;
        if page::is_leaving() {
            instance.navigated_away.set(true);
            return Ok(JsValue::UNDEFINED);
        }
    }
    // Also if `before_emit` threw: the session is set before the caller gets that error. Looked up again,
    // since the session may have ended meanwhile.
    let moved = store.select(find().unwrap_or(JsValue::NULL));
    tokens::follow(instance);
    if moved {
        store.emit();
    }
    outcome.map(|_| JsValue::UNDEFINED)
}
