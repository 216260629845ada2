//! Queries of routes, and which URLs are followed. Pure.

use crate::wire;

/// Parameters that say where to go afterwards. They are carried along between sign-in and sign-up, and into a link.
pub const REDIRECTS: [&str; 7] = [
    "redirect_url",
    "after_sign_in_url",
    "after_sign_up_url",
    "sign_in_force_redirect_url",
    "sign_in_fallback_redirect_url",
    "sign_up_force_redirect_url",
    "sign_up_fallback_redirect_url",
];

/// The value of this name in a query as it stands there; may be empty.
fn encoded<'a>(query: &'a str, name: &str) -> &'a str {
    let mut rest = query;
    while !rest.is_empty() {
        let pair = before(rest, b"&");
        let known = before(pair, b"=");
        if known == name {
            return after(pair, known);
        }
        rest = after(rest, pair);
    }
    ""
}

/// The value of this name in a query, decoded; may be empty.
pub(crate) fn value(query: &str, name: &str) -> String {
    decode(encoded(query, name))
}

/// What of a query is carried along, with `?` in front if there is any.
pub(crate) fn carried(query: &str) -> String {
    let mut carried = String::new();
    for name in &REDIRECTS {
        let value = encoded(query, name);
        if !value.is_empty() {
            add(&mut carried, name);
            carried.push_str(value);
        }
    }
    carried
}

fn add(query: &mut String, name: &str) {
    for part in &[if query.is_empty() { "?" } else { "&" }, name, "="] {
        query.push_str(part);
    }
}

/// Adds a pair to a query that is empty or has `?` in front.
pub(crate) fn push(query: &mut String, name: &str, value: &str) {
    add(query, name);
    let mut encoded = Vec::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(byte);
        } else {
            encoded.push(b'%');
            encoded.push(digit(byte >> 4));
            encoded.push(digit(byte & 15));
        }
    }
    query.push_str(&wire::text(encoded));
}

/// A hexadecimal digit.
fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'A' - 10 + value }
}

/// Without control characters: none of them belongs to a value, and two of them separate our fields and commands.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        let byte = match (byte, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                rest = after;
                value_of(*high) * 16 + value_of(*low)
            }
            _ => *byte,
        };
        if byte >= b' ' {
            bytes.push(byte);
        }
    }
    wire::text(bytes)
}

/// The value of a hexadecimal digit.
fn value_of(digit: u8) -> u8 {
    if digit < b'A' { digit - b'0' } else { (digit | 32) - b'a' + 10 }
}

/// The URL if it is one of a page; else nothing. Everything that ends in an `href`, or to which somebody is taken, went
/// through here.
pub(crate) fn href(url: &str) -> Option<&str> {
    let is_mail = |url: &&str| before(url, b":/?#").eq_ignore_ascii_case("mailto");
    link(url).filter(|url| !is_mail(url))
}

/// The same, or that of an email: for a link that the browser itself opens.
pub(crate) fn link(url: &str) -> Option<&str> {
    let url = url.trim_ascii();
    let path = before(url, b"?#");
    // Browsers read `\` as `/`, and skip tabs and line breaks.
    let is_strange = path.bytes().any(|byte| byte == b'\\') || url.bytes().any(|byte| byte < b' ');
    if url.is_empty() || is_strange {
        return None;
    }
    let scheme = before(path, b":/");
    let is = |name| scheme.eq_ignore_ascii_case(name);
    let rest = path.get(scheme.len()..).unwrap_or_default();
    let is_good = match rest.starts_with(":") {
        true => is("mailto") || (is("http") || is("https")) && rest.starts_with("://"),
        false => !path.starts_with("//"),
    };
    is_good.then_some(url)
}

/// The origin of an absolute URL, as it is written there; empty for a relative one.
pub(crate) fn origin(url: &str) -> &str {
    let scheme = before(url, b":/?#").len();
    let rest = url.get(scheme..).unwrap_or_default();
    match rest.strip_prefix("://") {
        Some(rest) => url.get(..scheme + 3 + before(rest, b"/?#\\").len()).unwrap_or_default(),
        None => "",
    }
}

/// Whether it is an email address, and no username.
pub(crate) fn is_address(text: &str) -> bool {
    before(text, b"@").len() < text.len()
}

/// What comes after the start of a text and the one sign behind it.
pub(crate) fn after<'a>(text: &'a str, start: &str) -> &'a str {
    text.get(start.len() + 1..).unwrap_or_default()
}

/// The text up to the first of these.
#[allow(clippy::manual_contains, reason = "`contains` brings a search of its own, of 350 bytes")]
pub(crate) fn before<'a>(text: &'a str, ends: &[u8]) -> &'a str {
    let end = text.bytes().position(|byte| ends.iter().any(|end| *end == byte));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{carried, href, link, origin, push, value};

    #[test]
    fn values_of_a_query_are_decoded() {
        let query = "redirect_url=%2Fdash%3Fa%3Db&x&umlaut=%C3%BC+";
        assert_eq!(value(query, "redirect_url"), "/dash?a=b");
        assert_eq!((value(query, "x").as_str(), value(query, "umlaut").as_str()), ("", "ü "));
        assert_eq!((value(query, "y").as_str(), value("", "").as_str()), ("", ""));
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        for (encoded, decoded) in [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%ff", "")] {
            assert_eq!(value(&["a=", encoded].concat(), "a"), decoded);
        }
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(value("a=x%1Ego%1f%2F%00%0a%0Dy%7e", "a"), "xgo/y~");
    }

    #[test]
    fn what_is_pushed_is_read_again() {
        let mut query = String::new();
        push(&mut query, "a", "ü&b=c d#?");
        push(&mut query, "b", "x");
        assert_eq!(query, "?a=%C3%BC%26b%3Dc%20d%23%3F&b=x");
        assert_eq!(value(query.trim_start_matches('?'), "a"), "ü&b=c d#?");
    }

    #[test]
    fn only_redirects_are_carried_along() {
        let query = "__clerk_status=verified&redirect_url=https%3A%2F%2Fa.test%2F%3Fb&x=1";
        assert_eq!(carried(query), "?redirect_url=https%3A%2F%2Fa.test%2F%3Fb");
        assert_eq!(carried("x=1"), "");
        assert_eq!(carried(""), "");
    }

    #[test]
    fn pages_are_followed_and_emails_by_a_link_of_the_browser() {
        for good in ["/a", "a/b:c", "#/sign-up", "?a=b:c", "https://a.test/", "HTTP://a.test"] {
            assert_eq!((href(good), link(good)), (Some(good), Some(good)));
        }
        let mail = "MailTo:a@b.test?subject=a";
        assert_eq!((href(mail), link(mail)), (None, Some(mail)));
        for bad in [
            "",
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.test",
            "/\\evil.test",
            "\\evil.test",
            "https:evil.test",
            "https:/evil.test",
            "blob:https://a.test/1",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_origin_is_what_is_before_the_path() {
        assert_eq!(origin("https://a.test:80/b://c"), "https://a.test:80");
        assert_eq!(origin("https://a.test@evil.test?x"), "https://a.test@evil.test");
        for relative in ["/a://b", "a", "?a=https://b.test", "mailto:a@b.test", ""] {
            assert_eq!(origin(relative), "", "{relative}");
        }
    }
}
