//! What an app calls a method with, and the form fields that become of it.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;
use crate::fapi::form::{self, Fields};
use crate::wire;

/// What a method was called with.
pub(crate) struct Arguments(pub(crate) Array);

impl Arguments {
    pub(crate) fn first(&self) -> JsValue {
        self.0.get(0)
    }

    pub(crate) fn second(&self) -> JsValue {
        self.0.get(1)
    }
}

/// Reads an app's parameters into form fields: names in snake_case, objects as JSON text.
///
/// `undefined` is left out, `null` is sent empty (wire protocol 1.4); the object stays as it is.
pub(crate) fn fields(params: &JsValue) -> Result<Fields, Error> {
    let wrong = Error::Argument { name: "params", expected: "an object" };
    let object: &Object = params.dyn_ref().ok_or(wrong)?;
    let mut out = Fields::new();
    for key in Object::keys(object).iter().filter_map(|key| key.as_string()) {
        let value = wire::get(params, &key);
        if let Some(text) = field_text(&value)? {
            out.push((form::snake_case(&key), text));
        }
    }
    Ok(out)
}

/// As [`fields`], where the app may leave the parameters out altogether.
pub(crate) fn optional_fields(params: &JsValue) -> Result<Fields, Error> {
    if params.is_null() || params.is_undefined() { Ok(Fields::new()) } else { fields(params) }
}

fn field_text(value: &JsValue) -> Result<Option<String>, Error> {
    let wrong =
        Error::Argument { name: "params", expected: "made of strings, numbers and plain objects" };
    if value.is_undefined() {
        return Ok(None);
    }
    if value.is_null() {
        return Ok(Some(String::new()));
    }
    if let Some(text) = value.as_string() {
        return Ok(Some(text));
    }
    if value.is_function() || value.is_symbol() || value.is_bigint() {
        return Err(wrong);
    }
    let text = js_sys::JSON::stringify(value).map_err(|_| wrong.clone())?;
    Ok(Some(text.as_string().ok_or(wrong)?))
}
