//! The path of one resource among several.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::Request;

#[wasm_bindgen(module = "/js/src/text.js")]
extern "C" {
    /// Continues a path by an id, which leads to no other path, and the rest.
    fn below(path: &JsValue, id: &JsValue, rest: &str) -> JsValue;
}

impl Request {
    /// Goes on below its path: to the resource of this id, with the action at the end.
    pub(crate) fn at(self, id: &JsValue, action: &str) -> Self {
        Self { path: below(&self.path, id, action), ..self }
    }
}
