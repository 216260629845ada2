//! One call of the API: who calls, the transaction it runs in, and the answer's envelope.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use rusqlite::Transaction;
use serde_json::{Value, json};

use crate::app::App;
use crate::email::Email;
use crate::error::{Error, Result, no_store};
use crate::secret::Secret;
use crate::{clients, cookies, random};

/// Who calls, as far as the request tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    /// The secret in the client cookie.
    pub(crate) token: Option<Secret<String>>,
    /// The secret in the cookie of the confirmation page.
    pub(crate) nonce: Option<Secret<String>>,
    /// The browser's own words about itself, shortened.
    pub(crate) user_agent: String,
    /// The page that calls.
    pub(crate) origin: Option<String>,
    /// The name under which the page reaches this server.
    pub(crate) host: Option<String>,
    /// The network that the request comes from: an IPv4 address, or the 64 bits of an IPv6 one
    /// that one subscriber has for themselves.
    pub(crate) network: String,
    /// `_clerk_session_id`: the session that the call is made for.
    pub(crate) session_id: Option<String>,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let text = |name| header_text(&parts.headers, name);
        let query = parts.uri.query().unwrap_or_default();
        let session_id = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "_clerk_session_id")
            .map(|(_, id)| id.into_owned());
        Ok(Self {
            token: cookies::read(app, &parts.headers, cookies::CLIENT).map(Secret),
            nonce: cookies::read(app, &parts.headers, cookies::VERIFY).map(Secret),
            user_agent: text(header::USER_AGENT).unwrap_or_default().chars().take(256).collect(),
            origin: text(header::ORIGIN),
            host: text(header::HOST),
            network: network(parts),
            session_id,
        })
    }
}

/// Where the request comes from: the peer or, if that is a proxy on this machine, whom it names.
fn network(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = || {
        let mut lines = parts.headers.get_all("x-forwarded-for").iter();
        let last = lines.next_back()?.to_str().ok()?.rsplit(',').next()?;
        last.trim().parse::<IpAddr>().ok()
    };
    let address = match peer.map(|peer| peer.to_canonical()) {
        Some(peer) if peer.is_loopback() => forwarded().or(Some(peer)),
        peer => peer,
    };
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        None => "nowhere".into(),
    }
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// A call being answered: everything it does is in one transaction.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The transaction.
    pub(crate) tx: &'a Transaction<'a>,
    /// The server.
    pub(crate) app: &'a App,
    /// Who calls.
    pub(crate) caller: &'a Caller,
    /// The time at which all of it happens.
    pub(crate) now_ms: i64,
    client_id: Option<String>,
    cookie: Option<Secret<String>>,
    after: After,
}

/// What happens once the transaction is committed, and only then.
#[derive(Debug, Default)]
struct After {
    emails: Vec<Email>,
    changed: Vec<String>,
    refusal: Option<Error>,
}

impl Call<'_> {
    /// The calling browser's client, if it has one.
    pub(crate) fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// The calling browser's client; a new one, with a cookie, if it has none.
    pub(crate) fn client_or_new(&mut self) -> Result<String> {
        if let Some(id) = &self.client_id {
            return Ok(id.clone());
        }
        let (id, token) = (random::id("client")?, random::secret()?);
        clients::insert(self, &id, &token)?;
        self.cookie = Some(Secret(clients::set_cookie(self.app, &token)));
        self.client_id = Some(id.clone());
        Ok(id)
    }

    /// Forgets the calling browser's client, and has the browser forget it.
    pub(crate) fn drop_client(&mut self) {
        self.client_id = None;
        self.cookie = Some(Secret(clients::clear_cookie(self.app)));
    }

    /// Has an email sent.
    pub(crate) fn send(&mut self, email: Email) {
        self.after.emails.push(email);
    }

    /// Wakes the polls that wait for this attempt.
    pub(crate) fn changed(&mut self, attempt_id: &str) {
        self.after.changed.push(attempt_id.to_owned());
    }

    /// Refuses, but keeps what was written: a wrong guess has to count.
    pub(crate) fn refuse_and_keep(&mut self, refusal: Error) {
        self.after.refusal = Some(refusal);
    }
}

/// An answer in its envelope, with the client piggybacked (wire protocol 3.1).
pub(crate) struct Reply {
    /// What was asked for.
    pub(crate) response: Value,
    /// The calling client as it is now.
    pub(crate) client: Value,
    cookie: Option<Secret<String>>,
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let body = json!({ "response": self.response, "client": self.client });
        with_cookie(Json(body).into_response(), self.cookie)
    }
}

/// An answer that must stand alone (wire protocol 3.1: tokens, lists of sessions).
pub(crate) struct Bare(pub Reply);

impl IntoResponse for Bare {
    fn into_response(self) -> Response {
        with_cookie(Json(self.0.response).into_response(), self.0.cookie)
    }
}

fn with_cookie(mut response: Response, cookie: Option<Secret<String>>) -> Response {
    no_store(&mut response);
    if let Some(Ok(cookie)) = cookie.map(|cookie| cookie.0.try_into()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

impl App {
    /// Answers a call: runs `work` in a transaction, commits, then sends what is to be sent.
    pub(crate) async fn answer<F>(&self, caller: Caller, work: F) -> Result<Reply>
    where
        F: FnOnce(&mut Call<'_>) -> Result<Value> + Send + 'static,
    {
        let (reply, after) = self
            .in_call(caller, |call| {
                let response = work(call)?;
                let client = match &call.client_id {
                    Some(id) => clients::json(call, id)?,
                    None => Value::Null,
                };
                let (cookie, after) = (call.cookie.take(), std::mem::take(&mut call.after));
                Ok((Reply { response, client, cookie }, after))
            })
            .await?;
        for email in after.emails {
            self.post.send(email);
        }
        for attempt_id in &after.changed {
            self.changes.notify(attempt_id);
        }
        after.refusal.map_or(Ok(reply), Err)
    }

    /// Looks something up for a call, before slow work that it may turn out not to be worth.
    pub(crate) async fn look<T, F>(&self, caller: &Caller, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Call<'_>) -> Result<T> + Send + 'static,
    {
        self.in_call(caller.clone(), |call| work(call)).await
    }

    async fn in_call<T, F>(&self, caller: Caller, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Call<'_>) -> Result<T> + Send + 'static,
    {
        let (app, now_ms) = (self.clone(), (self.now_ms)());
        let run = move |tx: &Transaction<'_>| {
            let client_id = clients::find(tx, caller.token.as_deref().map(String::as_str))?;
            let after = After::default();
            let (app, caller) = (&app, &caller);
            work(&mut Call { tx, app, caller, now_ms, client_id, cookie: None, after })
        };
        self.db.run(run).await
    }
}
