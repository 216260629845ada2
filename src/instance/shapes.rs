//! From a reply to what a user holds: one table for each resource, one decoder for all (`js/src/fields.js`).
//!
//! There are two steps, so that a reply we cannot read changes nothing. [`Shapes::decode`] checks a reply and
//! builds a fresh object. [`Shapes::merge`] brings the object that the user holds up to date. A resource
//! stays the same object as long as its id stays, a value as long as its content stays.

use js_sys::Object;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::classes::Classes;
use super::table::Shape;
use crate::error;
use crate::task::Outcome;

#[wasm_bindgen(module = "/js/src/fields.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = decode)]
    fn decode_by(prototype: &Object, reply: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = merge)]
    fn merge_by(prototype: &Object, held: &JsValue, fresh: &JsValue) -> bool;

    /// Whether `new` is a later state of `old`. An attempt that was not created yet becomes any that is created;
    /// otherwise the id decides.
    #[wasm_bindgen(js_name = isSameResource)]
    pub(crate) fn is_same_resource(old: &JsValue, new: &JsValue) -> bool;
}

/// Decodes and merges what one `Clerk` instance holds.
pub(crate) struct Shapes {
    /// The shape of the client.
    pub(super) client: &'static Shape,
    pub(crate) classes: Classes,
}

impl Shapes {
    pub(crate) fn new(client: &'static Shape, instance: usize) -> Self {
        Self { client, classes: Classes::new(instance) }
    }

    /// Builds an object from a reply, or from `null` for a resource that does not exist yet.
    ///
    /// Err names the first field whose type is not what the table says. Fields that the table does not know
    /// are ignored, since newer servers send more.
    pub(crate) fn decode(&self, shape: &'static Shape, reply: &JsValue, url: &JsValue) -> Outcome {
        decode_by(&self.classes.prototype(shape), reply)
            .map_err(|field| error::reply(url, &field.as_string().unwrap_or_default()))
    }

    /// Brings `held` up to date with `fresh`, both of this shape. True when anything changed.
    pub(crate) fn merge(&self, shape: &'static Shape, held: &JsValue, fresh: &JsValue) -> bool {
        merge_by(&self.classes.prototype(shape), held, fresh)
    }
}
