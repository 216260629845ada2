//! The classes of what a user holds: prototypes whose methods call into the core.

use std::cell::RefCell;

use js_sys::{Array, Object};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::table::{Does, Method, Shape};

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    #[wasm_bindgen(js_name = newPrototype)]
    fn new_prototype(class: &str) -> Object;

    #[wasm_bindgen(js_name = addMember)]
    fn add_member(
        prototype: &Object,
        name: &str,
        is_getter: bool,
        instance: usize,
        kind: usize,
        place: usize,
    );

    fn resource(prototype: &Object) -> JsValue;

    // A `Proxy` may throw.
    #[wasm_bindgen(catch, js_name = isOf)]
    fn is_of(prototype: &Object, object: &JsValue) -> Result<bool, JsValue>;
}

#[wasm_bindgen(module = "/js/src/fields.js")]
extern "C" {
    fn describe(prototype: &Object, rows: &[u8], parts: Array);
}

/// The classes of one `Clerk` instance.
pub(crate) struct Classes {
    /// The number of that instance.
    instance: usize,
    /// In the order of their kinds, which begin with 1.
    prototypes: RefCell<Vec<(&'static Shape, Object)>>,
}

impl Classes {
    pub(super) fn new(instance: usize) -> Self {
        Self { instance, prototypes: RefCell::default() }
    }

    /// The shape of this kind.
    pub(super) fn shape(&self, kind: usize) -> Option<&'static Shape> {
        let prototypes = self.prototypes.borrow();
        prototypes.get(kind.wrapping_sub(1)).map(|(shape, _)| *shape)
    }

    /// The shape of a resource that a user holds.
    pub(crate) fn shape_of(&self, object: &JsValue) -> Option<&'static Shape> {
        // A copy, since `is_of` may run code of the app, and that may call back in.
        let prototypes = self.prototypes.borrow().clone();
        let found =
            prototypes.iter().find(|(_, prototype)| is_of(prototype, object).unwrap_or(false));
        found.map(|(shape, _)| *shape)
    }

    /// An object of this shape without data.
    pub(crate) fn object(&self, shape: &'static Shape) -> JsValue {
        resource(&self.prototype(shape))
    }

    /// The prototype of this shape, which is made at its first use.
    pub(super) fn prototype(&self, shape: &'static Shape) -> Object {
        let is_it = |(known, _): &&(&Shape, _)| known.name == shape.name;
        if let Some((_, prototype)) = self.prototypes.borrow().iter().find(is_it) {
            return prototype.clone();
        }
        let parts: Array = shape.fields.parts.iter().map(|part| self.prototype(part)).collect();
        let prototype = new_prototype(shape.name);
        describe(&prototype, shape.fields.rows, parts);
        let mut prototypes = self.prototypes.borrow_mut();
        prototypes.push((shape, prototype.clone()));
        let kind = prototypes.len();
        for (place, Method(name, does)) in shape.methods.iter().enumerate() {
            let is_getter = matches!(does, Does::Alias(_));
            add_member(&prototype, name, is_getter, self.instance, kind, place);
        }
        prototype
    }
}
