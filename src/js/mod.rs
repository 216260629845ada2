//! The one checked reader of values that come from outside: replies, options, arguments.
//!
//! Nothing here trusts a type: a missing or strange field reads as `None`, and a getter that throws
//! reads as missing. Classes are not checked either: a value from another frame, or from a page that
//! replaced the class, has another class and works as well. (Reading through `serde-wasm-bindgen` would cost
//! 16 KB, however small the struct.)

mod name;

use js_sys::{Array, JSON, Promise};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

pub(crate) use name::Name;

#[wasm_bindgen(module = "/js/src/fields.js")]
extern "C" {
    fn learn(names: &str);

    #[wasm_bindgen(js_name = get)]
    fn get_by_number(of: &JsValue, name: u32) -> JsValue;

    #[wasm_bindgen(js_name = set)]
    fn set_by_number(of: &JsValue, name: u32, value: &JsValue);

    #[wasm_bindgen(js_name = is)]
    fn is_by_number(of: &JsValue, name: u32, text: &str) -> bool;

    /// The same fields with their names in camelCase.
    #[wasm_bindgen(js_name = inCamelCase)]
    pub(crate) fn in_camel_case(object: &JsValue) -> JsValue;
}

/// Tells JavaScript the names. Comes before everything else; it does no harm to tell them again.
pub(crate) fn start() {
    learn(name::NAMES);
}

/// A field, or `undefined` when `of` is nothing or lacks the field.
pub(crate) fn get(of: &JsValue, name: Name) -> JsValue {
    get_by_number(of, name.number())
}

/// A field that is neither `null` nor `undefined`.
pub(crate) fn some(of: &JsValue, name: Name) -> Option<JsValue> {
    let value = get(of, name);
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

/// A field that is a string.
pub(crate) fn string(of: &JsValue, name: Name) -> Option<JsValue> {
    Some(get(of, name)).filter(JsValue::is_string)
}

/// The first non-empty [text](text_of) in these fields.
pub(crate) fn text(of: &JsValue, names: &[Name]) -> Option<JsValue> {
    names.iter().find_map(|name| text_of(&get(of, *name)).filter(JsValue::is_truthy))
}

/// A text, or what stands for one: a `URL`, a `Location`, a `String` object.
pub(crate) fn text_of(value: &JsValue) -> Option<JsValue> {
    let text = value.is_string().then(|| value.clone());
    text.or_else(|| string(value, Name::href)).or_else(|| json(value)?.1)
}

/// A value as JSON. With it its text, if JSON makes a text of it, as of a `Date` or a `String` object.
///
/// `None` for what JSON cannot say: a function, a `BigInt`, a circular object.
pub(crate) fn json(value: &JsValue) -> Option<(JsValue, Option<JsValue>)> {
    let json = JsValue::from(JSON::stringify(value).ok()?);
    let text = parse(&json).ok()?;
    Some((json, text.is_string().then_some(text)))
}

/// Whether the field holds exactly this text.
pub(crate) fn is(of: &JsValue, name: Name, text: &str) -> bool {
    is_by_number(of, name.number(), text)
}

/// A field that is a number.
pub(crate) fn number(of: &JsValue, name: Name) -> Option<f64> {
    get(of, name).as_f64()
}

/// Whether a field is `true`.
pub(crate) fn flag(of: &JsValue, name: Name) -> bool {
    get(of, name) == JsValue::TRUE
}

/// A `Date`, in ms since the Unix epoch.
pub(crate) fn instant(of: &JsValue, name: Name) -> Option<f64> {
    let value = get(of, name);
    value.is_object().then(|| f64::try_from(value).ok())?
}

pub(crate) fn function(of: &JsValue, name: Name) -> Option<js_sys::Function> {
    get(of, name).dyn_into().ok()
}

/// Awaits what a function of the app or of the page returned. As with `await`, any object with a `then` is
/// a promise.
pub(crate) fn awaited(value: &JsValue) -> JsFuture {
    JsFuture::from(Promise::resolve(value))
}

/// The items of a list; none when it is not a list.
pub(crate) fn list(value: &JsValue) -> Vec<JsValue> {
    value.dyn_ref::<Array>().map(|list| list.iter().collect()).unwrap_or_default()
}

/// The items of a list field; none when it is not a list.
pub(crate) fn items(of: &JsValue, name: Name) -> Vec<JsValue> {
    list(&get(of, name))
}

/// The first item of a list field; `undefined` when there is none.
pub(crate) fn first(of: &JsValue, name: Name) -> JsValue {
    items(of, name).into_iter().next().unwrap_or_default()
}

/// Sets a field of an object that is ours.
pub(crate) fn set(of: &JsValue, name: Name, value: impl Into<JsValue>) {
    set_by_number(of, name.number(), &value.into());
}

#[wasm_bindgen]
extern "C" {
    /// The value that a JSON text says. (That of js-sys would copy the text into the wasm and out again.)
    #[wasm_bindgen(catch, js_namespace = JSON)]
    pub(crate) fn parse(text: &JsValue) -> Result<JsValue, JsValue>;
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
