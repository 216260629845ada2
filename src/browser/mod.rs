//! The only place that touches the page: one web API a file, and no decisions. Beside them stand the
//! values that they read and write.

pub(crate) mod abort;
pub(crate) mod address;
pub(crate) mod channel;
pub(crate) mod cookie;
pub(crate) mod document;
pub(crate) mod events;
pub(crate) mod location;
pub(crate) mod lock;
pub(crate) mod moment;
pub(crate) mod page;
pub(crate) mod time;

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::Window;

use crate::wire;

/// The page's window; none in a worker. Not by its class: a script of the page may have one named `Window`.
fn window() -> Option<Window> {
    let global = js_sys::global();
    wire::get(&global, "document").is_object().then(|| global.unchecked_into())
}

/// Reports an error that no caller of ours can take, as an uncaught one would be.
pub(crate) fn report_error(error: &JsValue) {
    web_sys::console::error_1(error);
}

/// Tells the developer, who looks at the console, and nobody else.
pub(crate) fn warn(message: &str) {
    web_sys::console::warn_1(&message.into());
}

/// Undoes base64.
pub(crate) fn atob(encoded: &str) -> Option<String> {
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_name = atob)]
        fn decode(encoded: &str) -> Result<String, JsValue>;
    }
    decode(encoded).ok()
}
