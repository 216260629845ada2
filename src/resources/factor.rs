//! Preparing and attempting a factor: what sign-ins, sign-ups and email addresses have in common.

use wasm_bindgen::JsValue;

use super::shape::Shape;
use super::{Arguments, fields};
use crate::error::Error;
use crate::fapi::{Request, form};
use crate::wire;

/// The path of a resource that exists, and what to do with it.
pub(crate) fn path(
    this: &JsValue,
    collection: &str,
    shape: &Shape,
    action: &str,
) -> Result<String, Error> {
    let id = wire::string(this, "id").ok_or(Error::NotCreated { resource: shape.name })?;
    Ok([collection, "/", &form::segment(&id), action].concat())
}

/// A `POST` of the app's parameters to a resource that exists.
pub(crate) fn request(
    this: &JsValue,
    collection: &str,
    shape: &Shape,
    action: &str,
    arguments: &Arguments,
) -> Result<Request, Error> {
    let path = path(this, collection, shape, action)?;
    Ok(Request::post(path, fields(&arguments.first())?))
}
