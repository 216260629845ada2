//! Session tokens, and the cookies by which an app's own backend sees them.

mod cookie;
mod tokens;

use crate::browser;
use crate::fapi::form::segment;

pub(crate) use cookie::Signed;
pub(crate) use tokens::{Key, Life, Token, Tokens};

/// Where the sessions of the client are.
pub(crate) const PATH: &str = "/client/sessions";

/// The path of a session, with the action at its end.
pub(crate) fn path(session_id: &str, action: &str) -> String {
    [PATH, "/", &segment(session_id), action].concat()
}

/// Writes the session's cookies for this page's host.
pub(crate) fn write_cookies(signed: &Signed<'_>, api_name: &str) {
    let page_host = browser::location::hostname();
    let https = browser::location::is_https();
    for cookie in cookie::cookies(signed, &page_host, api_name, https).iter().flatten() {
        browser::document::set_cookie(cookie);
    }
}
