//! The cookies of this server: written for this host alone, read so that nobody can slip in another.
//!
//! A sibling host, or a program on another port of this host, can set a cookie of the same name for
//! us. Over https the `__Host-` prefix rules that out. On plain http nothing does, so two values under
//! one name count as none: better that a browser starts again than that it acts as somebody else.

use std::borrow::Cow;

use axum::http::{HeaderMap, header};
use cookie::time::Duration;
use cookie::{Cookie, CookieBuilder, SameSite};

use crate::plain::origins::Origins;

/// The cookie by which a browser is known.
pub(crate) const CLIENT: &str = "__client";
/// The cookie that ties the confirmation page to its form.
pub(crate) const VERIFY: &str = "__verify";

/// The cookie that ties the settings page to its form and, where a token is asked for, says that it was given.
pub(crate) const SETTINGS: &str = "__settings";

/// The cookie that tells the app's backend which tokens are too old to count: see `client_uat`.
pub(crate) const CLIENT_UAT: &str = "__client_uat";

/// The cookie of the app's pages that holds the session token.
pub(crate) const SESSION: &str = "__session";

/// The cookie of the app's pages that holds the dev browser's token.
pub(crate) const DEV_BROWSER: &str = "__clerk_db_jwt";

/// The cookie, or the parameter, that brings the app's backend what it asked the browser to fetch.
pub(crate) const HANDSHAKE: &str = "__clerk_handshake";

/// The longest that a cookie lasts.
pub(crate) const YEAR_SECONDS: i64 = 365 * 24 * 3600;

/// The value of one of our cookies.
pub(crate) fn read(origins: &Origins, headers: &HeaderMap, name: &str) -> Option<String> {
    value(headers, &full_name(origins, name))
}

/// Whether the browser sends several values of one of our cookies, so that none counts.
pub(crate) fn are_several(origins: &Origins, headers: &HeaderMap, name: &str) -> bool {
    let name = full_name(origins, name);
    let mut values = values(headers, &name);
    values.next().is_some_and(|first| values.any(|other| other != first))
}

/// Whether the browser does not send its cookies to this server. So it is for pages of another site,
/// and for frames on one. `Sec-Fetch-Site` or `Sec-Fetch-Storage-Access` shows it.
pub(crate) fn are_kept_back(headers: &HeaderMap) -> bool {
    let says = |name, value| headers.get(name).is_some_and(|said| said == value);
    says("sec-fetch-site", "cross-site")
        || ["none", "inactive"].iter().any(|access| says("sec-fetch-storage-access", *access))
}

/// The `Set-Cookie` line that gives a browser one of our cookies, or with no value takes it away.
pub(crate) fn line(origins: &Origins, name: &str, value: &str, max_age_seconds: i64) -> String {
    lasting(origins, full_name(origins, name), value, max_age_seconds).http_only(true).to_string()
}

/// The same, of a cookie that the browser sends only if it comes from a page of this server.
pub(crate) fn strict_line(
    origins: &Origins,
    name: &str,
    value: &str,
    max_age_seconds: i64,
) -> String {
    lasting(origins, full_name(origins, name), value, max_age_seconds)
        .http_only(true)
        .same_site(SameSite::Strict)
        .to_string()
}

/// A cookie for every path. Safari refuses `Secure` cookies on plain http, even on localhost, so the
/// attribute follows the scheme.
pub(crate) fn lasting<'a>(
    origins: &Origins,
    name: impl Into<Cow<'a, str>>,
    value: &'a str,
    max_age_seconds: i64,
) -> CookieBuilder<'a> {
    Cookie::build((name, value))
        .path("/")
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(max_age_seconds))
        .secure(origins.is_secure())
}

fn full_name(origins: &Origins, name: &str) -> String {
    let prefix = if origins.is_secure() { "__Host-" } else { "" };
    format!("{prefix}{name}")
}

/// The one value of a cookie of this full name.
pub(crate) fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = values(headers, name);
    let first = values.next()?;
    let is_one = values.all(|other| other == first);
    is_one.then(|| str::from_utf8(first).ok().map(str::to_owned)).flatten()
}

fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a [u8]> {
    let lines = headers.get_all(header::COOKIE).iter();
    // As bytes, so that ours are found whatever other programs on this host put into theirs.
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs
        .filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="))
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(lines: &[&str], expected: Option<&str>) {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        check_bytes(&lines, expected);
    }

    #[track_caller]
    fn check_bytes(lines: &[&[u8]], expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        assert_eq!(value(&headers, "__client").as_deref(), expected, "{lines:?}");
    }

    #[test]
    fn finds_a_cookie_among_others() {
        check(&["a=1; __client_uat=0;__client=tok"], Some("tok"));
        check(&["a=1", "__client=tok"], Some("tok"));
        check(&["client=tok; __Host-__client=tok; __client="], None);
        check(&["__client; __client =a; a=__client=b;\t__client=tok=="], Some("tok=="));
    }

    #[test]
    fn what_other_programs_put_into_their_cookies_hides_none_of_ours() {
        check(&["name=Zoë; __client=tok; Zoë=1"], Some("tok"));
        check_bytes(&[b"name=Zo\xeb; __client=tok"], Some("tok"));
        check_bytes(&[b"\xff\xfe", b"__client=tok"], Some("tok"));
        check_bytes(&[b"__client=\xff"], None);
        check_bytes(&[b"__client=\xff; __client=tok"], None);
    }

    #[test]
    fn two_values_under_one_name_are_none() {
        check(&["__client=mine; __client=eves"], None);
        check(&["__client=mine", "__client=eves"], None);
        check(&["__client=mine; __client=mine; __client="], Some("mine"));
    }
}
