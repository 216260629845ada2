//! Which origins may call this server and receive its redirects.
//! Pure: no request, no clock.

use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::{PoisonError, RwLock};

use url::{Host, Url};

use crate::plain::pasted;

/// An origin that is allowed, or one on any port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OriginRule {
    scheme: String,
    host: String,
    /// `None` is any port.
    port: Option<u16>,
}

impl OriginRule {
    /// The rule that allows the URL's origin.
    pub(crate) fn of(url: &Url) -> Option<Self> {
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

/// As browsers write an origin, or with `:*` for any port.
impl Display for OriginRule {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port } = self;
        let usual = if scheme == "https" { 443 } else { 80 };
        write!(to, "{scheme}://{host}")?;
        match *port {
            None => to.write_str(":*"),
            Some(port) if port == usual => Ok(()),
            Some(port) => write!(to, ":{port}"),
        }
    }
}

impl FromStr for OriginRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = pasted::trim(text);
        let (origin, any_port) = match text.strip_suffix(":*") {
            Some(origin) => (origin, true),
            None => (text, false),
        };
        let url = origin_url(origin)?;
        if url.port().is_some_and(|port| any_port || port == 0) {
            return Err(format!("`{text}` has a port that no page can have"));
        }
        let rule = Self::of(&url).ok_or_else(|| format!("`{text}` is not an http(s) origin"))?;
        Ok(if any_port { Self { port: None, ..rule } } else { rule })
    }
}

/// Reads a URL that must be an origin and nothing more, with a host that a page can have. The URL
/// parser alone would also take a wildcard or a list for a host.
pub(crate) fn origin_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("`{text}`: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{text}` is not an http(s) origin"));
    }
    let has_user = !url.username().is_empty() || url.password().is_some();
    if has_user || url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("`{text}` is more than scheme, host and port"));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_odd = |label: &str| label.is_empty() || !label.chars().all(is_plain);
    match url.host() {
        Some(Host::Domain(name)) if name.contains('*') => {
            Err(format!("`{text}`: only the port can be `*`. Name each host by itself"))
        }
        Some(Host::Domain(name))
            if name.strip_suffix('.').unwrap_or(name).split('.').any(is_odd) =>
        {
            Err(format!("`{text}`: no page has a host like that"))
        }
        _ => Ok(url),
    }
}

/// A host in the one form that protocols take: an address, or a name in ASCII.
pub(crate) fn host(text: &str) -> Result<Host, String> {
    Host::parse(text).map_err(|error| error.to_string())
}

/// What an `Origin` header says, if it is an origin and nothing more. Upper case does not matter in
/// schemes and hosts, and the default port may be written.
fn origin_of_header(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let origin = url.origin().ascii_serialization();
    let with_port = format!("{origin}:{}", url.port_or_known_default()?);
    let is_origin = [origin, with_port].iter().any(|form| form.eq_ignore_ascii_case(text));
    is_origin.then_some(url)
}

/// The allowed origins: those configured, and the server's own.
#[derive(Debug)]
pub(crate) struct Origins {
    own: Url,
    bound: SocketAddr,
    /// Whether the server is known only by the names of the address where it listens.
    is_local: bool,
    rules: RwLock<Vec<OriginRule>>,
}

impl Origins {
    /// `bound` is the address where the server listens. `is_local` says that only this machine reaches
    /// it, and no public URL was given.
    pub(crate) fn new(own: Url, bound: SocketAddr, is_local: bool, rules: Vec<OriginRule>) -> Self {
        Self { own, bound, is_local, rules: RwLock::new(rules) }
    }

    /// Allows these from now on, and no others that were configured.
    pub(crate) fn configure(&self, rules: Vec<OriginRule>) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
    }

    /// The public URL's origin, without a slash at its end.
    pub(crate) fn own(&self) -> String {
        self.own.origin().ascii_serialization()
    }

    /// The public URL.
    pub(crate) fn own_url(&self) -> &Url {
        &self.own
    }

    /// Whether the public URL is https, so that cookies must be `Secure`.
    pub(crate) fn is_secure(&self) -> bool {
        self.own.scheme() == "https"
    }

    /// The value of an `Origin` header, if it is allowed.
    pub(crate) fn allowed(&self, origin: &str) -> Option<String> {
        self.one_form(&origin_of_header(origin)?)
    }

    /// The origin of a page that reaches this server under the name in a `Host` header, if it is
    /// allowed.
    pub(crate) fn allowed_host(&self, host: &str) -> Option<String> {
        self.one_form(&self.url_of_host(host)?)
    }

    fn one_form(&self, url: &Url) -> Option<String> {
        self.allow_url(url).then(|| url.origin().ascii_serialization())
    }

    /// The base URL for links. In the default configuration it keeps the name that the page called
    /// (`Host`), `localhost` or the address; else it is always the public URL.
    pub(crate) fn base_for(&self, host: Option<&str>) -> String {
        host.and_then(|host| self.url_of_host(host))
            .filter(|url| self.is_local_name(url))
            .map_or_else(|| self.own(), |url| url.origin().ascii_serialization())
    }

    /// All allowed origins, for the SDK: the public URL's, and those that the rules name.
    pub(crate) fn listed(&self) -> Vec<String> {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        [self.own()].into_iter().chain(rules.iter().map(ToString::to_string)).collect()
    }

    /// Whether a page of this server may lead somebody there once they are done: an allowed redirect target,
    /// or a path of this server.
    pub(crate) fn may_lead_to(&self, text: &str) -> bool {
        match Url::parse(text) {
            Ok(_) => text.contains("://") && self.redirect_target(text).is_ok(),
            Err(_) => self.own.join(text).is_ok_and(|url| url.origin() == self.own.origin()),
        }
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

    /// Whether a `Host` header names this server. An attacker can point a name of their own here, with
    /// a page of theirs under it.
    pub(crate) fn is_own_host(&self, host: &str) -> bool {
        let is_own = |url: Url| {
            let is_address = matches!(url.host(), Some(Host::Ipv4(_) | Host::Ipv6(_)));
            // An address always leads to itself: nobody can point it elsewhere.
            self.is_this_machine(&url)
                || url.host() == self.own.host()
                || (is_address && self.bound.ip().is_unspecified())
        };
        self.url_of_host(host).is_some_and(is_own)
    }

    /// Whether what is sent to this server, under the name in a `Host` header, is https or stays on this machine.
    pub(crate) fn is_safe_host(&self, host: &str) -> bool {
        let is_safe =
            |url: Url| is_loopback(&url) || (self.is_secure() && url.host() == self.own.host());
        self.url_of_host(host).is_some_and(is_safe)
    }

    /// Whether an `Origin` header names this server.
    pub(crate) fn is_own_origin(&self, origin: &str) -> bool {
        origin_of_header(origin).is_some_and(|url| {
            let is_bound =
                url.scheme() == "http" && url.port_or_known_default() == Some(self.bound.port());
            url.origin() == self.own.origin() || (is_bound && self.is_this_machine(&url))
        })
    }

    fn allow_url(&self, url: &Url) -> bool {
        url.origin() == self.own.origin() || self.is_local_name(url) || self.is_configured(url)
    }

    fn is_configured(&self, url: &Url) -> bool {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        rules.iter().any(|rule| rule.allows(url))
    }

    fn is_local_name(&self, url: &Url) -> bool {
        self.is_local
            && url.scheme() == self.own.scheme()
            && url.port_or_known_default() == self.own.port_or_known_default()
            && self.is_this_machine(url)
    }

    /// Whether it is `localhost`, or an address where we listen. On another loopback address, another
    /// program may listen on the same port.
    fn is_this_machine(&self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => self.listens_on(address.into()),
            Some(Host::Ipv6(address)) => self.listens_on(address.into()),
            None => false,
        }
    }

    /// A server that listens on all addresses also listens on loopback addresses. `[::]` includes the
    /// IPv4 ones.
    fn listens_on(&self, address: IpAddr) -> bool {
        let bound = self.bound.ip();
        let is_among_all = bound.is_unspecified()
            && address.is_loopback()
            && (bound.is_ipv6() || address.is_ipv4());
        bound.to_canonical() == address || is_among_all
    }

    fn url_of_host(&self, host: &str) -> Option<Url> {
        let url = Url::parse(&format!("{}://{host}", self.own.scheme())).ok()?;
        // The text must be a host and a port, and nothing more.
        (url.path() == "/" && url.query().is_none() && url.username().is_empty()).then_some(url)
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

/// `url` with the outcome of a link in its query, in place of any earlier outcome.
pub(crate) fn with_outcome(url: Url, status: &str, session_id: Option<&str>) -> Url {
    const STATUS: &str = "__clerk_status";
    const SESSION: &str = "__clerk_created_session";
    let outcome = [Some((STATUS, status)), session_id.map(|id| (SESSION, id))];
    let outcome: Vec<_> = outcome.into_iter().flatten().collect();
    with_query(url, &[STATUS, SESSION], &outcome)
}

/// `url` without the parameters of these names, and then with `added` ones. Other parameters and the hash
/// stay as they were.
pub(crate) fn with_query(mut url: Url, without: &[&str], added: &[(&str, &str)]) -> Url {
    // Decoded, as the page will read them: `__clerk%5Fstatus` is the same name.
    let goes = |pair: &&str| {
        let mut named = form_urlencoded::parse(pair.as_bytes());
        named.next().is_some_and(|(name, _)| without.contains(&&*name))
    };
    let before = url.query().unwrap_or_default().split('&');
    let (gone, kept): (Vec<&str>, Vec<&str>) =
        before.filter(|pair| !pair.is_empty()).partition(goes);
    if gone.is_empty() && added.is_empty() {
        return url;
    }
    let mut pairs: Vec<String> = kept.into_iter().map(str::to_owned).collect();
    if !added.is_empty() {
        let mut query = form_urlencoded::Serializer::new(String::new());
        pairs.push(query.extend_pairs(added).finish());
    }
    let query = pairs.join("&");
    url.set_query((!query.is_empty()).then_some(&query));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(is_local: bool, rules: &[&str]) -> Origins {
        let rules = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        let own = Url::parse("http://localhost:4000").unwrap();
        Origins::new(own, "127.0.0.1:4000".parse().unwrap(), is_local, rules)
    }

    #[track_caller]
    fn check(rules: &[&str], origin: &str, expected: bool) {
        let allowed = origins(true, rules).allowed(origin);
        assert_eq!(allowed.as_deref(), expected.then_some(origin), "{origin}");
    }

    #[test]
    fn only_configured_origins_and_the_own_are_allowed() {
        check(&[], "http://localhost:4000", true);
        check(&[], "http://127.0.0.1:4000", true);
        check(&[], "http://[::1]:4000", false);
        check(&[], "http://127.0.0.2:4000", false);
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
    fn a_rule_is_written_as_browsers_write_an_origin() {
        for (rule, written) in [
            ("https://APP.example/", "https://app.example"),
            ("https://app.example:443", "https://app.example"),
            ("http://app.example:443", "http://app.example:443"),
            ("http://localhost:*", "http://localhost:*"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(rule.parse::<OriginRule>().unwrap().to_string(), written);
        }
        let listed = origins(true, &["https://app.example"]).listed();
        assert_eq!(listed, ["http://localhost:4000", "https://app.example"]);
    }

    #[test]
    fn a_page_leads_to_allowed_origins_and_to_paths_of_its_own() {
        let origins = origins(true, &["https://app.example"]);
        for good in [
            "/",
            "dash?a=https://evil.example",
            "?a",
            "#/a",
            "https://app.example/dash",
            "http://localhost:4000/user",
        ] {
            assert!(origins.may_lead_to(good), "{good}");
        }
        for bad in [
            "https://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "https:evil.example",
            "https:/evil.example",
            "https:app.example",
            "https://app.example@evil.example",
            "https://evil.example\\@app.example",
            "https://app.example.evil.example",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "mailto:a@b.example",
        ] {
            assert!(!origins.may_lead_to(bad), "{bad}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for good in [
            "https://app.example",
            "https://APP.example/",
            "https://müller.example",
            "https://app_1.example.:8443",
            "http://localhost:*",
            "http://[::1]:*",
            " http://localhost:* ",
            "\u{feff}https://app.example",
            "http://192.168.1.5:3000",
        ] {
            assert!(good.parse::<OriginRule>().is_ok(), "{good}");
        }
        for bad in [
            "app.example",
            "ftp://app.example",
            "https://app.example/path",
            "https://app.example?a",
            "https://app.example#a",
            "https://user@app.example",
            "https://user:password@app.example",
            "https://app.example:0",
            "http://localhost:3000:*",
            "*",
            "",
        ] {
            assert!(bad.parse::<OriginRule>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_no_page_can_have_as_its_host_is_no_origin() {
        for wildcard in [
            "https://*.vercel.app",
            "https://app-*.example.com",
            "https://%2a.example.com",
            "https://*",
            "https://*:*",
        ] {
            let why = wildcard.parse::<OriginRule>().unwrap_err();
            assert!(why.contains("only the port can be `*`"), "{why}");
        }
        for odd in [
            "https://.example.com",
            "https://app..example.com",
            "https://{branch}.example.com",
            "https://$APP.example.com",
            "https://a.example;b.example",
            "https://(a|b).example",
            "https://app.example$",
        ] {
            assert!(odd.parse::<OriginRule>().is_err(), "{odd}");
        }
    }

    #[test]
    fn an_origin_header_is_an_origin_and_nothing_more() {
        let origins = origins(false, &["https://app.example"]);
        for same in ["https://app.example", "HTTPS://APP.example", "https://app.example:443"] {
            assert_eq!(origins.allowed(same).as_deref(), Some("https://app.example"), "{same}");
        }
        for more in [
            "https://user:pw@app.example",
            "https://app.example/",
            "https://app.example/path?x",
            "https://app.example:443:443",
            "https://app.example:",
            "https:app.example",
            "https://app.\texample",
            " https://app.example",
        ] {
            assert_eq!(origins.allowed(more), None, "{more}");
        }
        assert!(!origins.is_own_origin("http://user@localhost:4000"));
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
    fn only_the_bound_address_localhost_and_the_public_url_are_own_names() {
        let origins = origins(false, &["https://app.example"]);
        for host in ["localhost", "localhost:4000", "LOCALHOST:1", "127.0.0.1:4000"] {
            assert!(origins.is_own_host(host), "{host}");
        }
        for host in [
            "127.0.0.2:4000",
            "[::1]:4000",
            "app.example",
            "localhost.evil.example",
            "",
            "evil.example@localhost",
            "localhost/evil.example",
        ] {
            assert!(!origins.is_own_host(host), "{host}");
        }
        assert!(origins.is_own_origin("http://127.0.0.1:4000"));
        for origin in ["http://127.0.0.1:5000", "http://127.0.0.2:4000", "https://app.example"] {
            assert!(!origins.is_own_origin(origin), "{origin}");
        }
    }

    #[test]
    fn who_listens_on_all_addresses_is_known_by_each_that_is_a_number() {
        let on = |bound: &str| {
            let own = Url::parse("https://clerk.example").unwrap();
            Origins::new(own, bound.parse().unwrap(), false, Vec::new())
        };
        for host in
            ["127.0.0.1:4000", "localhost:4000", "192.168.1.5", "[::1]:4000", "clerk.example"]
        {
            assert!(on("[::]:4000").is_own_host(host), "{host}");
        }
        assert!(on("0.0.0.0:4000").is_own_host("127.0.0.1:4000"));
        assert!(on("[::ffff:127.0.0.1]:4000").is_own_host("127.0.0.1:4000"));
        assert!(!on("[::]:4000").is_own_host("evil.example:4000"));
        assert!(!on("192.168.1.5:4000").is_own_host("127.0.0.1:4000"));
        assert!(on("[::]:4000").is_own_origin("http://127.0.0.1:4000"));
        // The page of another machine, or of another program on this one.
        for origin in ["http://203.0.113.7:4000", "http://127.0.0.1:5000"] {
            assert!(!on("[::]:4000").is_own_origin(origin), "{origin}");
        }
        assert!(!on("0.0.0.0:4000").is_own_origin("http://[::1]:4000"));
    }

    #[test]
    fn the_page_under_a_name_of_ours_is_known_by_its_host() {
        let page = |host| origins(true, &[]).allowed_host(host);
        assert_eq!(page("LOCALHOST:4000"), Some("http://localhost:4000".into()));
        assert_eq!(page("evil.example:4000"), None);
    }

    #[test]
    fn links_use_the_loopback_name_that_the_page_used_and_no_other_host() {
        let base = |host| origins(true, &[]).base_for(Some(host));
        assert_eq!(base("127.0.0.1:4000"), "http://127.0.0.1:4000");
        assert_eq!(base("evil.example:4000"), "http://localhost:4000");
        assert_eq!(base("127.0.0.2:4000"), "http://localhost:4000");
        assert_eq!(base("127.0.0.1:5000"), "http://localhost:4000");
        assert_eq!(origins(false, &[]).base_for(Some("127.0.0.1:4000")), "http://localhost:4000");
    }

    #[test]
    fn an_outcome_goes_before_the_hash_and_replaces_any_earlier_one() {
        let with = |url: &str| with_outcome(Url::parse(url).unwrap(), "verified", None).to_string();
        assert_eq!(
            with("https://a.example/v#/x?y"),
            "https://a.example/v?__clerk_status=verified#/x?y"
        );
        assert_eq!(
            with("https://a.example/?b=%20c&__clerk_status=failed&d&_%5Fclerk%5fstatus=x"),
            "https://a.example/?b=%20c&d&__clerk_status=verified"
        );
        assert_eq!(
            with("https://a.example/?__clerk_created_session=sess_1"),
            "https://a.example/?__clerk_status=verified"
        );
        let url = Url::parse("https://a.example/").unwrap();
        assert_eq!(
            with_outcome(url, "verified", Some("sess_1")).as_str(),
            "https://a.example/?__clerk_status=verified&__clerk_created_session=sess_1"
        );
    }
}
