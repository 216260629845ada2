//! The one checked reader of values that come from outside: replies, options, arguments.
//!
//! Nothing here trusts a type: a missing or strange field reads as `None`, and a getter that throws
//! reads as missing. (Reading through `serde-wasm-bindgen` would cost 16 KB, however small the struct.)

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A field, or `undefined` when `of` is no object or has no such field.
pub(crate) fn get(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A field that is neither `null` nor `undefined`.
pub(crate) fn some(of: &JsValue, key: &str) -> Option<JsValue> {
    let value = get(of, key);
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

pub(crate) fn string(of: &JsValue, key: &str) -> Option<String> {
    get(of, key).as_string()
}

/// The first of these fields that holds a text that is not empty, or a `URL`.
pub(crate) fn text(of: &JsValue, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| text_of(&get(of, key)).filter(|text| !text.is_empty()))
}

/// A text, or a `URL` as one.
pub(crate) fn text_of(value: &JsValue) -> Option<String> {
    value.as_string().or_else(|| string(value, "href"))
}

/// A field holds just this text.
pub(crate) fn is(of: &JsValue, key: &str, text: &str) -> bool {
    get(of, key) == JsValue::from_str(text)
}

/// A `Date`, in ms since the Unix epoch.
pub(crate) fn instant(of: &JsValue, key: &str) -> Option<f64> {
    get(of, key).dyn_ref::<js_sys::Date>().map(js_sys::Date::get_time)
}

pub(crate) fn function(of: &JsValue, key: &str) -> Option<js_sys::Function> {
    get(of, key).dyn_into().ok()
}

/// The items of a list field; none when it is not a list.
pub(crate) fn items(of: &JsValue, key: &str) -> Vec<JsValue> {
    get(of, key).dyn_into::<Array>().map(|list| list.iter().collect()).unwrap_or_default()
}

/// Sets a field of an object that is ours.
pub(crate) fn set(of: &JsValue, key: &str, value: impl Into<JsValue>) {
    // A frozen object refuses; ours are not, and an app that froze one asked for that.
    let _ = Reflect::set(of, &key.into(), &value.into());
}

/// The same content, compared as JSON.
pub(crate) fn same(left: &JsValue, right: &JsValue) -> bool {
    let text = |value| js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string());
    let is_same = || text(left).is_some_and(|text_of_left| Some(text_of_left) == text(right));
    left == right || (left.is_object() && right.is_object() && is_same())
}
