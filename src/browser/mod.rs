//! The only place that touches the page: one web API in each file, and no decisions. The values that these
//! files read and write are here too.

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
pub(crate) mod search_params;
pub(crate) mod time;

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::Window;

use crate::js::{self, Name};

/// The page's window; none in a worker. Not known by its class: a script of the page may have its own
/// `Window`.
fn window() -> Option<Window> {
    let global = js_sys::global();
    js::get(&global, Name::document).is_object().then(|| global.unchecked_into())
}

/// Reports an error that has no caller to take it, as the browser reports an uncaught one.
pub(crate) fn report_error(error: &JsValue) {
    web_sys::console::error_1(error);
}

/// Tells the developer, in the console.
pub(crate) fn warn(message: &str) {
    web_sys::console::warn_1(&message.into());
}

/// Decodes base64.
pub(crate) fn atob(encoded: &str) -> Option<String> {
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_name = atob)]
        fn decode(encoded: &str) -> Result<String, JsValue>;
    }
    decode(encoded).ok()
}
