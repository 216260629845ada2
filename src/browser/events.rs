//! Event listeners that go away with their holder.

use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::EventTarget;

/// Listens until it is dropped.
#[must_use = "dropping it stops listening"]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut()>,
}

impl Listener {
    /// Listens to the page. A worker hears only what workers are told, such as `online`.
    pub(crate) fn of_page(event: &'static str, react: impl FnMut() + 'static) -> Self {
        Self::new(&js_sys::global(), event, react)
    }

    /// Listens to `target`, which has to be an event target.
    pub(crate) fn new(
        target: &JsValue,
        event: &'static str,
        react: impl FnMut() + 'static,
    ) -> Self {
        let target: &EventTarget = target.unchecked_ref();
        let closure = Closure::wrap(Box::new(react) as Box<dyn FnMut()>);
        let function: &JsValue = closure.as_ref();
        // Cannot fail: it refuses no argument that the types allow.
        let _ = target.add_event_listener_with_callback(event, function.unchecked_ref());
        Self { target: target.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function: &JsValue = self.closure.as_ref();
        let _ =
            self.target.remove_event_listener_with_callback(self.event, function.unchecked_ref());
    }
}
