//! The only place that touches the page: one web API a file, and no decisions.

pub(crate) mod abort;
pub(crate) mod cookie;
pub(crate) mod events;
pub(crate) mod location;
pub(crate) mod page;
pub(crate) mod time;

use wasm_bindgen::JsValue;

/// Reports an error that no caller of ours can take, as an uncaught one would be.
pub(crate) fn report_error(error: &JsValue) {
    web_sys::console::error_1(error);
}
