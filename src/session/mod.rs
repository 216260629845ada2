//! What a session leaves in the browser: the cookies that an app's own backend reads.

mod cookie;

use crate::browser;

pub(crate) use cookie::Signed;

/// Writes the session's cookies for this page's host.
pub(crate) fn write_cookies(signed: &Signed<'_>, api_host: &str) {
    let page_host = browser::location::hostname();
    let https = browser::location::is_https();
    for cookie in cookie::cookies(signed, &page_host, api_host, https) {
        browser::cookie::set(&cookie);
    }
}
