//! One tab at a time, by Web Locks. No wait for one is endless.

use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::*};

use crate::js::{self, Name};

/// Runs `work` while holding the lock `name`, if no other tab holds it; `null` if one does.
///
/// Never waits for a lock: one that a frozen tab holds would freeze this tab as well. Where the browser has
/// no locks, every tab works. `work` must not resolve to `null`: here `null` means that another tab holds
/// the lock.
pub(crate) async fn if_free(name: &str, work: impl FnOnce() -> Promise + 'static) -> JsValue {
    let locks = js::get(&js::get(&js_sys::global(), Name::navigator), Name::locks);
    let asked = match js::function(&locks, Name::request) {
        None => Ok(work().into()),
        Some(request) => {
            let options = js_sys::Object::new().into();
            js::set(&options, Name::if_available, true);
            let callback = move |lock: JsValue| if lock.is_null() { lock } else { work().into() };
            let callback = Closure::once_into_js(callback);
            request.call3(&locks, &name.into(), &options, &callback)
        }
    };
    // Locks are refused in some sandboxed frames.
    let Ok(promise) = asked else { return JsValue::NULL };
    js::awaited(&promise).await.unwrap_or(JsValue::NULL)
}

#[wasm_bindgen(module = "/js/src/lock.js")]
extern "C" {
    /// Promises that the turn begins, after `ms` at the latest.
    #[wasm_bindgen(js_name = turn)]
    fn begin(name: &str, ms: u32) -> Promise;

    /// Ends the turn, if need be as soon as it begins.
    #[wasm_bindgen(js_name = endTurn)]
    fn end(turn: &Promise);
}

/// The turn of this caller. The next caller, in this page or in another tab, waits until it ends.
#[must_use = "dropping it ends the turn"]
pub(crate) struct Turn(Promise);

/// Waits for a turn, for `ms` at most: the tab that has the turn may be frozen. Where the browser has no
/// locks, only the calls of this page take turns. A caller that stops waiting gives its turn back.
pub(crate) async fn turn(name: &str, ms: u32) -> Turn {
    let turn = Turn(begin(name, ms));
    let _ = js::awaited(&turn.0).await;
    turn
}

impl Drop for Turn {
    fn drop(&mut self) {
        end(&self.0);
    }
}
