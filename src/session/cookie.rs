//! Which cookies say who is signed in.
//!
//! Pure. Source: wire protocol 6.2. `__session` holds the session token, which an app's backend verifies.
//! `__client_uat` holds when the client last changed: it shows the backend that a token is older than a
//! sign-out.

use crate::browser::cookie::{Cookie, SameSite};

/// What this browser's client says about being signed in. `T` is a text, which nothing here reads.
pub(crate) struct Signed<T> {
    /// The current session's last token.
    pub(crate) token: Option<T>,
    /// When the client last changed, in seconds since the Unix epoch; `0` without an active session.
    pub(crate) updated_at: T,
}

pub(crate) fn cookies<T>(
    signed: Signed<T>,
    page_host: &str,
    api_name: &str,
    secure: bool,
) -> [Option<Cookie<T>>; 2] {
    let session =
        Cookie { name: "__session", value: signed.token, same_site: SameSite::Lax, secure };
    let updated_at = Cookie {
        name: "__client_uat",
        value: Some(signed.updated_at),
        same_site: SameSite::Strict,
        secure,
    };
    [Some(session), (!serves(api_name, page_host)).then_some(updated_at)]
}

/// The Frontend API sets `__client_uat` itself on hosts that share its domain. Browsers give no cookie to a domain
/// of one label, such as `localhost`: there, its cookie is for its own host alone.
fn serves(api_name: &str, page_host: &str) -> bool {
    let domain = api_name.strip_prefix("clerk.").unwrap_or(api_name);
    let is_below = |rest: &str| rest.is_empty() || rest.ends_with('.');
    page_host == api_name
        || domain.contains('.') && page_host.strip_suffix(domain).is_some_and(is_below)
}

/// Whether a text can be a token: only base64url and dots, nothing that could add an attribute or another
/// cookie.
pub(super) fn is_jwt(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Written = Vec<(&'static str, Option<&'static str>)>;

    fn written(signed: Signed<&'static str>, page: &str, api: &str) -> Written {
        let cookies = cookies(signed, page, api, true).into_iter().flatten();
        cookies.map(|cookie| (cookie.name, cookie.value)).collect()
    }

    fn signed_out() -> Signed<&'static str> {
        Signed { token: None, updated_at: "0" }
    }

    #[test]
    fn a_signed_in_page_has_the_token_and_the_time() {
        let signed = Signed { token: Some("a.b-c._d"), updated_at: "1647500001" };
        assert_eq!(
            written(signed, "app.localtest.me", "clerk.example.com"),
            [("__session", Some("a.b-c._d")), ("__client_uat", Some("1647500001"))]
        );
    }

    #[test]
    fn a_signed_out_page_has_neither() {
        assert_eq!(
            written(signed_out(), "app.localtest.me", "clerk.example.com"),
            [("__session", None), ("__client_uat", Some("0"))]
        );
    }

    #[test]
    fn the_api_tells_the_time_on_its_own_domain() {
        for (page, api) in [
            ("example.com", "clerk.example.com"),
            ("app.example.com", "clerk.example.com"),
            ("localhost", "localhost"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(written(signed_out(), page, api).len(), 1, "{page} {api}");
        }
        for (page, api) in [
            ("badexample.com", "clerk.example.com"),
            ("localhost", "clerk.localhost"),
            ("app.localhost", "clerk.localhost"),
        ] {
            assert_eq!(written(signed_out(), page, api).len(), 2, "{page} {api}");
        }
    }

    #[test]
    fn a_token_cannot_smuggle_attributes() {
        assert!(is_jwt("a.b-c._d"));
        for token in ["a; Domain=evil.test", "a b", "a,b", "a=b", "a\n", "é"] {
            assert!(!is_jwt(token), "{token}");
        }
    }
}
