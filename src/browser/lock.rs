//! Web Locks: one tab at a time.

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::Closure};

use crate::wire;

/// Runs `work` while holding the lock `name`, if no other tab holds it; `null` if one does.
///
/// Never waits for a lock: one that a frozen tab holds would freeze this tab as well. Where the
/// browser has no locks, every tab works. What `work` promises is not to be `null`.
pub(crate) async fn if_free(name: &str, work: impl FnOnce() -> Promise + 'static) -> JsValue {
    let locks = wire::get(&wire::get(&js_sys::global(), "navigator"), "locks");
    let asked = match wire::function(&locks, "request") {
        None => Ok(work().into()),
        Some(request) => {
            let options = js_sys::Object::new().into();
            wire::set(&options, "ifAvailable", true);
            let callback = move |lock: JsValue| if lock.is_null() { lock } else { work().into() };
            let callback = Closure::once_into_js(callback);
            request.call3(&locks, &name.into(), &options, &callback)
        }
    };
    // Locks are refused in some sandboxed frames.
    let Ok(promise) = asked else { return JsValue::NULL };
    wire::awaited(&promise).await.unwrap_or(JsValue::NULL)
}
