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
    pub(crate) fn new(
        target: &EventTarget,
        event: &'static str,
        react: impl FnMut() + 'static,
    ) -> Self {
        let closure = Closure::wrap(Box::new(react) as Box<dyn FnMut()>);
        let function: &JsValue = closure.as_ref();
        // Fails for no argument that the types let through.
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
