//! `document.cookie`.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::cookie::{self, Cookie};
use crate::js::{self, Name};

#[wasm_bindgen(module = "/js/src/text.js")]
extern "C" {
    /// The value of a cookie among all, if there is one.
    #[wasm_bindgen(js_name = cookie)]
    fn find(all: &JsValue, name: &str) -> JsValue;
}

/// Sets a cookie of this host.
pub(crate) fn set_cookie(cookie: &Cookie<JsValue>) {
    let value = cookie.value.clone().unwrap_or_else(|| "".into());
    let name = JsValue::from([cookie.name, "="].concat());
    let text = name + value + JsValue::from(cookie.attributes());
    // Refused in a sandboxed frame, where no server would see the cookie either.
    js::set(&document(), Name::cookie, text);
}

/// Whether a text can be the value of a cookie.
pub(crate) fn fits(value: &JsValue) -> bool {
    value.as_string().is_some_and(|value| cookie::fits(&value))
}

/// The value of a cookie of this host.
pub(crate) fn cookie(name: &str) -> Option<JsValue> {
    let value = find(&js::get(&document(), Name::cookie), name);
    value.is_string().then_some(value)
}

/// `undefined` where there is none.
fn document() -> JsValue {
    js::get(&js_sys::global(), Name::document)
}
