//! Routes below a component's base, queries, and which URLs are followed. Pure.

use crate::wire::Pairs;

/// Where in a component somebody is: `factor-one?redirect_url=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Without `/` at either end.
    pub path: String,
    /// Names and values, decoded.
    pub query: Pairs,
}

/// What is carried along between sign-in and sign-up, and into a link.
pub const CARRIED: [&str; 7] = [
    "redirect_url",
    "after_sign_in_url",
    "after_sign_up_url",
    "sign_in_force_redirect_url",
    "sign_in_fallback_redirect_url",
    "sign_up_force_redirect_url",
    "sign_up_fallback_redirect_url",
];

impl Route {
    /// Reads a path and its query.
    pub fn read(text: &str) -> Self {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Self { path: path.trim_matches('/').into(), query: Pairs(pairs.collect()) }
    }

    /// What of the query is carried along, with `?` in front if there is any.
    pub fn carried(&self) -> Query {
        let mut query = Query::default();
        for (name, value) in &self.query.0 {
            if CARRIED.contains(&name.as_str()) {
                query.push(name, value);
            }
        }
        query
    }
}

/// A query as it stands in a URL: empty, or with `?` in front.
#[derive(Clone, Debug, Default)]
pub struct Query(pub String);

impl Query {
    /// Adds a pair.
    pub fn push(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(name);
        self.0.push('=');
        encode(&mut self.0, value);
    }
}

/// Appends a value so that it can stand in a query, in a fragment as well.
fn encode(to: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            to.push(byte.into());
        } else {
            to.push('%');
            to.push(digit(byte >> 4));
            to.push(digit(byte & 15));
        }
    }
}

/// A hexadecimal digit.
fn digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'A' - 10 + value })
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let pair = match byte {
            b'%' => value_of(ahead.next()).zip(value_of(ahead.next())),
            _ => None,
        };
        bytes.push(match (byte, pair) {
            (_, Some((high, low))) => {
                rest = ahead;
                high * 16 + low
            }
            (b'+', _) => b' ',
            _ => byte,
        });
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn value_of(digit: Option<u8>) -> Option<u8> {
    match digit? {
        digit @ b'0'..=b'9' => Some(digit - b'0'),
        digit @ b'a'..=b'f' => Some(digit - b'a' + 10),
        digit @ b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// The URL if it is one of a page, or of an email; else nothing. Everything that ends in an `href`, or to which
/// somebody is taken, went through here.
pub fn href(url: &str) -> Option<&str> {
    let url = url.trim();
    let path = before(url, &['?', '#']);
    // Browsers read `\` as `/`, and skip tabs and line breaks.
    if url.is_empty() || path.contains('\\') || url.contains(char::is_control) {
        return None;
    }
    match path.split_once(':').filter(|(scheme, _)| !scheme.contains('/')) {
        None => (!path.starts_with("//")).then_some(url),
        Some((scheme, rest)) => {
            let is = |name| scheme.eq_ignore_ascii_case(name);
            let is_page = (is("http") || is("https")) && rest.starts_with("//");
            (is_page || is("mailto")).then_some(url)
        }
    }
}

/// The origin of an absolute URL, as it is written there.
pub fn origin(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = before(rest, &['/', '?', '#', '\\']);
    url.get(..url.len() - rest.len() + host.len())
}

/// Whether somebody may be taken to a URL that the address of the page named: one of the page's origin, or of an
/// allowed one.
pub fn is_allowed<'a>(url: &str, origins: impl IntoIterator<Item = &'a str>) -> bool {
    let Some(url) = href(url) else { return false };
    match origin(before(url, &['?', '#'])) {
        Some(origin) => origins.into_iter().any(|allowed| !allowed.is_empty() && allowed == origin),
        None => !before(url, &['/', '?', '#']).contains(':'),
    }
}

/// The text up to the first of these.
pub fn before<'a>(text: &'a str, ends: &[char]) -> &'a str {
    text.split(ends).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Route, href, is_allowed};

    #[test]
    fn a_route_is_a_path_and_a_query() {
        let route = Route::read("/factor-one/?redirect_url=%2Fdash%3Fa%3Db&x&umlaut=%C3%BC+");
        assert_eq!(route.path, "factor-one");
        assert_eq!(route.query.get("redirect_url"), "/dash?a=b");
        assert_eq!((route.query.get("x"), route.query.get("umlaut")), ("", "ü "));
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(Route::read("?a=%&b=%4&c=%zz&d=%ff").query.0.concat_values(), "%|%4|%zz|");
    }

    #[test]
    fn only_redirects_are_carried_along() {
        let route = Route::read("verify?__clerk_status=verified&redirect_url=https%3A%2F%2Fa.test%2F%3Fb&x=1");
        assert_eq!(route.carried().0, "?redirect_url=https%3A%2F%2Fa.test%2F%3Fb");
        assert_eq!(Route::read("verify").carried().0, "");
    }

    #[test]
    fn pages_and_emails_are_followed_and_nothing_else() {
        for good in ["/a", "a/b:c", "#/sign-up", "?a=b:c", "https://a.test/", "HTTP://a.test", "mailto:a@b.test"] {
            assert_eq!(href(good), Some(good));
        }
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
            assert_eq!(href(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_leads_to_its_own_origin_or_an_allowed_one() {
        let origins = ["https://app.test", "https://other.test"];
        for good in ["/", "dash", "?a", "https://app.test", "https://other.test/x?y=https://evil.test"] {
            assert!(is_allowed(good, origins), "{good}");
        }
        for bad in [
            "",
            "https://evil.test",
            "https://app.test.evil.test/",
            "https://app.test@evil.test/",
            "https://app.test:8080/",
            "http://app.test/",
            "//evil.test",
            "\\\\evil.test",
            "/\\evil.test",
            "https:evil.test",
            "https:/evil.test",
            "https:\\\\evil.test",
            "javascript:alert(1)",
            "mailto:a@b.test",
            "https://evil.test\\@app.test/",
        ] {
            assert!(!is_allowed(bad, origins), "{bad}");
        }
        assert!(!is_allowed("https://", [""]));
    }

    trait Values {
        fn concat_values(&self) -> String;
    }

    impl Values for Vec<(String, String)> {
        fn concat_values(&self) -> String {
            self.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("|")
        }
    }
}
