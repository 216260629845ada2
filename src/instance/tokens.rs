//! `session.getToken()`, and the fresh `__session` cookie that an app's backend counts on.
//!
//! One request for each token at a time, and one refresh for all tabs: the tab that fetched a token tells the
//! others. A tab that finds the lock taken waits briefly for that token. The lock only saves requests:
//! without it everything is still right (wire protocol 6.4).

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::{Call, Instance};
use crate::browser::time::{self, Moment};
use crate::browser::{document, lock};
use crate::error;
use crate::fapi::{Method, Request};
use crate::js::{self, Name};
use crate::session::{self, Life};
use crate::task::{Outcome, settle, spawn};

#[wasm_bindgen(module = "/js/src/text.js")]
extern "C" {
    /// The claims in a token; `undefined` if they cannot be read.
    fn claims(jwt: &JsValue) -> JsValue;
}

type Key = session::Key<JsValue>;
type Token = session::Token<JsValue>;

/// How long a tab waits for another one's refresh before it makes its own, in ms.
const PATIENCE_MS: u32 = 2_000;

/// What one client knows of tokens.
#[derive(Default)]
pub(crate) struct TokenCache {
    held: session::Tokens<JsValue>,
    /// The requests under way, which a second caller joins.
    pending: RefCell<Vec<(Key, Promise)>>,
    /// The next refresh of the current session's token.
    refresh: RefCell<Option<Timeout>>,
    /// Refreshes in a row that failed.
    failures: Cell<u32>,
    /// The load option `polling` is off: no token is refreshed unless somebody asks for it.
    pub(crate) is_passive: Cell<bool>,
}

impl TokenCache {
    /// Forgets the tokens of a session that ended.
    pub(crate) fn forget(&self, session_id: &JsValue) {
        self.held.forget(session_id);
    }

    /// Forgets all tokens.
    pub(crate) fn clear(&self) {
        self.held.clear();
    }
}

/// What `getToken` was asked for.
struct Options {
    key: Key,
    leeway_secs: f64,
    skip_cache: bool,
    throw_on_error: bool,
}

impl Options {
    fn read(session: &JsValue, options: &JsValue) -> Outcome<Self> {
        let session_id = js::string(session, Name::id);
        let session_id = session_id.ok_or_else(|| error::not_created("Session"))?;
        let template = js::text(options, &[Name::template]);
        let leeway_secs = js::get(options, Name::leeway_in_seconds).as_f64().unwrap_or(10.0);
        if template.is_none() && !(0.0..60.0).contains(&leeway_secs) {
            let expected = "less than the 60 seconds that a session token lives";
            return Err(error::argument("leewayInSeconds", expected));
        }
        Ok(Self {
            key: Key { session_id, template },
            leeway_secs,
            skip_cache: js::get(options, Name::skip_cache) == JsValue::TRUE,
            throw_on_error: js::get(options, Name::throw_on_error) != JsValue::FALSE,
        })
    }
}

/// A token that lives for a while longer, from memory or from the server.
///
/// Where the server cannot be reached, any living token is better than none.
pub(crate) fn get_token(call: &Call) -> Outcome {
    let options = Options::read(call.this, call.first);
    call.promise(|instance, _| async move {
        let options = options?;
        let held = &instance.tokens.held;
        let fresh = held.fresh(&options.key, Moment::now(), options.leeway_secs);
        if let Some(jwt) = fresh.filter(|_| !options.skip_cache) {
            return Ok(jwt);
        }
        match JsFuture::from(fetch(instance, options.key.clone())).await {
            Err(error) if !options.skip_cache && is_unreachable(&error) => {
                held.living(&options.key, Moment::now(), options.leeway_secs).ok_or(error)
            }
            outcome => outcome,
        }
        .or_else(|error| if options.throw_on_error { Err(error) } else { Ok("".into()) })
    })
}

/// Whether the server gave no answer, or one that says nothing about the session.
fn is_unreachable(error: &JsValue) -> bool {
    let status = js::get(error, Name::status).as_f64().unwrap_or_default() as u32;
    matches!(status, 0 | 408 | 429 | 500..)
}

/// Asks the server for a token. Callers that ask at the same time share one request.
fn fetch(instance: &'static Instance, key: Key) -> Promise {
    let pending = instance.tokens.pending.borrow();
    let joined = pending.iter().find(|(other, _)| *other == key);
    if let Some((_, promise)) = joined {
        return promise.clone();
    }
    drop(pending);
    let asked = key.clone();
    let promise = settle(async move {
        let outcome = request(instance, &asked).await;
        instance.tokens.pending.borrow_mut().retain(|(other, _)| *other != asked);
        outcome
    });
    instance.tokens.pending.borrow_mut().push((key, promise.clone()));
    promise
}

async fn request(instance: &'static Instance, key: &Key) -> Outcome {
    let asked_ms = time::running_ms();
    let mut request = Request::new(Method::Post, session::PATH).at(&key.session_id, "/tokens");
    if let Some(template) = &key.template {
        request = request.at(template, "");
    }
    let path = request.path.clone();
    let reply = instance.send(request).await?;
    let jwt = js::string(&reply, Name::jwt).ok_or_else(|| error::reply(&path, "jwt"))?;
    learn(instance, key.clone(), &jwt, Some(asked_ms));
    if key.template.is_none() {
        let session = (Name::session, key.session_id.clone());
        instance.tell_tabs(
            "token",
            &[session, (Name::jwt, jwt.clone()), (Name::at, time::now_ms().into())],
        );
    }
    Ok(jwt)
}

/// Makes sure that the session's token is fresh, before its cookie is written.
pub(crate) async fn ensure(instance: &'static Instance, session: &JsValue) {
    let Some(key) = key_of(session) else { return };
    if instance.tokens.held.fresh(&key, Moment::now(), 0.0).is_none() {
        // The session can be set without a token. A call of `getToken()` will get the error.
        let _ = JsFuture::from(fetch(instance, key)).await;
    }
}

/// Takes a token from the server: from the answer to a request of `asked_ms`, or from a client.
fn learn(instance: &'static Instance, key: Key, jwt: &JsValue, asked_ms: Option<f64>) {
    let now = Moment::now();
    let Some(token) = read(&claims(jwt), jwt, now) else { return };
    instance.server_clock.hear(token.life.issued_at_secs * 1e3, asked_ms, now.running_ms);
    if instance.tokens.held.keep(key.clone(), token.clone(), now) {
        take(instance, &key, &token);
    }
}

/// Takes a token from another tab. A tab that was frozen hears late, so the token's age counts from when the
/// other tab received it.
pub(crate) fn hear(
    instance: &'static Instance,
    session_id: JsValue,
    jwt: &JsValue,
    received_at_ms: f64,
) {
    let (now, claims) = (Moment::now(), claims(jwt));
    let token = read(&claims, jwt, now.back_to(received_at_ms));
    // Any script of this origin could send the token of another session, or one that it made up.
    let Some(token) = token.filter(|_| js::get(&claims, Name::sid) == session_id) else { return };
    let key = Key::of_session(session_id);
    if instance.tokens.held.keep_told(key.clone(), token.clone(), now) {
        take(instance, &key, &token);
    }
}

/// After another token is held: if it is the current session's, writes its cookie and plans its refresh.
fn take(instance: &'static Instance, key: &Key, token: &Token) {
    if current(instance).is_some_and(|current| current == *key) {
        instance.keep_cookies(&instance.store.session());
        schedule(instance, token);
    }
}

/// The key of the token that says who is signed in here.
fn current(instance: &'static Instance) -> Option<Key> {
    key_of(&instance.store.session())
}

fn key_of(session: &JsValue) -> Option<Key> {
    js::string(session, Name::id).map(Key::of_session)
}

/// Takes the tokens that came with a client, and keeps the refresh of the current session's token going.
pub(crate) fn learn_all(instance: &'static Instance) {
    let active = instance.store.active_sessions();
    let ids: Vec<_> = active.iter().filter_map(|session| js::string(session, Name::id)).collect();
    instance.tokens.held.forget_others(&ids);
    for session in &active {
        if let (Some(key), Some(jwt)) = (key_of(session), last_token(session)) {
            learn(instance, key, &jwt, None);
        }
    }
    if instance.tokens.refresh.borrow().is_none() || !instance.store.session().is_object() {
        follow(instance);
    }
}

/// The newest token of a session, for its cookie.
pub(crate) fn newest(instance: &'static Instance, session: &JsValue) -> Option<JsValue> {
    let held = instance.tokens.held.find(&key_of(session)?);
    held.map(|token| token.jwt).or_else(|| last_token(session))
}

/// The session whose token the cookie gives to the page's backend.
pub(crate) fn session_of_cookie() -> Option<JsValue> {
    js::string(&claims(&document::cookie("__session")?), Name::sid)
}

/// Starts the timer for the current session, in place of the timer before.
fn schedule(instance: &'static Instance, token: &Token) {
    refresh_in(instance, token.refresh_in_ms(Moment::now(), time::random()).min(600_000.0) as u32);
}

fn refresh_in(instance: &'static Instance, ms: u32) {
    if instance.tokens.is_passive.get() {
        return;
    }
    let timer = Timeout::new(ms, move || spawn(refresh(instance)));
    instance.tokens.refresh.replace(Some(timer));
}

/// Plans the refresh for the session that is current now.
pub(crate) fn follow(instance: &'static Instance) {
    let Some(key) = current(instance) else { return drop(instance.tokens.refresh.take()) };
    match instance.tokens.held.find(&key) {
        Some(token) => schedule(instance, &token),
        None => refresh_in(instance, 0),
    }
}

/// Fetches the current session's next token, unless another tab has done so meanwhile.
pub(crate) async fn refresh(instance: &'static Instance) {
    let Some(key) = current(instance) else { return };
    let held = &instance.tokens.held;
    if held.fresh(&key, Moment::now(), 12.0).is_some() {
        return follow(instance);
    }
    let work = |leeway_secs| {
        let key = key.clone();
        move || settle(fetch_unless_fresh(instance, key, leeway_secs))
    };
    let name = ["clerk.refresh:", &instance.api.host].concat();
    let mut outcome = lock::if_free(&name, work(12.0)).await;
    if outcome.is_null() {
        let _ = time::pause(PATIENCE_MS).await;
        outcome = JsFuture::from(work(5.0)()).await.unwrap_or_default();
    }
    if current(instance).is_some_and(|current| current == key) {
        retry(instance, &outcome);
    }
}

/// Resolves to the error, if there was one: no caller takes a rejection here.
async fn fetch_unless_fresh(instance: &'static Instance, key: Key, leeway_secs: f64) -> Outcome {
    // A token may have come from another tab while this one waited for its turn.
    if instance.tokens.held.fresh(&key, Moment::now(), leeway_secs).is_some() {
        return Ok(JsValue::UNDEFINED);
    }
    Ok(JsFuture::from(fetch(instance, key)).await.err().unwrap_or_default())
}

/// While the server cannot be reached, tries again after 5 s, then less and less often.
///
/// After a refusal nothing is left to do: it was checked whether the person is still signed in (wire protocol
/// 6.9).
fn retry(instance: &'static Instance, error: &JsValue) {
    let failures = &instance.tokens.failures;
    if !error.is_object() {
        failures.set(0);
        return follow(instance);
    }
    if is_unreachable(error) {
        let pause_ms = 5_000.0 * f64::from(1_u32 << failures.get().min(4));
        let asked_ms = js::get(error, Name::retry_after).as_f64().unwrap_or_default() * 1e3;
        failures.set(failures.get().saturating_add(1));
        refresh_in(instance, pause_ms.max(asked_ms).min(600_000.0) as u32);
    }
}

/// A token with these claims. Its signature is not checked: the backend does that.
fn read(claims: &JsValue, jwt: &JsValue, received: Moment) -> Option<Token> {
    let issued_at_secs = js::get(claims, Name::iat).as_f64()?;
    let lifetime_secs = js::get(claims, Name::exp).as_f64()? - issued_at_secs;
    Some(Token::new(jwt.clone(), Life { issued_at_secs, lifetime_secs, received }))
}

/// The session token as the server last sent it.
fn last_token(session: &JsValue) -> Option<JsValue> {
    text(&js::get(session, Name::last_active_token)).filter(JsValue::is_truthy)
}

/// The text of a token that an app holds.
pub(crate) fn text(token: &JsValue) -> Option<JsValue> {
    let claims = js::get(&js::get(token, Name::jwt), Name::claims);
    js::string(&claims, Name::raw.wire())
}
