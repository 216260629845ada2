//! The Frontend API on the wire: what a request looks like, what comes back, and the one `fetch`.

pub(crate) mod case;
mod form;
mod frontend_api;
mod path;
pub(crate) mod request;
mod retry_after;
mod transport;

use wasm_bindgen::JsValue;

pub(crate) use form::Form;
pub(crate) use frontend_api::FrontendApi;
pub(crate) use request::Method;
pub(crate) use transport::{Reply, send};

pub(crate) type Caller = request::Caller<JsValue>;
pub(crate) type Request = request::Request<JsValue>;
