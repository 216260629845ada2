//! Where a request comes from: the network for which limits are counted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Once;

use axum::http::HeaderMap;
use ipnet::{IpNet, Ipv4Net};

use crate::http::headers;
use crate::plain::pasted;

/// What proxies say about whom they forward for.
const FORWARDING: [&str; 5] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/// The addresses of a proxy whose word is taken.
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
        // Whatever holds all IPv4 addresses as parts of IPv6 is everybody, too.
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

/// An IPv4 range in its own form, if it was written as a part of IPv6.
fn canonical(net: IpNet) -> IpNet {
    let IpNet::V6(mapped) = net else { return net };
    let (address, bits) = (mapped.addr().to_ipv4_mapped(), mapped.prefix_len().checked_sub(96));
    match (address, bits) {
        (Some(address), Some(bits)) => Ipv4Net::new(address, bits).map_or(net, IpNet::V4),
        _ => net,
    }
}

/// Who asks, as far as it can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Requester {
    address: IpAddr,
    doubt: Option<Doubt>,
}

/// Why all who come through a proxy count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// It is not among the trusted ones.
    Unnamed,
    /// It is, but does not say for whom it forwards.
    Silent,
}

/// Who asks: the peer or, if that is a trusted proxy, whom it names. Each trusted proxy has added
/// its own caller at the end of the list; what stands before an address that is not trusted is that
/// address's word.
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
    // It has been told of somebody, so it is a proxy too.
    let is_proxy = !is_trusted(address) && is_local(address) && entries.peek().is_some();
    Requester { address, doubt: is_proxy.then_some(Doubt::Unnamed) }
}

/// Whether a page in a browser asks, not a program beside the proxy, or the proxy for itself.
fn is_of_a_page(headers: &HeaderMap) -> bool {
    ["origin", "sec-fetch-site"].iter().any(|name| headers.contains_key(*name))
}

impl Requester {
    /// The network for which limits are counted.
    pub(crate) fn network(self) -> String {
        of(self.address)
    }

    /// Tells the operator, once, of a proxy whose callers cannot be told apart.
    pub(crate) fn warn(self) {
        static UNNAMED: Once = Once::new();
        static SILENT: Once = Once::new();
        let proxy = self.address;
        match self.doubt {
            None => {}
            Some(Doubt::Unnamed) => UNNAMED.call_once(|| {
                tracing::warn!(
                    %proxy,
                    "a proxy that is not named forwards requests: all of them count as one caller's. \
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

/// An entry as proxies write it: an address, perhaps in brackets or quotes, perhaps with a zone (RFC 4007)
/// or a port.
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

/// Whether an address is of this machine or of a private network, where an operator's proxies are.
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

/// Whether an address is one that providers share (RFC 6598), and clusters and private networks too.
fn is_shared(address: Ipv4Addr) -> bool {
    matches!(address.octets(), [100, 64..=127, ..])
}

/// What belongs to one subscriber: an IPv4 address, or the first 56 bits of an IPv6 one.
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
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
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
        // Nobody knows who that was: it counts as the proxy that could not say.
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
        // One that is not named: the peer, or another behind the one that is.
        for peer in ["127.0.0.1", "172.18.0.5", "100.64.0.1", "100.127.255.254", "fd00::5"] {
            assert_eq!(doubt(peer, &forwarded("198.51.100.7")), Some(Doubt::Unnamed), "{peer}");
            assert_eq!(doubt(peer, &[]), None, "{peer} asks for itself");
        }
        for elsewhere in ["198.51.100.7", "100.63.0.1", "100.128.0.1", "2001:db8::1"] {
            assert_eq!(doubt(elsewhere, &forwarded("192.0.2.1")), None, "{elsewhere}");
        }
        assert_eq!(doubt(TRUSTED, &forwarded("192.0.2.1, 10.0.0.3")), Some(Doubt::Unnamed));
        assert_eq!(doubt(TRUSTED, &forwarded("192.0.2.1, 198.51.100.7")), None);
        assert_eq!(doubt(TRUSTED, &forwarded("10.0.0.3")), None, "somebody in the same house");
        // One that does not say for whom.
        assert_eq!(doubt(TRUSTED, &forwarded("unknown")), Some(Doubt::Silent));
        assert_eq!(doubt(TRUSTED, &forwarded("198.51.100.7, _hidden")), Some(Doubt::Silent));
        assert_eq!(doubt(TRUSTED, &forwarded("10.0.0.4")), None);
        for page in [("origin", "https://app.example.com"), ("sec-fetch-site", "same-site")] {
            assert_eq!(doubt(TRUSTED, &[page]), Some(Doubt::Silent));
            assert_eq!(doubt(TRUSTED, &[page, forwarded("198.51.100.7")[0]]), None);
        }
        assert_eq!(doubt(TRUSTED, &[]), None, "it looks whether the server is well");
    }

    #[test]
    fn a_subscriber_is_one_network() {
        let of = |text: &str| of(text.parse().unwrap());
        assert_eq!(of("198.51.100.7"), "198.51.100.7");
        assert_eq!(of("2001:db8:0:12ff::1"), "2001:db8:0:1200::/56");
        assert_eq!(of("2001:db8:0:12ff::1"), of("2001:db8:0:1200:ffff::"));
    }
}
