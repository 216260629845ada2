//! Web Locks: one tab at a time.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

/// Runs `work` while holding the lock `name`, if no other tab holds it; false if one does.
///
/// Never waits for a lock: one that a frozen tab holds would freeze this tab as well. Where the
/// browser has no locks, every tab works.
pub(crate) async fn if_free(name: &str, work: impl FnOnce() -> Promise + 'static) -> bool {
    let Some(request) = request_function() else {
        let _ = JsFuture::from(work()).await;
        return true;
    };
    let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() { JsValue::FALSE } else { then_true(work()) }
    });
    let options = js_sys::Object::new().into();
    crate::wire::set(&options, "ifAvailable", true);
    let asked = request.call3(&locks(), &name.into(), &options, &callback);
    match asked.map(JsValue::dyn_into::<Promise>) {
        Ok(Ok(promise)) => JsFuture::from(promise).await != Ok(JsValue::FALSE),
        // Locks are refused in some sandboxed frames.
        _ => false,
    }
}

fn then_true(promise: Promise) -> JsValue {
    wasm_bindgen_futures::future_to_promise(async move {
        let _ = JsFuture::from(promise).await;
        Ok(JsValue::TRUE)
    })
    .into()
}

fn locks() -> JsValue {
    crate::wire::get(&crate::wire::get(&js_sys::global(), "navigator"), "locks")
}

fn request_function() -> Option<Function> {
    crate::wire::function(&locks(), "request")
}
