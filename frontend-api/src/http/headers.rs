//! The text of headers, which may hold any bytes.

use axum::http::HeaderMap;

/// The text of a header. A byte that is not UTF-8 becomes `�`, so that the rest can still be read.
pub(crate) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Whether somebody looks at the answer: programs do not ask for HTML.
pub(crate) fn is_of_person(headers: &HeaderMap) -> bool {
    text(headers, "accept").is_some_and(|kinds| kinds.contains("text/html"))
}

/// All lines of a header, joined with commas.
pub(crate) fn list(headers: &HeaderMap, name: &str) -> String {
    let lines = headers.get_all(name).iter();
    let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    lines.join(",")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_foreign_byte_hides_nothing() {
        let mut headers = HeaderMap::new();
        for (bytes, expected) in [
            (b"Zo\xc3\xab/1 Firefox/140.0".as_slice(), "Zoë/1 Firefox/140.0"),
            (b"Zo\xeb/1 Firefox/140.0", "Zo\u{fffd}/1 Firefox/140.0"),
        ] {
            headers.insert("user-agent", HeaderValue::from_bytes(bytes).unwrap());
            assert_eq!(text(&headers, "user-agent").as_deref(), Some(expected));
        }
        assert_eq!(text(&headers, "host"), None);
    }

    #[test]
    fn several_lines_are_one_list() {
        let mut headers = HeaderMap::new();
        assert_eq!(list(&headers, "via"), "");
        headers.append("via", "a, b".parse().unwrap());
        headers.append("via", HeaderValue::from_bytes(b"\xff").unwrap());
        headers.append("via", "c".parse().unwrap());
        assert_eq!(list(&headers, "via"), "a, b,\u{fffd},c");
    }
}
