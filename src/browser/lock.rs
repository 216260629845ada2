//! One tab at a time: Web Locks, which nobody waits for without end.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::*};

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

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    /// A promise for the function that ends the turn; it comes after `ms` at the latest.
    #[wasm_bindgen(js_name = turn)]
    fn begin(name: &str, ms: u32) -> Promise;
}

/// Something is being done that the next one waits for, in this page and in all tabs.
#[must_use = "dropping it ends the turn"]
pub(crate) struct Turn(JsValue);

/// Waits for a turn, for `ms` at most: the tab that has it may be frozen. Where the browser has no locks,
/// the calls of this page take turns.
pub(crate) async fn turn(name: &str, ms: u32) -> Turn {
    Turn(wire::awaited(&begin(name, ms)).await.unwrap_or_default())
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.0.unchecked_ref::<Function>().call0(&JsValue::UNDEFINED);
    }
}
