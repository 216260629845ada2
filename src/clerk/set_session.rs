//! `setSession()` and `signOut()`: which session is the current one.

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use super::{Instance, navigate};
use crate::browser::page;
use crate::error::Error;
use crate::fapi::{Request, form};
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
    store.select(session);
    store.emit();
    outcome.map(|_| JsValue::UNDEFINED)
}

/// Ends every session of this browser (wire protocol 6.8).
pub(super) async fn sign_out(
    instance: &Instance,
    callback: Option<Function>,
) -> Result<JsValue, Error> {
    if instance.context.store.client().is_none() {
        return Ok(JsValue::UNDEFINED);
    }
    instance.context.destroy_client().await?;
    // The callback is the app's own: what `beforeEmit` is called with is kept from it.
    let callback = callback.map(|callback| {
        Closure::once_into_js(move || callback.call0(&JsValue::UNDEFINED)).unchecked_into()
    });
    set_session(instance, JsValue::NULL, callback).await
}
