//! `/client/handshake`: who is here, for a server that renders a page for somebody (wire protocol 2.8).
//!
//! The page's cookies may not say it: the session token has run out while the tab was closed, or it is not
//! there yet. So the app's backend sends the browser here, where its client cookie tells, and the browser
//! goes back with a signed list of the cookies that it should have. The backend verifies that list, and
//! passes it on.
//!
//! The list travels in a cookie of the domain if that reaches the page, and else in the query: a session token
//! does not belong in a URL if there is another way. For a development key there is one, if somebody has a
//! secret key. The query holds a nonce, by which the backend fetches the list with that key (wire protocol 2.9). Not so
//! in production: there the nonce would stay in the page's URL, and with an old nonce a reload would show nobody.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use serde_json::json;
use url::Url;

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Refusal, Result, no_store, too_many};
use crate::http::caller::Caller;
use crate::http::{cookies, headers};
use crate::pages::link;
use crate::plain::cookie_suffix;
use crate::plain::limits::Limit;
use crate::plain::origins::with_query;
use crate::plain::random;
use crate::plain::recent_tokens::Claims;
use crate::resources::session;
use crate::routes::{client_uat, dev_browser};
use crate::store::secret_keys;

/// How long the browser has to go back.
const LIFE_SECONDS: i64 = 10;
/// Most that one network may ask for in ten minutes. Each costs a signature.
const MOST: u32 = 3000;
/// What the answer to an earlier handshake may have left in the page's query.
const EARLIER: [&str; 3] = [cookies::HANDSHAKE, NONCE, "__clerk_help"];
const NONCE: &str = "__clerk_handshake_nonce";

/// `/client/handshake`
pub(crate) fn router() -> Router<App> {
    Router::new().route("/client/handshake", get(handshake))
}

async fn handshake(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    caller: Caller,
) -> Response {
    let query = query.as_deref().unwrap_or_default();
    let answered = answer(&app, &headers, query, caller).await;
    let mut response = answered.unwrap_or_else(|error| refused(&app, &headers, error));
    no_store(&mut response);
    response
}

/// People see a page, programs an error.
fn refused(app: &App, headers: &HeaderMap, error: Error) -> Response {
    match error {
        error if !headers::is_of_person(headers) => error.into_response(),
        Error::Refused(refusal) if refusal.retry_after.is_none() => {
            link::headers(link::not_sent_back(app, &refusal))
        }
        error => link::headers(link::fault(error)),
    }
}

/// What an app's backend asks for.
struct Asked {
    /// The page to go back to.
    page: Url,
    /// The dev browser that the page has, or a new one. `None` if its key is one for production.
    dev_browser: Option<String>,
    /// Whether the backend reads cookies with a suffix.
    suffixed: bool,
    /// Whether the backend takes a nonce.
    nonce: bool,
}

impl Asked {
    fn of(app: &App, headers: &HeaderMap, query: &str) -> Result<Self> {
        if !is_opened(headers) {
            let message =
                "A handshake is made by opening this URL as a page, in a tab of its site.";
            return Err(Refusal::new(StatusCode::FORBIDDEN, "origin_invalid", message).into());
        }
        let said = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value)
        };
        let to = said("redirect_url").unwrap_or_default();
        let page = app.origins.redirect_target(&to).map_err(not_allowed)?;
        let had = said(cookies::DEV_BROWSER);
        let is_development = had.is_some()
            || said("__clerk_hs_reason").is_some_and(|why| why == "dev-browser-missing");
        let had = had.filter(|token| dev_browser::is_token(token));
        let dev_browser = match had {
            _ if !is_development => None,
            Some(token) => Some(token.into_owned()),
            None => Some(dev_browser::token()?),
        };
        let suffixed = said("suffixed_cookies").is_some_and(|said| said == "true");
        let nonce = is_development && said("format").is_some_and(|format| format == "nonce");
        Ok(Self { page: with_query(page, &EARLIER, &[]), dev_browser, suffixed, nonce })
    }
}

fn not_allowed(why: &str) -> Error {
    let message = format!("The redirect URL {why}.");
    let refusal = Refusal::new(StatusCode::BAD_REQUEST, "form_param_value_invalid", message);
    Refusal { param: Some("redirect_url"), ..refusal }.into()
}

/// Whether this opens a page. Requests of other kinds come without the client cookie if a foreign page makes
/// them, and would be answered that nobody is here. On plain http browsers do not say what a request is for.
fn is_opened(headers: &HeaderMap) -> bool {
    match headers::text(headers, "sec-fetch-dest").as_deref() {
        None | Some("document") => true,
        Some("iframe" | "frame") => !cookies::are_kept_back(headers),
        Some(_) => false,
    }
}

async fn answer(app: &App, headers: &HeaderMap, query: &str, caller: Caller) -> Result<Response> {
    let limit = Limit::brief(format!("handshakes from {}", caller.network), MOST);
    let taken = app.limits.take(&[limit], (app.steady_ms)());
    taken.map_err(|wait_ms| too_many("Too much was asked from this network.", wait_ms))?;
    let asked = &Asked::of(app, headers, query)?;
    let origin = asked.page.origin().ascii_serialization();
    let person = app.look(&caller, move |call| who(call, origin)).await?;
    let token = match person.claims {
        Some(claims) => Some(app.token(claims).await?),
        None => None,
    };
    let by_cookie = reaches(app.origins.own_url(), &asked.page);
    let lines = lines(app, asked, &person.client_uat, token.as_deref(), by_cookie);
    if !by_cookie && asked.nonce && person.has_backend {
        // If there is no room for another one, the list itself goes into the query.
        let nonce = random::secret()?;
        if app.nonces.hold(random::hash(&nonce), lines.clone(), (app.steady_ms)()) {
            return Ok(back(asked, NONCE, &nonce));
        }
    }
    let now = (app.now_ms)().div_euclid(1000);
    // Without `sub` and `iss`, so that nobody takes it for a session token.
    let claims = json!({ "handshake": lines, "iat": now, "exp": now + LIFE_SECONDS });
    let payload = app.sign(claims).await?;
    if !by_cookie {
        return Ok(back(asked, cookies::HANDSHAKE, &payload));
    }
    let mut response = Redirect::temporary(asked.page.as_str()).into_response();
    let line = handshake_cookie(app, &payload, LIFE_SECONDS);
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(response)
}

/// Sends the browser back with this in the query.
fn back(asked: &Asked, name: &str, value: &str) -> Response {
    let page = with_query(asked.page.clone(), &[], &[(name, value)]);
    Redirect::temporary(page.as_str()).into_response()
}

/// Who is here, and who may ask.
struct Found {
    /// When the browser signed in, as its cookie should say.
    client_uat: String,
    /// The claims of a token for the page.
    claims: Option<Claims>,
    /// Whether anybody has a secret key. Without one, nobody could fetch a list.
    has_backend: bool,
}

fn who(call: &Call<'_>, origin: String) -> Result<Found> {
    let session = match call.client_id() {
        Some(client_id) => session::last_active_of_client(call, client_id)?,
        None => None,
    };
    let claims = session.map(|session| session.claims_for(call, Some(origin)));
    let has_backend = secret_keys::is_any(call.tx)?;
    Ok(Found { client_uat: client_uat::value(call)?, claims, has_backend })
}

/// Whether a cookie that this server sets comes to this page.
fn reaches(server: &Url, page: &Url) -> bool {
    client_uat::serves(server, page) && (page.scheme() == "https" || server.scheme() == "http")
}

/// The `Set-Cookie` lines for the page. That of the session token is the last: the backend takes the last
/// whose name begins with `__session`.
fn lines(
    app: &App,
    asked: &Asked,
    client_uat: &str,
    token: Option<&str>,
    by_cookie: bool,
) -> Vec<String> {
    let own = app.origins.own_url();
    let domain = client_uat::cookie_domain(own).filter(|_| client_uat::serves(own, &asked.page));
    let line = |name: &str, value: &str, domain: Option<&str>| {
        let max_age = if value.is_empty() { 0 } else { cookies::YEAR_SECONDS };
        let cookie = Cookie::build((name, value))
            .path("/")
            .same_site(SameSite::Lax)
            .max_age(Duration::seconds(max_age))
            .secure(asked.page.scheme() == "https");
        match domain {
            Some(domain) => cookie.domain(domain).to_string(),
            None => cookie.to_string(),
        }
    };
    let mut lines = Vec::new();
    if by_cookie {
        // It works once.
        lines.push(handshake_cookie(app, "", 0));
    }
    if let Some(token) = &asked.dev_browser {
        lines.push(line(cookies::DEV_BROWSER, token, None));
    }
    if asked.suffixed {
        // Nobody here keeps them up to date, so they must not count.
        for suffix in cookie_suffix::of_host(own.authority()) {
            lines.push(line(&format!("{}_{suffix}", cookies::SESSION), "", None));
            lines.push(line(&format!("{}_{suffix}", cookies::CLIENT_UAT), "", domain));
        }
    }
    lines.push(line(cookies::CLIENT_UAT, client_uat, domain));
    lines.push(line(cookies::SESSION, token.unwrap_or_default(), None));
    lines
}

/// The cookie with the payload, for all hosts of the domain. Scripts do not see it.
fn handshake_cookie(app: &App, payload: &str, life_seconds: i64) -> String {
    let cookie = cookies::lasting(&app.origins, cookies::HANDSHAKE, payload, life_seconds);
    let cookie = cookie.http_only(true);
    match client_uat::cookie_domain(app.origins.own_url()) {
        Some(domain) => cookie.domain(domain).to_string(),
        None => cookie.to_string(),
    }
}
