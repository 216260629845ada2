//! `setSession()` and `signOut()`: which session is the current one.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use super::{Instance, navigate};
use crate::browser::page;
use crate::error::Error;
use crate::fapi::{Request, form};
use crate::resources::token;
use crate::wire;

/// Makes a session current: its id, the session itself, or `null` for none.
///
/// A session that is not an active one of this client counts as none. `before_emit` runs between
/// the cookies and the news, for a navigation. Source: wire protocol 6.6.
pub(super) async fn set_session(
    instance: &Instance,
    target: JsValue,
    before_emit: Option<Function>,
) -> Result<JsValue, Error> {
    let context = &instance.context;
    let store = &context.store;
    if store.client().is_none() {
        return Err(Error::NotLoaded);
    }
    let id = target.as_string().or_else(|| wire::string(&target, "id"));
    if id.is_none() && !target.is_null() {
        let expected = "a session, its id, or null";
        return Err(Error::Argument { name: "session", expected });
    }
    let mut session = id.as_deref().and_then(|id| store.find_active_session(id));
    if let Some(id) = id.as_deref()
        && session.is_some()
        && instance.touches.get()
        && page::has_focus()
    {
        let path = ["/client/sessions/", &form::segment(id), "/touch"].concat();
        // A touch only says that somebody is here; a 401 has been seen to by `send`.
        let _ = context.send(&Request::post(path, Vec::new())).await;
        session = store.find_active_session(id);
    }
    let session = session.unwrap_or(JsValue::NULL);
    context.write_cookies(&session);

    let mut outcome = Ok(JsValue::UNDEFINED);
    if let Some(before_emit) = before_emit {
        store.select(JsValue::UNDEFINED);
        store.emit();
        outcome = navigate::call(&before_emit, &session).await;
        if page::is_leaving() {
            return Ok(JsValue::UNDEFINED);
        }
    }
    // Also if `before_emit` threw: the session is set, and only then does the caller hear of it.
    let moved = store.select(session);
    token::follow(context);
    if moved {
        store.emit();
    }
    outcome.map(|_| JsValue::UNDEFINED)
}

/// Ends one session, or all of this browser (wire protocol 6.8).
///
/// `target` is a callback, or `{ sessionId }`; the callback may come second then. Other tabs are
/// told to ask who is signed in.
pub(super) async fn sign_out(
    instance: &Instance,
    target: JsValue,
    callback: JsValue,
) -> Result<JsValue, Error> {
    let context = &instance.context;
    let Some(client) = context.store.client() else { return Ok(JsValue::UNDEFINED) };
    let callback: Option<Function> =
        [target.clone(), callback].into_iter().find_map(|c| c.dyn_into().ok());
    let is_only = wire::items(&client, "activeSessions").len() <= 1;
    match wire::string(&target, "sessionId").filter(|_| !is_only) {
        Some(id) => sign_out_of(instance, &id, callback).await,
        None => {
            context.destroy_client().await?;
            context.tell_tabs("signout", &[]);
            set_session(instance, JsValue::NULL, callback.map(without_arguments)).await
        }
    }
}

/// Ends the current session only, where a browser can have several.
pub(super) async fn sign_out_one(instance: &Instance, callback: JsValue) -> Result<JsValue, Error> {
    match wire::string(&instance.context.store.session(), "id") {
        Some(id) if !instance.context.is_single_session() => {
            sign_out_of(instance, &id, callback.dyn_into().ok()).await
        }
        _ => sign_out(instance, callback, JsValue::UNDEFINED).await,
    }
}

async fn sign_out_of(
    instance: &Instance,
    id: &str,
    callback: Option<Function>,
) -> Result<JsValue, Error> {
    let context = &instance.context;
    let is_current = wire::string(&context.store.session(), "id").as_deref() == Some(id);
    let path = ["/client/sessions/", &form::segment(id), "/remove"].concat();
    context.send(&Request::post(path, Vec::new())).await?;
    context.tokens.forget(id);
    context.tell_tabs("signout", &[]);
    if is_current {
        return set_session(instance, JsValue::NULL, callback.map(without_arguments)).await;
    }
    match callback {
        Some(callback) => navigate::call(&without_arguments(callback), &JsValue::UNDEFINED).await,
        None => Ok(JsValue::UNDEFINED),
    }
}

/// The callback is the app's own: what `beforeEmit` is called with is kept from it.
fn without_arguments(callback: Function) -> Function {
    Closure::once_into_js(move || callback.call0(&JsValue::UNDEFINED)).unchecked_into()
}
