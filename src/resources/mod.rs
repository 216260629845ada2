//! What a user holds: live objects, kept up to date by every answer of the Frontend API.
//!
//! One file a resource, with its table and its methods; [`call`] finds the method that JavaScript asked
//! for. Beside them: [`shape`] (tables and decoder), [`context`] (what every method has at hand),
//! [`store`] (what is current), [`token`], [`magic_link_flow`] with [`waits`], [`tabs`].

pub(crate) mod client;
mod context;
pub(crate) mod dev_browser;
mod email_address;
mod factor;
mod magic_link_flow;
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
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use crate::error::Error;
pub(crate) use context::Context;
use params::{Arguments, fields, optional_fields};

/// Calls `method` of `object`, which is of `class`.
fn call(
    context: &Rc<Context>,
    class: &str,
    method: &str,
    object: &JsValue,
    arguments: &Arguments,
) -> Result<JsValue, Error> {
    let flow = |kind| magic_link_flow::call(context, kind, method, object, arguments);
    match class {
        "SignIn" => sign_in::call(context, method, object, arguments),
        "SignUp" => sign_up::call(context, method, object, arguments),
        "Client" => client::call(context, method, object, arguments),
        "Session" => session::call(context, method, object, arguments),
        "SessionWithActivities" => Ok(session::revoke(context, object)),
        "User" => user::call(context, method, object, arguments),
        "EmailAddress" => email_address::call(context, method, object, arguments),
        "Verification" => verification::call(context, method, object, arguments),
        "SignInMagicLinkFlow" => flow(&sign_in::WAITABLE),
        "SignUpMagicLinkFlow" => flow(&sign_up::WAITABLE),
        "EmailAddressMagicLinkFlow" => flow(&email_address::WAITABLE),
        _ => Ok(JsValue::UNDEFINED),
    }
}

/// Runs a use case; its promise settles with the outcome.
pub(crate) fn settle(work: impl Future<Output = Outcome> + 'static) -> Promise {
    settle_boxed(Box::pin(work))
}

type Outcome = Result<JsValue, Error>;

/// Not generic, so that the machinery of a promise is in the wasm once, not once a use case.
fn settle_boxed(work: Pin<Box<dyn Future<Output = Outcome>>>) -> Promise {
    future_to_promise(async move { work.await.map_err(JsValue::from) })
}
