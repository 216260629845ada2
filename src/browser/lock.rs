//! One tab at a time, by Web Locks. No wait for one is endless.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::*};

use crate::wire;

/// Runs `work` while holding the lock `name`, if no other tab holds it; `null` if one does.
///
/// Never waits for a lock: one that a frozen tab holds would freeze this tab as well. Where the browser has
/// no locks, every tab works. `work` must not resolve to `null`: here `null` means that another tab holds
/// the lock.
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
    /// Promises the function that ends the turn, after `ms` at the latest.
    #[wasm_bindgen(js_name = turn)]
    fn begin(name: &str, ms: u32) -> Promise;
}

/// The turn of this caller. The next caller, in this page or in another tab, waits until it ends.
#[must_use = "dropping it ends the turn"]
pub(crate) struct Turn(JsValue);

/// Waits for a turn, for `ms` at most: the tab that has the turn may be frozen. Where the browser has no
/// locks, only the calls of this page take turns.
pub(crate) async fn turn(name: &str, ms: u32) -> Turn {
    Turn(wire::awaited(&begin(name, ms)).await.unwrap_or_default())
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.0.unchecked_ref::<Function>().call0(&JsValue::UNDEFINED);
    }
}
