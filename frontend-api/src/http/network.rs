//! Where a request comes from: the network for which limits are counted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Once;

use axum::http::HeaderMap;
use ipnet::{IpNet, Ipv4Net};

use crate::http::headers;
use crate::plain::pasted;

/// Headers by which proxies show that they forward a request.
const FORWARDING: [&str; 5] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/// The addresses of trusted proxies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proxies(IpNet);

impl FromStr for Proxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = pasted::trim(text);
        let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        let net = net.map_err(|_| {
            format!("`{text}` is neither an IP address nor a range such as 172.16.0.0/12")
        })?;
        let net = canonical(net);
        // A range with all IPv4 addresses, written as IPv6, is everybody too.
        let everybody = Ipv6Addr::from_bits(0xffff << 32);
        if net.prefix_len() == 0 || net.contains(&IpAddr::V6(everybody)) {
            return Err(format!("`{text}` is everybody: name the proxy's own range"));
        }
        Ok(Self(net))
    }
}

impl Proxies {
    fn has(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

/// The IPv4 form of a range that was written as IPv6 (`::ffff:…`).
fn canonical(net: IpNet) -> IpNet {
    let IpNet::V6(mapped) = net else { return net };
    let (address, bits) = (mapped.addr().to_ipv4_mapped(), mapped.prefix_len().checked_sub(96));
    match (address, bits) {
        (Some(address), Some(bits)) => Ipv4Net::new(address, bits).map_or(net, IpNet::V4),
        _ => net,
    }
}

/// Who sends a request, as far as we can know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Requester {
    address: IpAddr,
    doubt: Option<Doubt>,
}

/// Why all callers of a proxy count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// The proxy is not trusted.
    Unnamed,
    /// The proxy is trusted, but does not say for whom it forwards.
    Silent,
}

/// Who sends a request: the peer or, if that is a trusted proxy, the address that it names. Each
/// trusted proxy adds its own caller at the end of the list. So the list is read from its end, and
/// everything before the first address that is not trusted is ignored.
pub(crate) fn requester(peer: IpAddr, headers: &HeaderMap, trusted: &[Proxies]) -> Requester {
    let is_trusted = |address| trusted.iter().any(|proxies| proxies.has(address));
    let mut address = peer.to_canonical();
    if !is_trusted(address) {
        let doubt = (is_local(address) && is_forwarded(headers)).then_some(Doubt::Unnamed);
        return Requester { address, doubt };
    }
    let list = headers::list(headers, "x-forwarded-for");
    let mut entries = list.rsplit(',').map(str::trim).filter(|entry| !entry.is_empty()).peekable();
    if entries.peek().is_none() {
        let doubt = is_of_a_page(headers).then_some(Doubt::Silent);
        return Requester { address, doubt };
    }
    while is_trusted(address)
        && let Some(entry) = entries.next()
    {
        let Some(named) = self::address(entry) else {
            return Requester { address, doubt: Some(Doubt::Silent) };
        };
        address = named;
    }
    // Entries are left, so this address has forwarded a request as well: it is a proxy.
    let is_proxy = !is_trusted(address) && is_local(address) && entries.peek().is_some();
    Requester { address, doubt: is_proxy.then_some(Doubt::Unnamed) }
}

/// Whether a page in a browser sent this, and not the proxy itself or a program on its machine.
fn is_of_a_page(headers: &HeaderMap) -> bool {
    ["origin", "sec-fetch-site"].iter().any(|name| headers.contains_key(*name))
}

impl Requester {
    /// The network for which limits are counted.
    pub(crate) fn network(self) -> String {
        of(self.address)
    }

    /// Warns the operator, once, that the callers of a proxy cannot be told apart.
    pub(crate) fn warn(self) {
        static UNNAMED: Once = Once::new();
        static SILENT: Once = Once::new();
        let proxy = self.address;
        match self.doubt {
            None => {}
            Some(Doubt::Unnamed) => UNNAMED.call_once(|| {
                tracing::warn!(
                    %proxy,
                    "a proxy that is not trusted forwards requests: all of them count as one caller's. \
                     Start with --trusted-proxy and its address or range"
                );
            }),
            Some(Doubt::Silent) => SILENT.call_once(|| {
                tracing::warn!(
                    %proxy,
                    "a trusted proxy does not say for whom it forwards: all of its requests count as \
                     one caller's. It has to write their address at the end of X-Forwarded-For"
                );
            }),
        }
    }
}

/// The address in an entry as proxies write it: perhaps in brackets or quotes, perhaps with a zone
/// (RFC 4007) or a port.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = without_zone(entry.trim_matches('"'));
    let entry = entry.as_str();
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let with_port = || entry.parse::<SocketAddr>().map(|address| address.ip());
    bare.parse::<IpAddr>().or_else(|_| with_port()).ok().map(|address| address.to_canonical())
}

fn without_zone(entry: &str) -> String {
    let (address, rest) = entry.split_once('%').unwrap_or((entry, ""));
    let behind = rest.split_once(']').map(|(_, port)| ["]", port].concat());
    [address, &behind.unwrap_or_default()].concat()
}

/// Whether a proxy has passed this request on.
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(*name))
}

/// Whether an address is on this machine or in a private network, where an operator's proxies are.
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_loopback()
                || address.is_private()
                || address.is_link_local()
                || is_shared(address)
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// Whether an address is from the range that providers share (RFC 6598). Clusters and private networks
/// use it too.
fn is_shared(address: Ipv4Addr) -> bool {
    matches!(address.octets(), [100, 64..=127, ..])
}

/// The part of an address that belongs to one subscriber: all of IPv4, the first 56 bits of IPv6.
fn of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xff00)
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[track_caller]
    fn check(trusted: &[&str], peer: &str, lines: &[&str], expected: &str) {
        let trusted: Vec<Proxies> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let requester = requester(peer.parse().unwrap(), &headers, &trusted);
        let expected = expected.parse::<IpAddr>().unwrap();
        assert_eq!(requester.address, expected, "{trusted:?} {lines:?}");
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        check(&[], "127.0.0.1", &["198.51.100.7"], "127.0.0.1");
        check(&["10.0.0.1"], "127.0.0.1", &["198.51.100.7"], "127.0.0.1");
        check(&["127.0.0.1"], "127.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check(&["127.0.0.1"], "127.0.0.1", &[], "127.0.0.1");
    }

    #[test]
    fn a_range_and_either_way_to_write_an_ipv4_address_are_known() {
        for trusted in [
            "172.18.0.0/16",
            "172.18.0.1/16",
            "172.18.0.5",
            "172.18.0.5/32",
            "::ffff:172.18.0.5",
            "::ffff:172.18.0.0/112",
            "172.16.0.0/12",
            " 172.18.0.5",
        ] {
            check(&[trusted], "172.18.0.5", &["198.51.100.7"], "198.51.100.7");
            check(&[trusted], "::ffff:172.18.0.5", &["198.51.100.7"], "198.51.100.7");
            check(&[trusted], "172.32.0.5", &["198.51.100.7"], "172.32.0.5");
        }
        check(&["fd00::/8"], "fd12::1", &["2001:db8::1"], "2001:db8::1");
        for bad in [
            "",
            "nginx",
            "172.18.0.0/33",
            "172.18.0.1:80",
            "0.0.0.0/0",
            "::/0",
            "::ffff:0:0/96",
            "::ffff:172.18.0.0/16",
        ] {
            assert!(bad.parse::<Proxies>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_proxies_really_write_is_read() {
        let through = |line| check(&["127.0.0.1"], "127.0.0.1", &[line], "198.51.100.7");
        through("198.51.100.7");
        through(" 203.0.113.1 ,198.51.100.7\t");
        through("198.51.100.7:5678");
        through("\"198.51.100.7:5678\"");
        through("::ffff:198.51.100.7");
        through("203.0.113.1, 198.51.100.7,");
        let through = |line| check(&["127.0.0.1"], "127.0.0.1", &[line], "2001:db8::1");
        through("2001:db8::1");
        through("[2001:db8::1]");
        through("2001:db8::1%eth0");
        through("[2001:db8::1%eth0]:443");
        through("[2001:db8::1]:443");
        through("\"[2001:db8::1]:443\"");
        check(&["127.0.0.1"], "127.0.0.1", &["203.0.113.1", "198.51.100.7"], "198.51.100.7");
        check(&["127.0.0.1"], "127.0.0.1", &["Zoë, 198.51.100.7"], "198.51.100.7");
    }

    #[test]
    fn a_chain_of_proxies_is_followed_as_far_as_they_are_trusted() {
        let chain = ["192.0.2.66, 198.51.100.7, 10.0.0.2", "10.0.0.3"];
        check(&["10.0.0.0/8"], "10.0.0.4", &chain, "198.51.100.7");
        check(&["10.0.0.4", "10.0.0.3"], "10.0.0.4", &chain, "10.0.0.2");
        check(&["10.0.0.4"], "10.0.0.4", &chain, "10.0.0.3");
        check(&["10.0.0.0/8"], "10.0.0.4", &["10.0.0.9, 10.0.0.3"], "10.0.0.9");
        // The proxy could not say who that was, so its own address counts.
        check(&["10.0.0.0/8"], "10.0.0.4", &["198.51.100.7, unknown, 10.0.0.3"], "10.0.0.3");
    }

    #[test]
    fn a_proxy_whose_callers_cannot_be_told_apart_is_doubted() {
        const TRUSTED: &str = "10.0.0.4";
        let doubt = |peer: &str, lines: &[(&'static str, &str)]| {
            let trusted = [TRUSTED.parse().unwrap()];
            let headers = lines.iter().map(|(name, value)| {
                (HeaderName::from_static(name), value.parse::<HeaderValue>().unwrap())
            });
            requester(peer.parse().unwrap(), &headers.collect(), &trusted).doubt
        };
        let forwarded = |list| [("x-forwarded-for", list)];
        // A proxy that is not trusted: the peer, or another behind the trusted one.
        for peer in ["127.0.0.1", "172.18.0.5", "100.64.0.1", "100.127.255.254", "fd00::5"] {
            assert_eq!(doubt(peer, &forwarded("198.51.100.7")), Some(Doubt::Unnamed), "{peer}");
            assert_eq!(doubt(peer, &[]), None, "{peer} asks for itself");
        }
        for elsewhere in ["198.51.100.7", "100.63.0.1", "100.128.0.1", "2001:db8::1"] {
            assert_eq!(doubt(elsewhere, &forwarded("192.0.2.1")), None, "{elsewhere}");
        }
        assert_eq!(doubt(TRUSTED, &forwarded("192.0.2.1, 10.0.0.3")), Some(Doubt::Unnamed));
        assert_eq!(doubt(TRUSTED, &forwarded("192.0.2.1, 198.51.100.7")), None);
        assert_eq!(doubt(TRUSTED, &forwarded("10.0.0.3")), None, "somebody in the same network");
        // A trusted proxy that does not say for whom it forwards.
        assert_eq!(doubt(TRUSTED, &forwarded("unknown")), Some(Doubt::Silent));
        assert_eq!(doubt(TRUSTED, &forwarded("198.51.100.7, _hidden")), Some(Doubt::Silent));
        assert_eq!(doubt(TRUSTED, &forwarded("10.0.0.4")), None);
        for page in [("origin", "https://app.example.com"), ("sec-fetch-site", "same-site")] {
            assert_eq!(doubt(TRUSTED, &[page]), Some(Doubt::Silent));
            assert_eq!(doubt(TRUSTED, &[page, forwarded("198.51.100.7")[0]]), None);
        }
        assert_eq!(doubt(TRUSTED, &[]), None, "the proxy checks whether the server is up");
    }

    #[test]
    fn a_subscriber_is_one_network() {
        let of = |text: &str| of(text.parse().unwrap());
        assert_eq!(of("198.51.100.7"), "198.51.100.7");
        assert_eq!(of("2001:db8:0:12ff::1"), "2001:db8:0:1200::/56");
        assert_eq!(of("2001:db8:0:12ff::1"), of("2001:db8:0:1200:ffff::"));
    }
}
