//! Which cookies say who is signed in.
//!
//! Pure. Source: wire protocol 6.2. `__session` holds the session token, which an app's backend
//! verifies; `__client_uat` when the client last changed, so that a backend can tell a token that is
//! older than a sign-out.

use crate::browser::cookie::{Cookie, SameSite};

/// What this browser's client says about being signed in.
pub(crate) struct Signed<'a> {
    /// The current session's last token.
    pub(crate) token: Option<&'a str>,
    /// When the client changed last, in ms since the Unix epoch; `None` without an active session.
    pub(crate) updated_at: Option<f64>,
}

pub(crate) fn cookies(
    signed: &Signed<'_>,
    page_host: &str,
    api_host: &str,
    https: bool,
) -> Vec<Cookie> {
    let token = signed.token.filter(|token| is_jwt(token)).unwrap_or_default();
    let mut out = vec![Cookie {
        name: "__session",
        value: token.into(),
        same_site: SameSite::Lax,
        secure: https,
    }];
    if !serves(api_host, page_host) {
        let seconds = signed.updated_at.map_or(0, |ms| (ms / 1e3) as u64);
        out.push(Cookie {
            name: "__client_uat",
            value: seconds.to_string(),
            same_site: SameSite::Strict,
            secure: https,
        });
    }
    out
}

/// The Frontend API sets `__client_uat` itself on hosts that share its domain.
fn serves(api_host: &str, page_host: &str) -> bool {
    let api_name = api_host.split(':').next().unwrap_or_default();
    let domain = api_name.strip_prefix("clerk.").unwrap_or(api_name);
    page_host == domain || page_host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// Only base64url and dots: nothing that could add an attribute or another cookie.
fn is_jwt(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(signed: &Signed<'_>, page: &str, api: &str) -> Vec<(&'static str, String)> {
        cookies(signed, page, api, true).into_iter().map(|c| (c.name, c.value)).collect()
    }

    #[test]
    fn a_signed_in_page_has_the_token_and_the_time() {
        let signed = Signed { token: Some("a.b-c._d"), updated_at: Some(1_647_500_001_999.0) };
        assert_eq!(
            written(&signed, "app.localtest.me", "clerk.example.com"),
            [("__session", "a.b-c._d".into()), ("__client_uat", "1647500001".into())]
        );
    }

    #[test]
    fn a_signed_out_page_has_neither() {
        let signed = Signed { token: None, updated_at: None };
        assert_eq!(
            written(&signed, "app.localtest.me", "clerk.example.com"),
            [("__session", String::new()), ("__client_uat", "0".into())]
        );
    }

    #[test]
    fn the_api_tells_the_time_on_its_own_domain() {
        let signed = Signed { token: None, updated_at: None };
        for (page, api) in [
            ("example.com", "clerk.example.com"),
            ("app.example.com", "clerk.example.com"),
            ("localhost", "localhost:4000"),
        ] {
            assert_eq!(written(&signed, page, api).len(), 1, "{page} {api}");
        }
        assert_eq!(written(&signed, "badexample.com", "clerk.example.com").len(), 2);
    }

    #[test]
    fn a_token_cannot_smuggle_attributes() {
        let signed = Signed { token: Some("a; Domain=evil.test"), updated_at: None };
        let cookies = written(&signed, "localhost", "localhost");
        assert_eq!(cookies, [("__session", String::new())]);
    }
}
