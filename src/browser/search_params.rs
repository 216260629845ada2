//! `URLSearchParams`: the fields of a form, or of a query.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URLSearchParams)]
    #[derive(Clone, Debug)]
    pub(crate) type SearchParams;

    /// The fields of a query; none if it is `undefined`.
    #[wasm_bindgen(constructor, js_class = "URLSearchParams")]
    pub(crate) fn new(query: &JsValue) -> SearchParams;

    #[wasm_bindgen(method, js_class = "URLSearchParams")]
    pub(crate) fn append(this: &SearchParams, name: &str, value: &JsValue);

    /// The first value of this name, or `null`.
    #[wasm_bindgen(method, js_class = "URLSearchParams")]
    pub(crate) fn get(this: &SearchParams, name: &str) -> JsValue;
}
