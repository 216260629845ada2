//! Session tokens, and the cookies by which an app's own backend sees them.

mod cookie;
mod tokens;

use wasm_bindgen::JsValue;

use crate::browser::{document, location};

pub(crate) use cookie::Signed;
pub(crate) use tokens::{Key, Life, Token, Tokens};

/// Where the sessions of the client are.
pub(crate) const PATH: &str = "/client/sessions";

/// Writes the session's cookies for this page's host.
pub(crate) fn write_cookies(signed: Signed<JsValue>, api_name: &str) {
    let is_jwt = |token: &JsValue| token.as_string().is_some_and(|token| cookie::is_jwt(&token));
    let signed = Signed { token: signed.token.filter(is_jwt), ..signed };
    let https = location::is_https();
    for cookie in cookie::cookies(signed, &location::hostname(), api_name, https).iter().flatten() {
        document::set_cookie(cookie);
    }
}
