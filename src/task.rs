//! What use cases are: work that ends with an outcome, and the promises that run it.

use std::future::ready;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

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

/// As [`settle`]. But the work begins before this returns, not only once the caller is done.
pub(crate) fn begin(mut work: Task) -> Promise {
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => settle(ready(outcome)),
        Poll::Pending => settle_boxed(work),
    }
}

/// Runs a use case that nobody waits for.
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) {
    spawn_boxed(Box::pin(work));
}

fn spawn_boxed(work: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(work);
}
