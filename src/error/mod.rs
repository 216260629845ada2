//! Every error a caller can see. Each function makes the JavaScript `Error` of its row.
//!
//! | function | `name` | `code` |
//! | --- | --- | --- |
//! | [`frontend_api`] | `ClerkError` | `missing_frontend_api`, `invalid_frontend_api` |
//! | [`argument`] | `ClerkError` | `invalid_argument`, with `argument` |
//! | [`not_loaded`] | `ClerkError` | `not_loaded` |
//! | [`not_created`] | `ClerkError` | `attempt_not_created`, with `resource` |
//! | [`not_sent`] | `ClerkError` | `link_not_sent` |
//! | [`network`] | `ClerkError` | `network_error`, with `url` |
//! | [`reply`] | `ClerkError` | `unexpected_response`, with `url` and `field` |
//! | [`api`] | `ClerkAPIResponseError` | `api_response_error`, with `status`, `errors`, `retryAfter` |
//! | [`magic_link`] | `MagicLinkError` | see [`MagicLinkCode`] |
//!
//! They are cold and never inlined, so a place that may fail holds a call and no error. What an app's own
//! callback throws goes the same way as these, unchanged.

pub(crate) mod code;

use wasm_bindgen::JsValue;

use self::code::{MagicLinkCode, Unfit};
use crate::js::{self, Name};

/// The app named no Frontend API, or something that cannot be one.
#[cold]
#[inline(never)]
pub(crate) fn frontend_api(unfit: Unfit) -> JsValue {
    let (code, what) = match unfit {
        Unfit::Missing => ("missing_frontend_api", "no Frontend API was given"),
        Unfit::Invalid => ("invalid_frontend_api", "this does not name a Frontend API"),
    };
    clerk_error(
        code,
        &[
            what,
            ". Pass its host (clerk.example.com), its URL (http://localhost:4000) or a publishable key (pk_…).",
        ],
    )
}

/// An argument is not what it must be.
#[cold]
#[inline(never)]
pub(crate) fn argument(name: &str, expected: &str) -> JsValue {
    let error = clerk_error("invalid_argument", &[name, " must be ", expected, "."]);
    js::set(&error, Name::argument, name);
    error
}

#[cold]
#[inline(never)]
pub(crate) fn not_loaded() -> JsValue {
    clerk_error("not_loaded", &["not loaded yet. Await clerk.load() first."])
}

/// The method needs an attempt, a session, … that exists.
#[cold]
#[inline(never)]
pub(crate) fn not_created(resource: &str) -> JsValue {
    let message = ["there is no ", resource, " yet. Await its create(…) first."];
    let error = clerk_error("attempt_not_created", &message);
    js::set(&error, Name::resource, resource);
    error
}

/// There is no link to wait for.
#[cold]
#[inline(never)]
pub(crate) fn not_sent() -> JsValue {
    clerk_error("link_not_sent", &["no link was sent for this attempt. Start the flow first."])
}

/// No answer came. `url` is without its query.
#[cold]
#[inline(never)]
pub(crate) fn network(url: &JsValue) -> JsValue {
    let text = url.as_string().unwrap_or_default();
    let error = clerk_error("network_error", &["no answer from ", &text, "."]);
    js::set(&error, Name::url, url);
    error
}

/// The answer is not what a Frontend API sends. `field` says where.
#[cold]
#[inline(never)]
pub(crate) fn reply(url: &JsValue, field: &str) -> JsValue {
    let text = url.as_string().unwrap_or_default();
    let message = ["the answer from ", &text, " is not what a Frontend API sends (", field, ")."];
    let error = clerk_error("unexpected_response", &message);
    js::set(&error, Name::url, url);
    js::set(&error, Name::field, field);
    error
}

/// The server refused. `retry_after_ms` is its `Retry-After`, in ms.
#[cold]
#[inline(never)]
pub(crate) fn api(
    status: u16,
    errors: JsValue,
    message: &str,
    retry_after_ms: Option<f64>,
) -> JsValue {
    let error = new("ClerkAPIResponseError", "api_response_error", message);
    js::set(&error, Name::clerk_error, true);
    js::set(&error, Name::status, status);
    js::set(&error, Name::errors, errors);
    js::set(&error, Name::retry_after, retry_after_ms.map(|ms| ms / 1e3));
    error
}

/// A magic-link flow or verification ended without a result.
#[cold]
#[inline(never)]
pub(crate) fn magic_link(code: MagicLinkCode) -> JsValue {
    new("MagicLinkError", code.code(), code.code())
}

fn clerk_error(code: &str, message: &[&str]) -> JsValue {
    new("ClerkError", code, &["Clerk: ", &message.concat()].concat())
}

fn new(name: &str, code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message).into();
    js::set(&error, Name::name, name);
    js::set(&error, Name::code, code);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_magic_link_code_has_its_name_in_javascript() {
        let script = include_str!("../../js/src/errors.js");
        for (name, code) in [
            ("Expired", MagicLinkCode::Expired),
            ("Failed", MagicLinkCode::Failed),
            ("ClientMismatch", MagicLinkCode::ClientMismatch),
            ("Cancelled", MagicLinkCode::Cancelled),
            ("Superseded", MagicLinkCode::Superseded),
            ("SignedIn", MagicLinkCode::SignedIn),
        ] {
            let line = ["  ", name, ": '", code.code(), "',"].concat();
            assert!(script.contains(&line), "{line}");
        }
    }
}
