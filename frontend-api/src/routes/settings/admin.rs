//! Who may open the settings page: whoever has given the token that `frontend-api admin-token` printed. As long as
//! none was made, everybody on this machine, if only this machine reaches the server.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use crate::app::App;
use crate::call::Call;
use crate::error::{Error, Refusal, Result, not_found, too_many};
use crate::http::caller::Caller;
use crate::http::fields::Fields;
use crate::http::{cookies, headers, network};
use crate::pages::settings::{self, Needs, Notice};
use crate::plain::limits::Limit;
use crate::plain::origins::is_loopback;
use crate::plain::random;
use crate::routes::settings::form::{Form, Sent};
use crate::settings::table;
use crate::store::{self, admin};

/// How long a browser keeps what the token opened.
const LIFE_SECONDS: i64 = 12 * 3600;
/// Most wrong tokens that one network may try in ten minutes.
const TRIES: u32 = 10;

/// Who opens the page.
#[derive(Clone, Debug)]
pub(crate) struct Admin {
    /// The secret in their cookie.
    pub(crate) cookie: String,
    /// Whether it was made for the token.
    pub(crate) by_token: bool,
    /// Whether the browser does not have it yet.
    is_new: bool,
    /// Whether the browser sends two, so that neither counts and no form is ever theirs.
    pub(crate) has_two_cookies: bool,
}

/// Answers only under this server's own names, and never to a page elsewhere.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if !app.config.settings_page {
        return not_found("page").into_response();
    }
    let (headers, path) = (request.headers(), request.uri().path());
    let message = if !is_from_here(&app, request.method(), headers) {
        "The settings are only for pages of this server, under its own name."
    } else if path != settings::STYLE_PATH && !is_navigation(headers) {
        "The settings are only shown in a tab of their own."
    } else {
        return settings::headers(next.run(request).await);
    };
    let refusal = Refusal::new(StatusCode::FORBIDDEN, "origin_invalid", message);
    settings::headers(Error::from(refusal).into_response())
}

/// Whether a tab navigates here, as far as the browser says. A script on a page of the same origin could read the
/// form's tag, and send the form, by requests of its own.
fn is_navigation(headers: &HeaderMap) -> bool {
    let says = |name, value: &str| headers::text(headers, name).is_none_or(|said| said == value);
    says("sec-fetch-mode", "navigate") && says("sec-fetch-dest", "document")
}

/// Whether nobody on the way can read what the browser sends here: it is https, or stays on this machine.
fn is_safe_way(app: &App, headers: &HeaderMap) -> bool {
    let said = |name| headers::text(headers, name);
    match said("origin") {
        Some(origin) => Url::parse(&origin)
            .is_ok_and(|origin| origin.scheme() == "https" || is_loopback(&origin)),
        None => said("host").is_some_and(|host| app.origins.is_safe_host(&host)),
    }
}

fn is_from_here(app: &App, method: &Method, headers: &HeaderMap) -> bool {
    let said = |name| headers::text(headers, name);
    let is_own_host = said("host").is_some_and(|host| app.origins.is_own_host(&host));
    let origin = said("origin").map(|origin| app.origins.is_own_origin(&origin));
    let site = said("sec-fetch-site");
    is_own_host
        && if method.is_safe() {
            origin != Some(false)
        } else {
            // A browser always sends `Origin` with a form. On plain http it does not send the other.
            origin == Some(true) && site.is_none_or(|site| site == "same-origin")
        }
}

impl Admin {
    /// Who opens the page, if they may.
    pub(crate) async fn of(
        app: &App,
        headers: &HeaderMap,
        caller: &Caller,
    ) -> Result<Option<Self>> {
        let cookie = cookies::read(&app.origins, headers, cookies::SETTINGS);
        let hash = cookie.as_deref().map(random::hash);
        let is_near = app.is_private && !network::is_forwarded(headers);
        let look = move |call: &Call<'_>| {
            let has_given_it = match &hash {
                Some(hash) => admin::is_session(call.tx, hash, call.now_ms)?,
                None => false,
            };
            Ok((has_given_it, is_near && !admin::has_token(call.tx)?))
        };
        let (by_token, is_open) = app.look(caller, look).await?;
        if !by_token && !is_open {
            return Ok(None);
        }
        let is_new = cookie.is_none();
        let cookie = cookie.map_or_else(random::secret, Ok)?;
        let has_two_cookies = has_two_cookies(app, headers);
        Ok(Some(Self { cookie, by_token, is_new, has_two_cookies }))
    }

    /// What ties a form to this browser.
    pub(crate) fn tag(&self) -> String {
        random::tag(&self.cookie, "settings")
    }

    /// Whether a form is from a page that was shown to this browser.
    pub(crate) fn has_sent(&self, fields: &Fields) -> bool {
        fields.secret("tag") == Some(&*self.tag())
    }

    /// Gives the browser its cookie, if it does not have it yet.
    pub(crate) fn remember(&self, app: &App, response: Response) -> Response {
        if self.is_new { with_cookie(app, response, &self.cookie, LIFE_SECONDS) } else { response }
    }
}

fn with_cookie(app: &App, mut response: Response, value: &str, life_seconds: i64) -> Response {
    let line = cookies::strict_line(&app.origins, cookies::SETTINGS, value, life_seconds);
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

fn has_two_cookies(app: &App, headers: &HeaderMap) -> bool {
    cookies::are_several(&app.origins, headers, cookies::SETTINGS)
}

/// The page that asks for the token. It keeps what was typed into a form that came without.
pub(crate) async fn gate(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    typed: &Fields,
) -> Response {
    let refusal = has_two_cookies(app, headers).then_some(settings::TWO_COOKIES);
    let needs = match app.look(caller, |call| admin::has_token(call.tx)).await {
        Ok(true) if is_safe_way(app, headers) => Needs::Token,
        Ok(true) => Needs::SafeWay,
        Ok(false) => Needs::FirstToken,
        Err(error) => return error.into_response(),
    };
    settings::gate(StatusCode::UNAUTHORIZED, needs, refusal, &kept(typed))
}

/// What was typed into the form of the settings, and the version that it was shown at.
fn kept(typed: &Fields) -> Vec<(&'static str, &str)> {
    let names = table::rows().map(|row| row.name).chain(["version", "send_to"]);
    let text = |name| typed.has(name).then(|| (name, typed.secret(name).unwrap_or_default()));
    names.filter_map(text).collect()
}

/// `POST /settings/token`. If the token is asked for while somebody changes the settings, their form comes along.
pub(crate) async fn give_token(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Form(fields): Form,
) -> Response {
    if !is_safe_way(&app, &headers) {
        return settings::gate(StatusCode::FORBIDDEN, Needs::SafeWay, None, &[]);
    }
    let given = random::hash(fields.secret("token").unwrap_or_default().trim());
    let cookie = match random::secret() {
        Ok(cookie) => cookie,
        Err(error) => return error.into_response(),
    };
    let (hash, guess) = (random::hash(&cookie), given.clone());
    let open = move |call: &mut Call<'_>| {
        let is_token = is_token(call, &given)?;
        if is_token {
            let expire_at = call.now_ms + LIFE_SECONDS * 1000;
            admin::insert_session(call.tx, &hash, expire_at, call.now_ms)?;
            store::settings::note(call.tx, "opened", &call.caller.network, call.now_ms)?;
        }
        Ok(is_token)
    };
    // First as a read, so that guesses keep nobody from writing.
    let opened = match app.look(&caller, move |call| is_token(call, &guess)).await {
        Ok(true) => app.commit(caller.clone(), open).await.map(|(is_token, _)| is_token),
        wrong => wrong,
    };
    match opened {
        Ok(true) => {
            let admin = Admin { cookie, by_token: true, is_new: true, has_two_cookies: false };
            if !fields.has("version") {
                return admin.remember(&app, Redirect::to("/settings").into_response());
            }
            match Sent::of(&app, admin, caller, fields).await {
                Ok(sent) => sent.page(&app, Notice::Kept),
                Err(error) => error.into_response(),
            }
        }
        Ok(false) => {
            let why = "That is not the token. A newer one may have replaced it.";
            settings::gate(StatusCode::FORBIDDEN, Needs::Token, Some(why), &kept(&fields))
        }
        Err(Error::Refused(refusal)) => {
            settings::gate(refusal.status, Needs::Token, Some(&refusal.message), &kept(&fields))
        }
        Err(error) => error.into_response(),
    }
}

/// Whether this is the token. Of each network, so many wrong ones are looked at. There is no limit for all
/// networks together: nobody guesses 256 bits, but many could lock the owner out.
fn is_token(call: &Call<'_>, hash: &[u8]) -> Result<bool> {
    let limit = [Limit::brief(format!("wrong admin tokens from {}", call.caller.network), TRIES)];
    let allowed = call.app.limits.check(&limit, call.steady_ms);
    allowed.map_err(|wait_ms| too_many("Too many tokens were tried.", wait_ms))?;
    let is_token = admin::is_token(call.tx, hash)?;
    if !is_token {
        call.app.limits.note(&limit, call.steady_ms);
    }
    Ok(is_token)
}

/// `POST /settings/leave`
pub(crate) async fn leave(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Form(fields): Form,
) -> Result<Response> {
    if let Some(admin) = Admin::of(&app, &headers, &caller).await?
        && admin.has_sent(&fields)
    {
        let hash = random::hash(&admin.cookie);
        app.commit(caller, move |call| admin::delete_session(call.tx, &hash)).await?;
    }
    Ok(with_cookie(&app, Redirect::to("/settings").into_response(), "", 0))
}
