//! Which Frontend API an instance talks to, read from what the app gave to `new Clerk(…)`.
//!
//! Pure. Sources: wire protocol 1.1 (host), 1.2 (publishable key), 1.3 (base of a request URL).

use crate::browser::address::Address;
use crate::error::code::Unfit;

/// A Frontend API, as named by the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FrontendApi {
    /// Host and port, as `clerk.frontendApi` shows it: `clerk.example.com`, `localhost:4000`.
    pub(crate) host: String,
    /// The host without its port.
    pub(crate) name: String,
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
    /// `decode` decodes base64 and `read` reads a URL. The browser has both, so the wasm carries neither.
    pub(crate) fn parse(
        input: &str,
        decode: impl Fn(&str) -> Option<String>,
        read: impl Fn(&str) -> Option<Address>,
    ) -> Result<Self, Unfit> {
        let input = input.trim();
        if input.is_empty() {
            return Err(Unfit::Missing);
        }
        if input.starts_with("pk_") {
            return Self::from_publishable_key(input, decode, read).ok_or(Unfit::Invalid);
        }
        let scheme = before(input, ':');
        let is_url = ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        // A two-part `clerk.…` name is a Clerk host that lost its end (wire protocol 1.1).
        let is_cut = input.strip_prefix("clerk.").is_some_and(|rest| !rest.contains('.'));
        let address = match input {
            url if is_url => read(url),
            host if !is_cut => read_host(host, read),
            _ => None,
        };
        address.and_then(Self::at).ok_or(Unfit::Invalid)
    }

    fn from_publishable_key(
        key: &str,
        decode: impl Fn(&str) -> Option<String>,
        read: impl Fn(&str) -> Option<Address>,
    ) -> Option<Self> {
        let encoded = key.strip_prefix("pk_test_").or_else(|| key.strip_prefix("pk_live_"))?;
        let mut api = Self::at(read_host(decode(encoded)?.strip_suffix('$')?, read)?)?;
        api.publishable_key = Some(key.to_owned());
        api.is_development = key.starts_with("pk_test_");
        Some(api)
    }

    /// Takes any host that the browser takes: names without a dot are usual among containers and at home.
    fn at(address: Address) -> Option<Self> {
        let Address { scheme, host, name, path, has_more } = address;
        let path = path.trim_end_matches('/');
        // Each request adds `/v1` itself.
        let path = path.strip_suffix("/v1").unwrap_or(path).trim_end_matches('/');
        (!has_more).then(|| Self {
            base: [&scheme, "//", &host, path].concat(),
            is_development: DEVELOPMENT.iter().any(|suffix| host.ends_with(suffix)),
            host,
            name,
            publishable_key: None,
        })
    }
}

/// What comes before the first `mark`; without a mark, the whole text.
fn before(text: &str, mark: char) -> &str {
    text.split(mark).next().unwrap_or_default()
}

/// Reads a host without a scheme. It is reached over https.
fn read_host(host: &str, read: impl Fn(&str) -> Option<Address>) -> Option<Address> {
    if !is_host(host) {
        return None;
    }
    let scheme = "https:";
    read(&[scheme, "//", host].concat()).or_else(|| {
        // No browser accepts a name that ends in a number, but clerk-js does (wire protocol 1.1).
        let name = host.to_ascii_lowercase();
        let address =
            Address { scheme: scheme.into(), host: name.clone(), name, ..Address::default() };
        host.bytes().all(|byte| byte != b':' && byte != b'[').then_some(address)
    })
}

/// Whether a text without a scheme can hardly be anything but a host: `localhost`, an address in brackets,
/// or dotted labels, each with or without a port.
///
/// The browser has the last word. But the browser would also accept a user before an `@` and a path after a
/// slash, and then a publishable key could name another host than it seems to.
fn is_host(text: &str) -> bool {
    let name = before(text, ':');
    let mut labels = name.strip_suffix('.').unwrap_or(name).split('.');
    let is_dotted = name.contains('.') && labels.all(|label| !label.is_empty());
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:[]".contains(&byte);
    text.bytes().all(is_fit)
        && (is_dotted || name.starts_with('[') || name.eq_ignore_ascii_case("localhost"))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use url::{Position, Url};

    fn parse(input: &str) -> Result<FrontendApi, Unfit> {
        // In place of base64, which the browser decodes.
        let decode = |encoded: &str| (encoded != "?").then(|| encoded.to_owned());
        FrontendApi::parse(input, decode, read)
    }

    /// As a browser would: both follow the URL standard.
    fn read(url: &str) -> Option<Address> {
        let url = Url::parse(url).ok()?;
        let user = url.username().to_owned() + url.password().unwrap_or_default();
        let more = user + url.query().unwrap_or_default() + url.fragment().unwrap_or_default();
        Some(Address {
            scheme: url.scheme().to_owned() + ":",
            host: url[Position::BeforeHost..Position::AfterPort].to_owned(),
            name: url.host_str().unwrap_or_default().to_owned(),
            path: url.path().to_owned(),
            has_more: !more.is_empty(),
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
    fn a_url_may_name_any_host_that_a_browser_takes() {
        check("http://fapi:4000", "fapi:4000", "http://fapi:4000");
        check("http://devbox", "devbox", "http://devbox");
        check("HTTP://LOCALHOST:4000", "localhost:4000", "http://localhost:4000");
        check(
            "hTTps://Clerk.Example.COM/API",
            "clerk.example.com",
            "https://clerk.example.com/API",
        );
        check("http://localhost.:4000", "localhost.:4000", "http://localhost.:4000");
        check("http://[fd00::1]:4000", "[fd00::1]:4000", "http://[fd00::1]:4000");
        check("http://[FD00:0::1]", "[fd00::1]", "http://[fd00::1]");
        check("http://127.1:4000", "127.0.0.1:4000", "http://127.0.0.1:4000");
        check(
            "http://münchen.test:4000",
            "xn--mnchen-3ya.test:4000",
            "http://xn--mnchen-3ya.test:4000",
        );
        check("https://my_fapi:443", "my_fapi", "https://my_fapi");
        check("http://fapi:80/a/../b//", "fapi", "http://fapi/b");
    }

    #[test]
    fn the_version_that_each_request_names_is_not_named_twice() {
        for url in ["http://fapi:4000/v1", "http://fapi:4000/v1/", "http://fapi:4000//v1//"] {
            check(url, "fapi:4000", "http://fapi:4000");
        }
        check("https://example.com/api/v1", "example.com", "https://example.com/api");
        check("https://example.com/api/dev1", "example.com", "https://example.com/api/dev1");
    }

    #[test]
    fn a_host_knows_no_case() {
        check("Clerk.Example.com", "clerk.example.com", "https://clerk.example.com");
        check("LOCALHOST:4000", "localhost:4000", "https://localhost:4000");
        check("clerk.example.com.", "clerk.example.com.", "https://clerk.example.com.");
        check("[FD00::1]:4000", "[fd00::1]:4000", "https://[fd00::1]:4000");
        check("pk_live_Clerk.Example.com$", "clerk.example.com", "https://clerk.example.com");
        assert!(parse("CLERK.HAPPY.PANDA-1.LCL.DEV").unwrap().is_development);
        assert_eq!(parse("http://[::1]:4000").unwrap().name, "[::1]");
    }

    #[test]
    fn a_publishable_key_names_its_host() {
        let key = "pk_test_clerk.example.com$";
        check(key, "clerk.example.com", "https://clerk.example.com");
        assert_eq!(parse(key).unwrap().publishable_key.as_deref(), Some(key));
    }

    #[test]
    fn a_development_instance_is_known_by_its_key_or_its_host() {
        assert!(parse("pk_test_clerk.example.com$").unwrap().is_development);
        assert!(!parse("pk_live_clerk.example.com$").unwrap().is_development);
        assert!(parse("clerk.happy.panda-1.lcl.dev").unwrap().is_development);
        assert!(!parse("clerk.example.com").unwrap().is_development);
        assert!(!parse("http://localhost:4000").unwrap().is_development);
    }

    #[test]
    fn what_names_no_host_is_refused_at_once() {
        assert!(matches!(parse(""), Err(Unfit::Missing)));
        assert!(matches!(parse("   "), Err(Unfit::Missing)));
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
            "https://example.com/#x",
            "https://@:80",
            "https://example.com:99999",
            "example.com:99999",
            "http://[::1",
            "http://1.2.3.4.5",
            "a..b",
            ".a.b",
            "fapi:4000",
            "example.com/api",
            "user@example.com",
            "pk_test_",
            "pk_test_clerk.example.com",
            "pk_test_?",
            "pk_other_clerk.example.com$",
            "🦀.com",
            "pk_live_user@example.com$",
            "pk_live_example.com/a$",
            "pk_live_example.com\\a$",
            "pk_live_example.com?a$",
            "pk_live_example.com#$",
            "pk_live_exa\tmple.com$",
            "pk_live_exa\nmple.com$",
            "pk_live_ example.com$",
            "pk_live_https://example.com$",
            "pk_live_fapi$",
            "pk_live_example.com$$",
            "pk_live_$",
        ] {
            assert!(matches!(parse(input), Err(Unfit::Invalid)), "{input}");
        }
    }
}
