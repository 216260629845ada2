//! `setSession()` and `signOut()`: which session is the current one.

use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};

use super::{Instance, navigate};
use crate::browser::page;
use crate::error::Error;
use crate::fapi::{Method, Request, form};
use crate::resources::{Outcome, Task, token};
use crate::wire;

/// What to do with the session after the cookies are written and before the listeners are told.
pub(super) type BeforeEmit = Box<dyn FnOnce(JsValue) -> Task>;

/// Reads a callback of the app that takes the session.
pub(super) fn before_emit(callback: &JsValue) -> Option<BeforeEmit> {
    let callback: Function = callback.clone().dyn_into().ok()?;
    Some(Box::new(move |session| navigate::call(callback, Array::of1(&session))))
}

/// Reads a callback of the app that takes nothing.
fn after_sign_out(callback: &JsValue) -> Option<BeforeEmit> {
    let callback: Function = callback.clone().dyn_into().ok()?;
    Some(Box::new(move |_| navigate::call(callback, Array::new())))
}

/// Makes a session current: its id, the session itself, or `null` for none.
///
/// A session that is not an active one of this client counts as none. `before_emit` runs after the cookies
/// are written and before the listeners are told, for a navigation. Source: wire protocol 6.6.
pub(super) fn set_session(
    instance: &Rc<Instance>,
    target: JsValue,
    before_emit: Option<BeforeEmit>,
) -> Task {
    Box::pin(run(Rc::clone(instance), target, before_emit))
}

async fn run(instance: Rc<Instance>, target: JsValue, before_emit: Option<BeforeEmit>) -> Outcome {
    let context = &instance.context;
    let store = &context.store;
    if !store.client().is_object() {
        return Err(Error::NotLoaded.into());
    }
    let id = wire::string(&target, "id").or_else(|| wire::text_of(&target));
    if id.is_none() && !target.is_null() {
        let expected = "a session, its id, or null";
        return Err(Error::Argument { name: "session", expected }.into());
    }
    let find = || id.as_deref().and_then(|id| store.find_active_session(id));
    if let Some(session) = find()
        && instance.touches.get()
        && page::has_focus()
    {
        context.touch(&session).await;
    }
    // Looked up after the touch, whose answer may say that the session has ended.
    let session = find().unwrap_or(JsValue::NULL);
    token::ensure(context, &session).await;
    context.write_cookies(&session);
    context.tell_session(&session);

    let mut outcome = Ok(JsValue::UNDEFINED);
    if let Some(before_emit) = before_emit {
        page::set_leaving(false);
        if store.select(JsValue::UNDEFINED) {
            store.emit();
        }
        outcome = before_emit(session).await;
        if page::is_leaving() {
            instance.left.set(true);
            return Ok(JsValue::UNDEFINED);
        }
    }
    // Also if `before_emit` threw: the session is set before the caller gets that error. Looked up again,
    // since the session may have ended meanwhile.
    let moved = store.select(find().unwrap_or(JsValue::NULL));
    token::follow(context);
    if moved {
        store.emit();
    }
    outcome.map(|_| JsValue::UNDEFINED)
}

/// Ends one session, or all sessions of this browser (wire protocol 6.8).
///
/// `target` is a callback, or `{ sessionId }` with the callback as the second argument. Other tabs are told
/// to ask who is signed in.
pub(super) async fn sign_out(
    instance: Rc<Instance>,
    target: JsValue,
    callback: JsValue,
) -> Outcome {
    let store = &instance.context.store;
    if !store.client().is_object() {
        return Ok(JsValue::UNDEFINED);
    }
    let callback = after_sign_out(&target).or_else(|| after_sign_out(&callback));
    let active = store.active_sessions();
    let is_only = |id: &str| active.iter().all(|session| wire::is(session, "id", id));
    let one = wire::text_of(&wire::get(&target, "sessionId")).filter(|id| !is_only(id));
    leave(&instance, one, callback).await
}

/// Ends the current session only, where a browser can have several.
pub(super) async fn sign_out_one(instance: Rc<Instance>, callback: JsValue) -> Outcome {
    let context = &instance.context;
    let one = wire::string(&context.store.session(), "id");
    let one = one.filter(|_| !context.is_single_session());
    if !context.store.client().is_object() {
        return Ok(JsValue::UNDEFINED);
    }
    leave(&instance, one, after_sign_out(&callback)).await
}

/// Ends the session of this id, or all.
///
/// Where there is a callback, listeners are told of the sign-out only after it has run: it navigates to a
/// page that needs no session.
async fn leave(
    instance: &Rc<Instance>,
    one: Option<String>,
    callback: Option<BeforeEmit>,
) -> Outcome {
    let store = &instance.context.store;
    let session = store.session();
    let is_current = one.as_deref().is_none_or(|id| wire::is(&session, "id", id));
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

async fn end(instance: &Rc<Instance>, one: Option<String>) -> Outcome {
    let context = &instance.context;
    let Some(id) = one else { return context.destroy_client().await };
    let path = ["/client/sessions/", &form::segment(&id), "/remove"].concat();
    context.send(Request::new(Method::Post, path)).await?;
    context.tokens.forget(&id);
    context.tell_tabs("signout", &[]);
    Ok(JsValue::UNDEFINED)
}
