//! The link in the email: `/v1/verify?token=…` (wire protocol 2.5).
//!
//! Mail scanners, link previews and in-app browsers open links too, and some of them run scripts. So a
//! `GET` counts only if it comes from the browser that asked. Any other browser is shown who asked, and
//! only the button on that page confirms. The session always belongs to the browser that asked: a link
//! in the wrong hands does not sign them in.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use url::Url;

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::{cookies, headers};
use crate::pages::link::{self, LinkEnd, LinkRequest};
use crate::plain::origins::with_outcome;
use crate::plain::random;
use crate::resources::attempt;
use crate::store::verifications::{self, Verification};

/// How long a second request of the same browser counts as a double click or a refresh.
const REPEAT_MS: i64 = 30_000;

const NONCE_LIFE_SECONDS: i64 = 3600;

/// `/verify`, and the stylesheet of its pages.
pub(crate) fn router() -> Router<App> {
    let verify = get(open).head(peek).post(confirm);
    Router::new()
        .route("/verify", verify.clone())
        .route("/verify/", verify)
        .route("/page.css", get(link::style))
}

/// What came of opening a link.
enum LinkAnswer {
    /// Back to the application, with the status.
    Redirect(Url),
    /// A person has to confirm.
    Ask(LinkRequest),
    /// There is nothing more to do with this link.
    LinkEnd(LinkEnd),
}

/// How a link is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkUse {
    /// By opening it.
    Opening,
    /// By pressing the button on the confirmation page.
    Confirming,
}

/// Scanners ask with `HEAD` first. Nothing is looked up, so the answer says nothing about the link.
async fn peek() -> Response {
    link::headers(StatusCode::OK.into_response())
}

async fn open(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    caller: Caller,
) -> Response {
    if is_speculative(&headers) {
        return link::headers(StatusCode::SERVICE_UNAVAILABLE.into_response());
    }
    // If this is not the opening of a page, it is answered as if from any other browser.
    let caller = if is_opened(&headers) { caller } else { Caller { token: None, ..caller } };
    answer(&app, caller, token_in(query.as_deref()), LinkUse::Opening).await
}

async fn confirm(
    State(app): State<App>,
    headers: HeaderMap,
    caller: Caller,
    fields: Result<Fields>,
) -> Response {
    let fields = match fields {
        Ok(fields) => fields,
        Err(error) => return fault(error),
    };
    if !is_from_our_page(&headers, &caller, &fields) {
        return link::headers(link::ended(&app, &LinkEnd::Foreign));
    }
    let token = fields.secret("token").map(str::to_owned);
    answer(&app, caller, token, LinkUse::Confirming).await
}

/// Whether the browser loads the page in advance. Nobody sees it then.
fn is_speculative(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
        let purpose = headers::list(headers, name).to_ascii_lowercase();
        ["prefetch", "preview", "prerender"].iter().any(|advance| purpose.contains(advance))
    })
}

/// Whether the link was opened as a page in a tab. A page on a sibling host can also load it as a
/// picture or in a frame, or fetch it, with this browser's cookie. On plain http browsers send neither
/// header. Programs send none either, except Node's `fetch`, which sends the mode `cors` alone.
fn is_opened(headers: &HeaderMap) -> bool {
    let said = |name| headers::text(headers, name);
    matches!(
        (said("sec-fetch-mode").as_deref(), said("sec-fetch-dest").as_deref()),
        (None | Some("navigate"), None | Some("document")) | (Some("cors"), None)
    )
}

/// Whether a `POST` comes from the confirmation page. The browser says so itself. On plain http it does
/// not, so there the form has to be made for this browser's cookie and for this link.
fn is_from_our_page(headers: &HeaderMap, caller: &Caller, fields: &Fields) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => match (&caller.nonce, fields.secret("token"), fields.secret("nonce")) {
            (Some(cookie), Some(token), Some(nonce)) => random::tag(cookie, token) == nonce,
            _ => false,
        },
    }
}

fn token_in(query: Option<&str>) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(name, _)| name == "token").map(|(_, token)| token.into_owned())
}

async fn answer(app: &App, caller: Caller, token: Option<String>, using: LinkUse) -> Response {
    let Some(token) = token else {
        return link::headers(link::ended(app, &LinkEnd::Unknown));
    };
    let cookie = caller.nonce.clone().map(|nonce| nonce.0);
    let response = match follow(app, caller, token.clone(), using).await {
        Ok(LinkAnswer::Redirect(url)) => Redirect::to(url.as_str()).into_response(),
        Ok(LinkAnswer::LinkEnd(ended)) => link::ended(app, &ended),
        Ok(LinkAnswer::Ask(asked)) => match ask(app, &asked, &token, cookie) {
            Ok(response) => response,
            Err(error) => return fault(error),
        },
        Err(error) => return fault(error),
    };
    link::headers(response)
}

fn fault(error: Error) -> Response {
    link::headers(link::fault(error))
}

/// Shows the confirmation page. A browser that has the cookie keeps it, so that two such pages can be
/// open.
fn ask(app: &App, asked: &LinkRequest, token: &str, cookie: Option<String>) -> Result<Response> {
    let cookie = cookie.map_or_else(random::secret, Ok)?;
    let mut response = link::confirm(app, asked, token, &random::tag(&cookie, token));
    let line = cookies::line(&app.origins, cookies::VERIFY, &cookie, NONCE_LIFE_SECONDS);
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(response)
}

/// Looks the link up with a read first. Most callers are only shown a page, and scanners come often, so
/// they should not wait for the writer.
async fn follow(app: &App, caller: Caller, token: String, using: LinkUse) -> Result<LinkAnswer> {
    let secret = token.clone();
    if let LinkState::Over(outcome) =
        app.look(&caller, move |call| find(call, &secret, using)).await?
    {
        return Ok(outcome);
    }
    let accept = move |call: &mut Call<'_>| match find(call, &token, using)? {
        LinkState::Over(outcome) => Ok(outcome),
        LinkState::Open(verification) => accept(call, &verification),
    };
    Ok(app.commit(caller, accept).await?.0)
}

/// What a link does now.
enum LinkState {
    /// It verifies something.
    Open(Box<Verification>),
    /// It changes nothing.
    Over(LinkAnswer),
}

fn find(call: &Call<'_>, token: &str, using: LinkUse) -> Result<LinkState> {
    let Some(verification) = verifications::of_token(call.tx, &random::hash(token))? else {
        return Ok(LinkState::Over(LinkAnswer::LinkEnd(LinkEnd::Unknown)));
    };
    let is_own = is_own(call, &verification);
    let target = target(call, &verification);
    Ok(LinkState::Over(match verification.status(call.now_ms) {
        "verified" => used(call, &verification, target, is_own)?,
        _ if !attempt::is_current(call, &verification)? => {
            LinkAnswer::LinkEnd(superseded(call, &verification, target)?)
        }
        "expired" => over(target, is_own, "expired", LinkEnd::Expired),
        "unverified"
            if is_own || (using == LinkUse::Confirming && !call.settings.require_same_client()) =>
        {
            return Ok(LinkState::Open(Box::new(verification)));
        }
        "unverified" if call.settings.require_same_client() => {
            over(target, true, "client_mismatch", LinkEnd::OtherBrowser)
        }
        "unverified" => LinkAnswer::Ask(LinkRequest {
            attempt: verification.attempt.clone(),
            email_address: verification.email_address.clone().unwrap_or_default(),
            user_agent: verification.user_agent.clone(),
            asked_ago_ms: call.now_ms - verification.created_at,
            asked_at: verification.created_at,
            origin: target.map(|url| url.origin().ascii_serialization()).unwrap_or_default(),
        }),
        _ => over(target, is_own, "failed", LinkEnd::Failed),
    }))
}

/// Whether the calling browser is the one that asked for the link.
fn is_own(call: &Call<'_>, verification: &Verification) -> bool {
    call.client_id() == Some(&verification.client_id)
}

/// Where the link leads. It is checked again, since the configuration may have changed.
fn target(call: &Call<'_>, verification: &Verification) -> Option<Url> {
    call.app.origins.redirect_target(verification.redirect_url.as_deref()?).ok()
}

fn accept(call: &mut Call<'_>, verification: &Verification) -> Result<LinkAnswer> {
    let (target, is_own) = (target(call, verification), is_own(call, verification));
    let client_id = call.client_id().map(str::to_owned);
    if attempt::accept(call, verification, client_id.as_deref())? {
        done(call, verification, target)
    } else {
        Ok(over(target, is_own, "failed", LinkEnd::Failed))
    }
}

/// Back to the application, with the session's id, even in a browser that does not have the session.
fn done(call: &Call<'_>, verification: &Verification, target: Option<Url>) -> Result<LinkAnswer> {
    let Some(target) = target else { return Ok(LinkAnswer::LinkEnd(LinkEnd::Verified)) };
    let session = attempt::created_session(call.tx, &verification.attempt)?;
    Ok(LinkAnswer::Redirect(with_outcome(target, "verified", session.as_deref())))
}

/// Sends the browser that asked back to the application. Any other is shown a page of ours.
fn over(target: Option<Url>, is_own: bool, status: &str, ended: LinkEnd) -> LinkAnswer {
    match target.filter(|_| is_own) {
        Some(target) => LinkAnswer::Redirect(with_outcome(target, status, None)),
        None => LinkAnswer::LinkEnd(ended),
    }
}

fn used(
    call: &Call<'_>,
    verification: &Verification,
    target: Option<Url>,
    is_own: bool,
) -> Result<LinkAnswer> {
    // The clock may have been put back since.
    let since = verification.verified_at.map_or(i64::MAX, |at| (call.now_ms - at).abs());
    if since <= REPEAT_MS && (is_own || verification.is_verified_by_caller(call)) {
        return done(call, verification, target);
    }
    Ok(LinkAnswer::LinkEnd(LinkEnd::Used { back: target.filter(|_| is_own).map(String::from) }))
}

/// A newer email has replaced this one, or the attempt that it belongs to was given up.
fn superseded(call: &Call<'_>, verification: &Verification, back: Option<Url>) -> Result<LinkEnd> {
    let back = back.filter(|_| is_own(call, verification)).map(String::from);
    let is_replaced = verifications::is_replaced(call.tx, verification)?;
    Ok(if is_replaced { LinkEnd::Superseded { back } } else { LinkEnd::Abandoned { back } })
}
