//! What a user holds: live objects, kept up to date by every answer of the Frontend API.
//!
//! One file for each resource, with its table and its methods. [`method`] runs the row that JavaScript asks
//! for. The other files: [`shape`] (tables and decoder), [`context`] (what every method can use), [`store`]
//! (what is current), [`token`], [`magic_link_flow`] with [`waits`], [`tabs`].

pub(crate) mod client;
mod context;
pub(crate) mod dev_browser;
mod email_address;
mod envelope;
mod environment;
mod magic_link_flow;
mod method;
mod params;
pub(crate) mod session;
mod shape;
mod sign_in;
mod sign_up;
mod store;
mod tabs;
pub(crate) mod token;
mod user;
pub(crate) mod verification;
mod waits;

use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

pub(crate) use context::Context;

/// What a use case ends with. Its error is a JavaScript `Error` already.
pub(crate) type Outcome<T = JsValue> = Result<T, JsValue>;

/// A use case under way. In a box, so that the future that awaits it does not contain its states.
pub(crate) type Task = Pin<Box<dyn Future<Output = Outcome>>>;

/// Runs a use case. The promise settles with its outcome.
pub(crate) fn settle(work: impl Future<Output = Outcome> + 'static) -> Promise {
    settle_boxed(Box::pin(work))
}

/// Not generic, so that the wasm contains the machinery of a promise once, not once for each use case.
fn settle_boxed(work: Task) -> Promise {
    future_to_promise(work)
}

/// Runs a use case that nobody waits for.
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(work));
}

fn spawn_boxed(work: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(work);
}
