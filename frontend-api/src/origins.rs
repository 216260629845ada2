//! Which origins may call this server and receive its redirects.
//! Pure: no request, no clock.

use std::str::FromStr;

use url::{Host, Url};

/// An origin that is allowed, or one on any port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OriginRule {
    scheme: String,
    host: String,
    /// `None`: any.
    port: Option<u16>,
}

impl OriginRule {
    fn of(url: &Url) -> Option<Self> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default());
        Some(Self { scheme: url.scheme().to_owned(), host, port })
    }

    fn allows(&self, url: &Url) -> bool {
        Self::of(url).is_some_and(|other| {
            (&self.scheme, &self.host) == (&other.scheme, &other.host)
                && (self.port.is_none() || self.port == other.port)
        })
    }
}

impl FromStr for OriginRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (origin, any_port) = match text.strip_suffix(":*") {
            Some(origin) => (origin, true),
            None => (text, false),
        };
        let url = Url::parse(origin).map_err(|error| format!("`{text}`: {error}"))?;
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`{text}` is more than scheme, host and port"));
        }
        let rule = Self::of(&url).ok_or_else(|| format!("`{text}` is no http(s) origin"))?;
        Ok(if any_port { Self { port: None, ..rule } } else { rule })
    }
}

/// The allowed origins: those configured, and the server's own.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    own: Url,
    /// Whether every loopback name with the own port means this server too.
    loopback: bool,
    rules: Vec<OriginRule>,
}

impl Origins {
    /// `loopback`: the server is on this machine under no other name than loopback's.
    pub(crate) fn new(own: Url, loopback: bool, rules: Vec<OriginRule>) -> Self {
        Self { own, loopback, rules }
    }

    /// The public URL's origin, without a slash at its end.
    pub(crate) fn own(&self) -> String {
        self.own.origin().ascii_serialization()
    }

    /// Whether the value of an `Origin` header is allowed.
    pub(crate) fn allow(&self, origin: &str) -> bool {
        self.allowed(origin).is_some()
    }

    /// The same, in its one form.
    pub(crate) fn allowed(&self, origin: &str) -> Option<String> {
        let url = Url::parse(origin).ok().filter(|url| self.allow_url(url))?;
        Some(url.origin().ascii_serialization())
    }

    /// The base URL for links, given the `Host` that the page called: under the default
    /// configuration any loopback name of this server, else always the public URL.
    pub(crate) fn base_for(&self, host: Option<&str>) -> String {
        host.and_then(|host| Url::parse(&format!("http://{host}")).ok())
            .filter(|url| self.is_own_loopback(url))
            .map_or_else(|| self.own(), |url| url.origin().ascii_serialization())
    }

    /// Reads a redirect target: an absolute http(s) URL on an allowed origin.
    pub(crate) fn redirect_target(&self, text: &str) -> Result<Url, &'static str> {
        let url = Url::parse(text).map_err(|_| "is not an absolute URL")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("is not an http or https URL");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not contain a user name or a password");
        }
        if !self.allow_url(&url) {
            return Err("is on an origin that is not allowed");
        }
        Ok(url)
    }

    fn allow_url(&self, url: &Url) -> bool {
        url.origin() == self.own.origin()
            || self.is_own_loopback(url)
            || self.rules.iter().any(|rule| rule.allows(url))
    }

    fn is_own_loopback(&self, url: &Url) -> bool {
        self.loopback
            && url.scheme() == self.own.scheme()
            && url.port_or_known_default() == self.own.port_or_known_default()
            && is_loopback(url)
    }
}

/// Whether a URL names this machine: `localhost`, 127.0.0.0/8 or ::1.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `url` with these query parameters in its search part, in place of any of the same names; its
/// other parameters and its hash stay as they were.
pub(crate) fn with_parameters(mut url: Url, parameters: &[(&str, &str)]) -> Url {
    let is_ours = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        parameters.iter().any(|(name, _)| *name == key)
    };
    let kept = url.query().unwrap_or_default().split('&');
    let mut pairs: Vec<String> =
        kept.filter(|pair| !pair.is_empty() && !is_ours(pair)).map(str::to_owned).collect();
    for (name, value) in parameters {
        pairs.push(
            form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish(),
        );
    }
    url.set_query(Some(&pairs.join("&")));
    url
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn origins(loopback: bool, rules: &[&str]) -> Origins {
        let rules = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        Origins::new(Url::parse("http://localhost:4000").unwrap(), loopback, rules)
    }

    #[track_caller]
    fn check(rules: &[&str], origin: &str, expected: bool) {
        assert_eq!(origins(true, rules).allow(origin), expected, "{origin}");
    }

    #[test]
    fn only_configured_origins_and_the_own_are_allowed() {
        check(&[], "http://localhost:4000", true);
        check(&[], "http://127.0.0.1:4000", true);
        check(&[], "http://[::1]:4000", true);
        check(&[], "http://localhost:3000", false);
        check(&[], "https://localhost:4000", false);
        check(&[], "null", false);
        check(&["http://localhost:*"], "http://localhost:3000", true);
        check(&["http://localhost:*"], "http://localhost.evil.example:3000", false);
        check(&["https://app.example"], "https://app.example", true);
        check(&["https://app.example"], "https://app.example:8443", false);
        check(&["https://app.example"], "https://app.example.evil", false);
        check(&["https://app.example"], "http://app.example", false);
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for bad in ["app.example", "ftp://app.example", "https://app.example/path", "*", ""] {
            assert!(bad.parse::<OriginRule>().is_err(), "{bad}");
        }
    }

    #[test]
    fn redirects_stay_on_allowed_origins() {
        let origins = origins(false, &["https://app.example"]);
        assert!(origins.redirect_target("https://app.example/verification?a=1#/b").is_ok());
        for bad in [
            "javascript:alert(1)",
            "/verification",
            "//app.example",
            "undefined",
            "",
            "data:text/html,x",
            "https://app.example@evil.example/",
            "https://user@app.example/",
            "https://evil.example/https://app.example",
            "http://127.0.0.1:4000/",
        ] {
            assert!(origins.redirect_target(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn links_use_the_loopback_name_that_the_page_used_and_no_other_host() {
        let base = |host| origins(true, &[]).base_for(Some(host));
        assert_eq!(base("127.0.0.1:4000"), "http://127.0.0.1:4000");
        assert_eq!(base("evil.example:4000"), "http://localhost:4000");
        assert_eq!(base("127.0.0.1:5000"), "http://localhost:4000");
        assert_eq!(origins(false, &[]).base_for(Some("127.0.0.1:4000")), "http://localhost:4000");
    }

    #[test]
    fn parameters_go_before_the_hash_and_replace_their_namesakes() {
        let with = |url: &str| {
            with_parameters(Url::parse(url).unwrap(), &[("__clerk_status", "verified")]).to_string()
        };
        assert_eq!(
            with("https://a.example/v#/x?y"),
            "https://a.example/v?__clerk_status=verified#/x?y"
        );
        assert_eq!(
            with("https://a.example/?b=%20c&__clerk_status=failed&d"),
            "https://a.example/?b=%20c&d&__clerk_status=verified"
        );
    }
}
