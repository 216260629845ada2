//! Makes form fields of the arguments with which an app calls a method.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::call::Call;
use crate::browser::location;
use crate::error;
use crate::fapi::{Form, case};
use crate::js::{self, Name};
use crate::task::Outcome;

/// No fields.
pub(crate) fn none(_: &Call) -> Outcome<Form> {
    Ok(Form::empty())
}

/// The app's parameters.
pub(crate) fn given(call: &Call) -> Outcome<Form> {
    fields(call.first)
}

/// The app's parameters, which may be left out. Without a strategy, an email code is meant (wire protocol
/// 7.5, 7.6).
pub(crate) fn with_strategy(call: &Call) -> Outcome<Form> {
    let params = call.first;
    let is_left_out = params.is_null() || params.is_undefined();
    let form = if is_left_out { Form::empty() } else { fields(params)? };
    if js::some(params, Name::strategy).is_none() {
        form.append("strategy", &"email_code".into());
    }
    Ok(form)
}

/// A code, by itself or in an object.
pub(crate) fn code(call: &Call) -> Outcome<Form> {
    let params = call.first;
    match js::text_of(params) {
        Some(code) => Ok(Form::empty().with("code", &code)),
        None => fields(params),
    }
}

/// Reads an app's parameters into form fields: names in snake_case, objects as JSON text.
///
/// `undefined` is left out, `null` is sent empty (wire protocol 1.4). The app's object is not changed.
pub(crate) fn fields(params: &JsValue) -> Outcome<Form> {
    let wrong = |expected| error::argument("params", expected);
    if !params.is_object() {
        return Err(wrong("an object"));
    }
    let form = Form::empty();
    for key in Object::keys(params.unchecked_ref::<Object>()).iter() {
        // A field with a getter that throws is left out.
        let value = Reflect::get(params, &key).unwrap_or_default();
        if !value.is_undefined() {
            let name = case::snake_case(&key.as_string().unwrap_or_default());
            // `window.location` is an object whose JSON is not its text.
            let place = name.ends_with("redirect_url").then(|| js::text_of(&value)).flatten();
            let text = place.or_else(|| field_text(&value));
            push(
                &form,
                &name,
                text.ok_or_else(|| wrong("made of strings, numbers and plain objects"))?,
            );
        }
    }
    Ok(form)
}

/// Adds a field. The page of a magic link may be relative to this page, but the server does not know this
/// page, so it is made absolute.
pub(crate) fn push(form: &Form, name: &str, text: JsValue) {
    let is_page = name == "redirect_url" && text.is_truthy();
    form.append(name, &if is_page { location::absolute(text) } else { text });
}

fn field_text(value: &JsValue) -> Option<JsValue> {
    if value.is_null() {
        return Some("".into());
    }
    if value.is_string() {
        return Some(value.clone());
    }
    let (json, text) = js::json(value)?;
    Some(text.unwrap_or(json))
}
