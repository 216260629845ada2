//! Who calls, as far as a request tells.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::http::network::{self, Proxies};
use crate::http::{cookies, headers};
use crate::plain::origins::Origins;
use crate::plain::secret::Secret;

/// Who calls, as far as the request tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    /// The secret in the client cookie.
    pub(crate) token: Option<Secret<String>>,
    /// Whether the browser says that it does not send its cookies to us.
    pub(crate) keeps_cookies_back: bool,
    /// The secret in the cookie of the confirmation page.
    pub(crate) nonce: Option<Secret<String>>,
    /// The `User-Agent`, shortened.
    pub(crate) user_agent: String,
    /// When the browser last signed in or out, by its own cookie.
    pub(crate) client_uat: Option<String>,
    /// The origin of the page that calls, normalised, if it is allowed.
    pub(crate) page: Option<String>,
    /// The name under which the page reaches this server.
    pub(crate) host: Option<String>,
    /// The network that the request comes from: an IPv4 address, or the 56 bits of an IPv6 one
    /// that one subscriber has for themselves.
    pub(crate) network: String,
    /// `_clerk_session_id`: the session that the call is made for.
    pub(crate) session_id: Option<String>,
}

impl Caller {
    /// Reads the parts of a request to this server, behind these proxies.
    pub(crate) fn of(parts: &Parts, origins: &Origins, trusted: &[Proxies]) -> Self {
        let text = |name| headers::text(&parts.headers, name);
        let cookie = |name| cookies::read(origins, &parts.headers, name).map(Secret);
        let query = parts.uri.query().unwrap_or_default();
        let session_id = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "_clerk_session_id")
            .map(|(_, id)| id.into_owned());
        Self {
            token: cookie(cookies::CLIENT),
            keeps_cookies_back: cookies::are_kept_back(&parts.headers),
            nonce: cookie(cookies::VERIFY),
            user_agent: text("user-agent").unwrap_or_default().chars().take(256).collect(),
            client_uat: cookies::value(&parts.headers, cookies::CLIENT_UAT),
            page: page(origins, &parts.headers),
            host: text("host"),
            network: network(parts, trusted),
            session_id,
        }
    }
}

/// The origin of the page that calls. On a same-origin `GET` a browser sends no `Origin`, but
/// `Sec-Fetch-Site: same-origin`.
fn page(origins: &Origins, headers: &HeaderMap) -> Option<String> {
    if let Some(origin) = headers::text(headers, "origin") {
        return origins.allowed(&origin);
    }
    let is_own = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    let host = headers::text(headers, "host").filter(|_| is_own)?;
    origins.allowed_host(&host)
}

/// The network that the request comes from.
fn network(parts: &Parts, trusted: &[Proxies]) -> String {
    let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
        return "nowhere".into();
    };
    let requester = network::requester(peer.ip(), &parts.headers, trusted);
    requester.warn();
    requester.network()
}
