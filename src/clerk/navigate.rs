//! `navigate()`: within the app by its router, elsewhere by the browser.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Instance;
use crate::browser::location;
use crate::error::Error;

/// Goes to `to`, resolved against the page; an empty one goes nowhere (wire protocol 6.12).
///
/// Only http(s): a `javascript:` URL would run in the app's name.
pub(super) async fn navigate(
    instance: &Instance,
    to: &JsValue,
    custom: Option<&Function>,
) -> Result<JsValue, Error> {
    let to = to.as_string().unwrap_or_default();
    if to.is_empty() {
        return Ok(JsValue::UNDEFINED);
    }
    let url = location::resolve_page(&to)
        .ok_or(Error::Argument { name: "to", expected: "an http(s) URL" })?;
    if let Some(custom) = custom {
        return call(custom, &to.into()).await;
    }
    let router = instance.navigate.borrow().clone();
    match router {
        Some(router) if location::is_same_origin(&url) => {
            let path = [url.pathname(), url.search(), url.hash()].concat();
            call(&router, &path.into()).await
        }
        _ => {
            location::assign(&url);
            Ok(JsValue::UNDEFINED)
        }
    }
}

/// Calls a function of the app and waits for what it may promise.
pub(super) async fn call(function: &Function, argument: &JsValue) -> Result<JsValue, Error> {
    let result = function.call1(&JsValue::UNDEFINED, argument).map_err(Error::Thrown)?;
    match result.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await.map_err(Error::Thrown),
        Err(value) => Ok(value),
    }
}
