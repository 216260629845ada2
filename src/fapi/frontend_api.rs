//! Which Frontend API an instance talks to, read from what the app gave to `new Clerk(…)`.
//!
//! Pure. Sources: wire protocol 1.1 (host), 1.2 (publishable key), 1.3 (base of a request URL).

use crate::error::Error;

/// A Frontend API, as named by the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FrontendApi {
    /// Host and port, as `clerk.frontendApi` shows it: `clerk.example.com`, `localhost:4000`.
    pub(crate) host: String,
    /// Scheme, host and path prefix, without a slash at the end: `https://clerk.example.com`.
    pub(crate) base: String,
    /// The publishable key, when that is what the app gave.
    pub(crate) publishable_key: Option<String>,
    /// A development instance of Clerk, which knows a browser by a token instead of a cookie.
    pub(crate) is_development: bool,
}

/// Hosts of development instances (wire protocol 1.1).
const DEVELOPMENT: [&str; 9] = [
    ".lcl.dev",
    ".stg.dev",
    ".lclstage.dev",
    ".stgstage.dev",
    ".dev.lclclerk.com",
    ".stg.lclclerk.com",
    ".accounts.lclclerk.com",
    ".accounts.dev",
    ".accountsstage.dev",
];

impl FrontendApi {
    /// Reads a bare host (`https` assumed), a URL with scheme, or a publishable key.
    ///
    /// `decode` undoes base64; the browser has it (`atob`), so it does not ride in the wasm.
    pub(crate) fn parse(
        input: &str,
        decode: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let input = input.trim();
        if input.is_empty() {
            return Err(Error::MissingFrontendApi);
        }
        if input.starts_with("pk_") {
            return Self::from_publishable_key(input, decode);
        }
        for scheme in ["https://", "http://"] {
            if let Some(rest) = input.strip_prefix(scheme) {
                return Self::from_url(scheme, rest);
            }
        }
        // A two-part `clerk.…` name is a Clerk host that lost its end (wire protocol 1.1).
        let complete = input.strip_prefix("clerk.").is_none_or(|rest| rest.contains('.'));
        if complete && is_host(input) {
            return Ok(Self::new("https://", input, ""));
        }
        Err(Error::InvalidFrontendApi)
    }

    fn from_publishable_key(
        key: &str,
        decode: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let encoded = key.strip_prefix("pk_test_").or_else(|| key.strip_prefix("pk_live_"));
        let decoded = encoded.and_then(decode).ok_or(Error::InvalidFrontendApi)?;
        match decoded.strip_suffix('$') {
            Some(host) if is_host(host) => {
                let mut api = Self::new("https://", host, "");
                api.publishable_key = Some(key.to_owned());
                api.is_development = key.starts_with("pk_test_");
                Ok(api)
            }
            _ => Err(Error::InvalidFrontendApi),
        }
    }

    fn from_url(scheme: &str, rest: &str) -> Result<Self, Error> {
        let (host, path) = match rest.find('/') {
            Some(slash) => rest.split_at_checked(slash).unwrap_or((rest, "")),
            None => (rest, ""),
        };
        if is_host(host) && !path.contains(['?', '#', '\\', ' ']) {
            return Ok(Self::new(scheme, host, path.trim_end_matches('/')));
        }
        Err(Error::InvalidFrontendApi)
    }

    fn new(scheme: &str, host: &str, path: &str) -> Self {
        Self {
            host: host.to_owned(),
            base: [scheme, host, path].concat(),
            publishable_key: None,
            is_development: DEVELOPMENT.iter().any(|suffix| host.ends_with(suffix)),
        }
    }
}

/// A name of dotted labels or `localhost` or `[::1]`, with an optional port.
fn is_host(text: &str) -> bool {
    for local in ["localhost", "[::1]"] {
        if let Some(rest) = text.strip_prefix(local)
            && (rest.is_empty() || is_port(rest))
        {
            return true;
        }
    }
    let name = text.find(':').and_then(|colon| text.split_at_checked(colon));
    let (name, port) = name.unwrap_or((text, ""));
    is_dotted_name(name) && (port.is_empty() || is_port(port))
}

/// A colon and a number that a port can have.
fn is_port(text: &str) -> bool {
    let digits = text.as_bytes().strip_prefix(b":").unwrap_or_default();
    let number = digits.iter().try_fold(0_u32, |number, digit| {
        digit.is_ascii_digit().then(|| number.saturating_mul(10) + u32::from(digit - b'0'))
    });
    number.is_some_and(|number| (1..=65_535).contains(&number))
}

fn is_dotted_name(name: &str) -> bool {
    let mut labels = 0;
    let mut last = b'.';
    for byte in name.bytes() {
        let is_fit = match byte {
            b'.' => last != b'.',
            byte => byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_',
        };
        if !is_fit {
            return false;
        }
        labels += usize::from(last == b'.');
        last = byte;
    }
    labels > 1 && last != b'.' && name.len() <= 253
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn parse(input: &str) -> Result<FrontendApi, Error> {
        FrontendApi::parse(input, |encoded| match encoded {
            "Y2xlcmsuZXhhbXBsZS5jb20k" => Some("clerk.example.com$".into()),
            "bm9kb2xsYXI" => Some("nodollar".into()),
            _ => None,
        })
    }

    #[track_caller]
    fn check(input: &str, host: &str, base: &str) {
        let api = parse(input).unwrap();
        assert_eq!((api.host.as_str(), api.base.as_str()), (host, base));
    }

    #[test]
    fn a_bare_host_is_reached_over_https() {
        check("clerk.example.com", "clerk.example.com", "https://clerk.example.com");
        check(" clerk.a-b.12345 ", "clerk.a-b.12345", "https://clerk.a-b.12345");
        check(
            "clerk.app.localhost:8443",
            "clerk.app.localhost:8443",
            "https://clerk.app.localhost:8443",
        );
    }

    #[test]
    fn a_url_keeps_its_scheme_port_and_path() {
        check("http://localhost:4000", "localhost:4000", "http://localhost:4000");
        check("http://127.0.0.1:4000/", "127.0.0.1:4000", "http://127.0.0.1:4000");
        check("http://[::1]:4000", "[::1]:4000", "http://[::1]:4000");
        check("https://example.com/fapi/", "example.com", "https://example.com/fapi");
    }

    #[test]
    fn a_publishable_key_names_its_host() {
        let key = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k";
        check(key, "clerk.example.com", "https://clerk.example.com");
        assert_eq!(parse(key).unwrap().publishable_key.as_deref(), Some(key));
    }

    #[test]
    fn a_development_instance_is_known_by_its_key_or_its_host() {
        assert!(parse("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k").unwrap().is_development);
        assert!(!parse("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k").unwrap().is_development);
        assert!(parse("clerk.happy.panda-1.lcl.dev").unwrap().is_development);
        assert!(!parse("clerk.example.com").unwrap().is_development);
        assert!(!parse("http://localhost:4000").unwrap().is_development);
    }

    #[test]
    fn what_names_no_host_is_refused_at_once() {
        assert!(matches!(parse(""), Err(Error::MissingFrontendApi)));
        assert!(matches!(parse("   "), Err(Error::MissingFrontendApi)));
        for input in [
            "clerk.abcef",
            "clerk",
            "a b.com",
            "javascript:alert(1)",
            "//example.com",
            "ftp://a.b",
            "https://",
            "https://user:pw@example.com",
            "https://example.com?x=1",
            "http://a..b",
            "https://example.com:0",
            "https://example.com:99999",
            "pk_test_",
            "pk_test_bm9kb2xsYXI",
            "pk_other_Y2xlcmsuZXhhbXBsZS5jb20k",
            "🦀.com",
            "http://🦀",
        ] {
            assert!(matches!(parse(input), Err(Error::InvalidFrontendApi)), "{input}");
        }
    }
}
