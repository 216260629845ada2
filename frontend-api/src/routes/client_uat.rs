//! `__client_uat`: when a browser last signed in or out, in seconds, and `0` while it is signed out
//! (wire protocol 6.2). The app's backend refuses a session token that is older.
//!
//! It is not the client's `updated_at`, which grows with each touch. After a touch clerk-js does not
//! write a new token into `__session`, so the backend would take the page for signed out until it does.
//!
//! The cookie is for pages of this server's domain: that of `clerk.example.com` is `example.com`. On
//! other pages the SDKs write the cookie themselves. On these they leave it alone.

use url::Url;

use crate::app::App;
use crate::call::Call;
use crate::error::Result;
use crate::http::cookies::{self, CLIENT_UAT, YEAR_SECONDS};
use crate::plain::recent_tokens;
use crate::store::sessions;

/// The `Set-Cookie` line for the page that calls, if its value has changed.
pub(crate) fn line(call: &Call<'_>) -> Result<Option<String>> {
    let page = call.caller.page.as_deref().and_then(|page| Url::parse(page).ok());
    let own = call.app.origins.own_url();
    if !page.is_some_and(|page| serves(own, &page)) {
        return Ok(None);
    }
    let value = value(call)?;
    let is_known = call.caller.client_uat.as_deref() == Some(&value);
    Ok((!is_known).then(|| set(call.app, &value)))
}

/// When a session of this client last began or ended. It is never later than the issue of the tokens
/// that this call gives, or the app's backend would refuse them.
pub(crate) fn value(call: &Call<'_>) -> Result<String> {
    let last = sessions::last_change(call.tx, call.client_id(), call.now_ms)?;
    let at = last.changed_at.min(recent_tokens::issued_at(call.now_ms, last.client_updated_at));
    Ok(if last.is_signed_in { at.div_euclid(1000).to_string() } else { "0".into() })
}

/// The line itself. It is not `HttpOnly`, since scripts read the cookie too.
fn set(app: &App, value: &str) -> String {
    let cookie = cookies::lasting(&app.origins, CLIENT_UAT, value, YEAR_SECONDS);
    match cookie_domain(app.origins.own_url()) {
        Some(domain) => cookie.domain(domain).to_string(),
        None => cookie.to_string(),
    }
}

/// The domain that a server is the Frontend API of, if its cookies can be for all hosts of it. Browsers keep none for
/// a domain of one label, such as `localhost`, and an IP address has no domain.
pub(crate) fn cookie_domain(server: &Url) -> Option<&str> {
    let name = server.domain()?;
    let domain = name.strip_prefix("clerk.").unwrap_or(name);
    domain.contains('.').then_some(domain)
}

/// Whether a page is on the server's host or domain, so that the server's cookies reach it.
pub(crate) fn serves(server: &Url, page: &Url) -> bool {
    let below = |host: &str, domain| host.strip_suffix(domain).is_some_and(|up| up.ends_with('.'));
    page.host() == server.host()
        || matches!((page.domain(), cookie_domain(server)), (Some(host), Some(domain))
            if host == domain || below(host, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_serves_its_domain_and_what_is_below() {
        let url = |text: &str| Url::parse(text).unwrap();
        for (server, page, expected) in [
            ("https://clerk.example.com", "https://example.com", true),
            ("https://clerk.example.com", "https://app.example.com:8443", true),
            ("https://clerk.example.com", "https://clerk.example.com", true),
            ("https://clerk.example.com", "https://badexample.com", false),
            ("https://clerk.example.com", "https://example.com.evil.example", false),
            ("https://api.example.com", "https://api.example.com", true),
            ("https://api.example.com", "https://app.example.com", false),
            ("https://clerk.localhost", "https://app.localhost", false),
            ("http://localhost:4000", "http://localhost:3000", true),
            ("http://localhost:4000", "http://127.0.0.1:3000", false),
            ("http://10.0.0.1:4000", "http://10.0.0.1:3000", true),
            ("http://10.0.0.2:4000", "http://10.0.0.1:3000", false),
        ] {
            assert_eq!(serves(&url(server), &url(page)), expected, "{server} {page}");
        }
    }
}
