//! The fields of a request, which the browser encodes (wire protocol 1.4).

use wasm_bindgen::JsValue;

use crate::browser::search_params::SearchParams;

/// Fields as they are sent.
pub(crate) type Form = SearchParams;

impl Form {
    pub(crate) fn empty() -> Self {
        Self::new(&JsValue::UNDEFINED)
    }

    pub(crate) fn with(self, name: &str, value: &JsValue) -> Self {
        self.append(name, value);
        self
    }
}
