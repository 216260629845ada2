//! Form encoding of request bodies and query strings.
//!
//! Pure. Sources: wire protocol 1.4 (bodies), WHATWG URL (`application/x-www-form-urlencoded`).

/// Fields as they are sent: `a=1&b=2`, spaces as `%20`, so that it serves bodies and queries alike.
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

/// Encodes one path segment: an id that came from the app must not climb out of its place.
pub(crate) fn segment(text: &str) -> String {
    let mut out = String::new();
    // A segment of dots alone would be resolved away by the browser, encoded or not.
    if text.bytes().all(|byte| byte == b'.') {
        return "_".into();
    }
    push_encoded(&mut out, text);
    out
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

/// `email_address_id` → `emailAddressId`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else {
            out.push(if upper { letter.to_ascii_uppercase() } else { letter });
            upper = false;
        }
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
    fn an_id_stays_one_path_segment() {
        assert_eq!(segment("sia_2B"), "sia_2B");
        assert_eq!(segment("../me?x#y"), "..%2Fme%3Fx%23y");
        assert_eq!(segment(".."), "_");
        assert_eq!(segment(""), "_");
    }

    #[test]
    fn names_cross_the_wire_in_snake_case_and_come_back_in_camel_case() {
        assert_eq!(snake_case("emailAddressId"), "email_address_id");
        assert_eq!(snake_case("email_address_id"), "email_address_id");
        assert_eq!(camel_case("first_factor_verification"), "firstFactorVerification");
        assert_eq!(camel_case("id"), "id");
    }
}
