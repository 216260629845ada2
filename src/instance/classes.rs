//! The classes of what a user holds: prototypes whose methods call into the core.

use std::cell::RefCell;

use js_sys::{Array, Object};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::table::{Method, Shape};

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    #[wasm_bindgen(js_name = resourcePrototype)]
    fn resource_prototype(class: &str, methods: &Array, first: u32, core: &JsValue) -> Object;

    fn resource(prototype: &Object) -> JsValue;

    // A `Proxy` may throw.
    #[wasm_bindgen(catch, js_name = isOf)]
    fn is_of(prototype: &Object, object: &JsValue) -> Result<bool, JsValue>;
}

/// The classes of one `Clerk` instance.
pub(crate) struct Classes {
    core: RefCell<JsValue>,
    prototypes: RefCell<Vec<(&'static Shape, Object)>>,
    /// JavaScript names a method by its place in this list.
    methods: RefCell<Vec<(&'static Shape, &'static Method)>>,
}

impl Classes {
    pub(super) fn new() -> Self {
        Self {
            core: RefCell::new(JsValue::UNDEFINED),
            prototypes: RefCell::default(),
            methods: RefCell::default(),
        }
    }

    /// Every method of a resource calls `core(method, object, arguments)`.
    pub(super) fn connect(&self, core: JsValue) {
        self.core.replace(core);
    }

    /// The method that JavaScript names, and the shape it belongs to.
    pub(super) fn method(&self, place: usize) -> Option<(&'static Shape, &'static Method)> {
        self.methods.borrow().get(place).copied()
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

    fn prototype(&self, shape: &'static Shape) -> Object {
        let mut prototypes = self.prototypes.borrow_mut();
        if let Some((_, prototype)) = prototypes.iter().find(|(known, _)| known.name == shape.name)
        {
            return prototype.clone();
        }
        let mut methods = self.methods.borrow_mut();
        let names = Array::new();
        let first = methods.len() as u32;
        for method in shape.methods {
            names.push(&method.0.into());
            methods.push((shape, method));
        }
        let prototype = resource_prototype(shape.name, &names, first, &self.core.borrow());
        prototypes.push((shape, prototype.clone()));
        prototype
    }
}
