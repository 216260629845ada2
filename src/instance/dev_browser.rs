//! How a development instance of Clerk knows this browser.
//!
//! The instance's cookies would be third-party ones, so a token travels in the query of each request
//! instead. The token comes with the URL when a hosted page sends the person back, else from
//! `POST /dev_browser`. It is kept in a cookie of the app's host. Source: wire protocol 1.3, 2.1, 6.1, 6.2.

use wasm_bindgen::JsValue;

use super::Instance;
use super::exchange::PATIENCE_MS;
use crate::browser::cookie::{Cookie, SameSite};
use crate::browser::location::{self, Url};
use crate::browser::{document, lock};
use crate::error;
use crate::fapi::{Method, Request};
use crate::js::{self, Name};
use crate::task::Outcome;

/// Name of the parameter and of the cookie.
const NAME: &str = "__clerk_db_jwt";

/// Makes sure that there is a token. Instances other than development ones need none.
pub(crate) async fn ensure(instance: &'static Instance) -> Outcome<()> {
    if !instance.api.is_development || instance.dev_browser.get().is_some() {
        return Ok(());
    }
    if let Some(token) = take_from_url().or_else(|| document::cookie(NAME)) {
        keep(instance, Some(token));
        return Ok(());
    }
    // Two tabs that ask at the same time would get two tokens, and the browser keeps only one.
    let _turn = lock::turn(NAME, PATIENCE_MS).await;
    let token = match document::cookie(NAME) {
        Some(token) => token,
        None => create(instance).await?,
    };
    keep(instance, Some(token));
    Ok(())
}

/// Takes the token out of the page's URL, so that it is neither shared nor reused.
fn take_from_url() -> Option<JsValue> {
    let token = location::query_param(NAME)?;
    location::replace(&location::with_param(&location::href(), NAME, &JsValue::UNDEFINED));
    Some(token)
}

/// Gets another token in place of one that the server does not know any more.
pub(crate) async fn renew(instance: &'static Instance) -> Outcome<()> {
    keep(instance, None);
    ensure(instance).await
}

const PATH: &str = "/dev_browser";

async fn create(instance: &'static Instance) -> Outcome {
    let created = instance.send(Request::new(Method::Post, PATH)).await?;
    // The name depends on the server's release (wire protocol 2.1).
    let token = js::string(&created, Name::id).or_else(|| js::string(&created, Name::token));
    token.ok_or_else(|| error::reply(&PATH.into(), "id"))
}

/// Keeps the token that the server last sent, or forgets the token.
pub(crate) fn keep(instance: &'static Instance, token: Option<JsValue>) {
    if token.as_ref().is_none_or(document::fits) {
        let (value, secure) = (token.clone(), location::is_https());
        document::set_cookie(&Cookie { name: NAME, value, same_site: SameSite::Lax, secure });
        instance.dev_browser.set(token);
    }
}

/// Whether this is the error for a token that the server does not know any more.
pub(crate) fn is_unauthenticated(error: &JsValue) -> bool {
    is_first(error, "dev_browser_unauthenticated")
}

/// Whether the server says that it knows no client of this browser. A 401 for a browser that it takes for a
/// robot does not say so (wire protocol 5).
pub(crate) fn is_signed_out(error: &JsValue) -> bool {
    let is_other = is_unauthenticated(error) || is_first(error, "requires_captcha");
    js::get(error, Name::status) == 401 && !is_other
}

fn is_first(error: &JsValue, code: &str) -> bool {
    js::is(&js::first(error, Name::errors), Name::code, code)
}

/// Adds the token to the URL of a hosted page; no other origin is told it.
pub(crate) fn decorate(instance: &'static Instance, hosted: &Url) -> JsValue {
    match instance.dev_browser.get() {
        Some(token) if !location::is_same_origin(hosted) => {
            location::with_param(&hosted.href(), NAME, &token)
        }
        _ => hosted.href(),
    }
}
