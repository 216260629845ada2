//! The Frontend API on the wire: what a request looks like, what comes back, and the one `fetch`.

pub(crate) mod form;
mod frontend_api;
pub(crate) mod request;
mod retry_after;
mod transport;

pub(crate) use form::Form;
pub(crate) use frontend_api::FrontendApi;
pub(crate) use request::{Caller, Method, Request};
pub(crate) use transport::{Reply, send};
