//! The one checked reader of values that come from outside: replies, options, arguments.
//!
//! Nothing here trusts a type: a missing or strange field reads as `None`, and a getter that throws
//! reads as missing. Classes are not checked either: a value from another frame, or from a page that
//! replaced the class, has another class and works as well. (Reading through `serde-wasm-bindgen` would cost
//! 16 KB, however small the struct.)

use js_sys::{Array, JSON, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

/// A field, or `undefined` when `of` is not an object or lacks the field.
pub(crate) fn get(of: &JsValue, key: &str) -> JsValue {
    Reflect::get(of, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A field that is neither `null` nor `undefined`.
pub(crate) fn some(of: &JsValue, key: &str) -> Option<JsValue> {
    let value = get(of, key);
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

/// A field that is a string.
pub(crate) fn string(of: &JsValue, key: &str) -> Option<JsValue> {
    Some(get(of, key)).filter(JsValue::is_string)
}

/// The first non-empty [text](text_of) in these fields.
pub(crate) fn text(of: &JsValue, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| text_of(&get(of, key)).filter(|text| !text.is_empty()))
}

/// A text, or what stands for one: a `URL`, a `Location`, a `String` object.
pub(crate) fn text_of(value: &JsValue) -> Option<String> {
    let text = value.as_string().or_else(|| get(value, "href").as_string());
    text.or_else(|| json(value)?.1)
}

/// A value as JSON. With it its text, if JSON makes a text of it, as of a `Date` or a `String` object.
///
/// `None` for what JSON cannot say: a function, a `BigInt`, a circular object.
pub(crate) fn json(value: &JsValue) -> Option<(String, Option<String>)> {
    let json = JSON::stringify(value).ok()?.as_string()?;
    let text = JSON::parse(&json).ok()?.as_string();
    Some((json, text))
}

/// Whether the field holds exactly this text.
pub(crate) fn is(of: &JsValue, key: &str, text: &str) -> bool {
    get(of, key) == JsValue::from_str(text)
}

/// A `Date`, in ms since the Unix epoch.
pub(crate) fn instant(of: &JsValue, key: &str) -> Option<f64> {
    let value = get(of, key);
    value.is_object().then(|| f64::try_from(value).ok())?
}

pub(crate) fn function(of: &JsValue, key: &str) -> Option<js_sys::Function> {
    get(of, key).dyn_into().ok()
}

/// Awaits what a function of the app or of the page returned. As with `await`, any object with a `then` is
/// a promise.
pub(crate) fn awaited(value: &JsValue) -> JsFuture {
    JsFuture::from(Promise::resolve(value))
}

/// The items of a list field; empty when it is not a list.
pub(crate) fn items(of: &JsValue, key: &str) -> Vec<JsValue> {
    get(of, key).dyn_into::<Array>().map(|list| list.iter().collect()).unwrap_or_default()
}

/// Sets a field of an object that is ours.
pub(crate) fn set(of: &JsValue, key: &str, value: impl Into<JsValue>) {
    // Only a frozen object refuses. Ours are not frozen, and an app that froze one asked for that.
    let _ = Reflect::set(of, &key.into(), &value.into());
}

/// Whether both have the same content, compared as JSON.
pub(crate) fn same(left: &JsValue, right: &JsValue) -> bool {
    let text = |value| JSON::stringify(value).ok().and_then(|text| text.as_string());
    let is_same = || text(left).is_some_and(|text_of_left| Some(text_of_left) == text(right));
    left == right || (left.is_object() && right.is_object() && is_same())
}

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    // A `Proxy` may throw.
    #[wasm_bindgen(catch, js_name = isSame)]
    fn is_same(one: &JsValue, other: &JsValue) -> Result<bool, JsValue>;
}

/// Whether both are the same object. Never compare by `==`: an app may hold an object in a `Proxy`.
pub(crate) fn is_same_object(one: &JsValue, other: &JsValue) -> bool {
    is_same(one, other).unwrap_or(false)
}
