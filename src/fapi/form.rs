//! Form encoding of request bodies and query strings.
//!
//! Pure. Sources: wire protocol 1.4 (bodies), WHATWG URL (`application/x-www-form-urlencoded`).

/// Fields as they are sent: `a=1&b=2`. Spaces are `%20`, which fits both bodies and queries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(String);

impl Form {
    pub(crate) fn push(&mut self, key: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        push_encoded(&mut self.0, key);
        self.0.push('=');
        push_encoded(&mut self.0, value);
    }

    pub(crate) fn with(mut self, key: &str, value: &str) -> Self {
        self.push(key, value);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Encodes one path segment: an id from the app must not lead to another path.
pub(crate) fn segment(text: &str) -> String {
    let mut out = String::new();
    // A segment of dots alone would be resolved away by the browser, encoded or not.
    if text.bytes().all(|byte| byte == b'.') {
        return "_".into();
    }
    push_encoded(&mut out, text);
    out
}

/// `url` without the pairs of this name; with a value, the pair is put at the end of the query. Every other
/// byte stays as it was. (`URLSearchParams` would encode all other pairs again.)
pub(crate) fn with_param(url: &str, name: &str, value: Option<&str>) -> String {
    let (page, fragment) = split_before(url, '#');
    let (path, query) = split_before(page, '?');
    let mut out = path.to_owned();
    let mut push = |pair: &str| {
        out.push(if out.len() == path.len() { '?' } else { '&' });
        out.push_str(pair);
    };
    let query = query.strip_prefix('?').unwrap_or_default();
    for pair in query.split('&').filter(|_| !query.is_empty()) {
        if !is_named(pair, name) {
            push(pair);
        }
    }
    if let Some(value) = value {
        push(Form::default().with(name, value).as_str());
    }
    out.push_str(fragment);
    out
}

/// Cuts a text before the first `mark`. Without a mark, the second half is empty.
pub(crate) fn split_before(text: &str, mark: char) -> (&str, &str) {
    text.find(mark).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// Compares decoded names, as the reader of the query will: `__clerk%5Fstatus` is `__clerk_status`.
fn is_named(pair: &str, name: &str) -> bool {
    let mut encoded = split_before(pair, '=').0.as_bytes();
    for byte in name.bytes() {
        match decode_first(encoded) {
            Some((decoded, rest)) if decoded == byte => encoded = rest,
            _ => return false,
        }
    }
    encoded.is_empty()
}

fn decode_first(encoded: &[u8]) -> Option<(u8, &[u8])> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    if let [b'%', high, low, rest @ ..] = encoded
        && let (Some(high), Some(low)) = (digit(*high), digit(*low))
    {
        return Some(((high << 4 | low) as u8, rest));
    }
    let (first, rest) = encoded.split_first()?;
    Some((if *first == b'+' { b' ' } else { *first }, rest))
}

fn push_encoded(out: &mut String, text: &str) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(byte.into());
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(HEX.get(usize::from(nibble)).copied().unwrap_or('0'));
            }
        }
    }
}

/// `emailAddressId` → `email_address_id`; names that are snake_case already stay as they are.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_what_a_form_would_and_nothing_less() {
        let form = Form::default()
            .with("identifier", "ada+1@example.test")
            .with("redirect_url", "http://a/b?c=d&e#f");
        assert_eq!(
            form.as_str(),
            "identifier=ada%2B1%40example.test&redirect_url=http%3A%2F%2Fa%2Fb%3Fc%3Dd%26e%23f"
        );
        assert_eq!(Form::default().with("a b", "ü\n").as_str(), "a%20b=%C3%BC%0A");
        assert!(Form::default().is_empty());
    }

    #[test]
    fn a_pair_is_cut_out_of_a_query_and_nothing_else_changes() {
        for (url, expected) in [
            ("/p?q=a%20b&x=1", "/p?q=a%20b"),
            ("/p?x=1&flag", "/p?flag"),
            ("/p?bin=%FF&x&(b)~!*;'=`", "/p?bin=%FF&(b)~!*;'=`"),
            ("/p?a&&x=1&b=&=c&", "/p?a&&b=&=c&"),
            ("/p?x=1", "/p"),
            ("/p?x=1&x=2#x=3?x=4", "/p#x=3?x=4"),
            ("/p?%78=1&+x=2&x%=3&xx=4&X=5&x+=6", "/p?+x=2&x%=3&xx=4&X=5&x+=6"),
            ("/p?y=x&z=x=1", "/p?y=x&z=x=1"),
            ("/p??x=1&x", "/p??x=1"),
            ("/p", "/p"),
            ("/p#?x=1", "/p#?x=1"),
            ("?x", ""),
        ] {
            assert_eq!(with_param(url, "x", None), expected, "{url}");
        }
    }

    #[test]
    fn a_pair_is_put_into_a_query_in_place_of_its_namesakes() {
        for (url, expected) in [
            ("https://a.example", "https://a.example?_x=a%20b"),
            ("https://a.example/?", "https://a.example/?_x=a%20b"),
            (
                "https://a.example/?q=a%20b&flag#/h?i",
                "https://a.example/?q=a%20b&flag&_x=a%20b#/h?i",
            ),
            ("https://a.example/?_x=1&%5fx=2&q=+", "https://a.example/?q=+&_x=a%20b"),
        ] {
            assert_eq!(with_param(url, "_x", Some("a b")), expected, "{url}");
        }
    }

    #[test]
    fn an_id_stays_one_path_segment() {
        assert_eq!(segment("sia_2B"), "sia_2B");
        assert_eq!(segment("../me?x#y"), "..%2Fme%3Fx%23y");
        assert_eq!(segment(".."), "_");
        assert_eq!(segment(""), "_");
    }

    #[test]
    fn names_cross_the_wire_wire() {
        assert_eq!(snake_case("emailAddressId"), "email_address_id");
        assert_eq!(snake_case("email_address_id"), "email_address_id");
    }
}
