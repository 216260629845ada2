//! `navigate()`: within the app by its router, elsewhere by the browser.

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;

use crate::browser::location;
use crate::error;
use crate::instance::Instance;
use crate::js;
use crate::task::Task;

/// Goes to `to`, resolved as a link of the page would be. An empty `to` goes nowhere (wire protocol 6.12).
pub(super) fn navigate(
    instance: &'static Instance,
    to: &JsValue,
    custom: Option<Function>,
) -> Task {
    let Some(to) = js::text_of(to).filter(JsValue::is_truthy) else {
        return done(Ok(JsValue::UNDEFINED));
    };
    let Some(url) = location::resolve_page(&to) else {
        return done(Err(error::argument("to", "the URL of a page")));
    };
    if let Some(custom) = custom {
        return call(custom, Array::of1(&to));
    }
    match instance.navigate.get() {
        Some(router) if location::is_same_origin(&url) => {
            call(router, Array::of1(&location::path_of(&url)))
        }
        _ => {
            location::assign(&url);
            done(Ok(JsValue::UNDEFINED))
        }
    }
}

/// Calls a function of the app. If it returns a promise, waits for it.
pub(super) fn call(function: Function, arguments: Array) -> Task {
    Box::pin(async move {
        let result = function.apply(&JsValue::UNDEFINED, &arguments)?;
        js::awaited(&result).await
    })
}

fn done(outcome: Result<JsValue, JsValue>) -> Task {
    Box::pin(std::future::ready(outcome))
}
