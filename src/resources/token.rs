//! `session.getToken()`, and the fresh `__session` cookie that an app's backend counts on.
//!
//! One request per token at a time, one refresh for all tabs: the tab that fetched a token tells
//! the others, and whoever finds the lock taken waits briefly for that news. The lock only saves
//! requests; without it everything is still right (wire protocol 6.4).

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::session::{is_active, last_token};
use super::{Context, settle};
use crate::browser::{self, lock, time};
use crate::error::Error;
use crate::fapi::{Request, form};
use crate::session::{Key, Token, Tokens};
use crate::wire;

/// How long a tab waits for another one's refresh before it makes its own, in ms.
const PATIENCE_MS: u32 = 2_000;

/// What one client knows of tokens.
#[derive(Default)]
pub(crate) struct TokenCache {
    held: Tokens,
    /// The requests under way, which a second caller joins.
    pending: RefCell<Vec<(Key, Promise)>>,
    /// The next refresh of the current session's token.
    refresh: RefCell<Option<Timeout>>,
}

impl TokenCache {
    /// Forgets the tokens of a session that ended.
    pub(crate) fn forget(&self, session_id: &str) {
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
    fn read(session: &JsValue, options: &JsValue) -> Result<Self, Error> {
        let session_id =
            wire::string(session, "id").ok_or(Error::NotCreated { resource: "Session" })?;
        let template = wire::string(options, "template").filter(|name| !name.is_empty());
        let leeway_secs = wire::get(options, "leewayInSeconds").as_f64().unwrap_or(10.0);
        if template.is_none() && !(0.0..60.0).contains(&leeway_secs) {
            let expected = "less than the 60 seconds that a session token lives";
            return Err(Error::Argument { name: "leewayInSeconds", expected });
        }
        Ok(Self {
            key: Key { session_id, template },
            leeway_secs,
            skip_cache: wire::get(options, "skipCache") == JsValue::TRUE,
            throw_on_error: wire::get(options, "throwOnError") != JsValue::FALSE,
        })
    }
}

/// A token that lives for a while yet: from memory, or from the server.
pub(crate) fn get_token(
    context: &Rc<Context>,
    session: &JsValue,
    options: &JsValue,
) -> Result<JsValue, Error> {
    let options = Options::read(session, options);
    let context = Rc::clone(context);
    Ok(settle(async move {
        let options = options?;
        let fresh = context.tokens.held.fresh(&options.key, time::now_ms(), options.leeway_secs);
        if let Some(jwt) = fresh.filter(|_| !options.skip_cache) {
            return Ok(jwt.into());
        }
        match JsFuture::from(fetch(&context, options.key)).await {
            Err(_) if !options.throw_on_error => Ok("".into()),
            outcome => outcome.map_err(Error::Thrown),
        }
    })
    .into())
}

/// Asks the server for a token, once however many ask here.
fn fetch(context: &Rc<Context>, key: Key) -> Promise {
    let pending = context.tokens.pending.borrow();
    let joined =
        pending.iter().find(|(other, _)| *other == key).map(|(_, promise)| promise.clone());
    drop(pending);
    if let Some(promise) = joined {
        return promise;
    }
    let (this, asked) = (Rc::clone(context), key.clone());
    let promise = settle(async move {
        let outcome = request(&this, &asked).await;
        this.tokens.pending.borrow_mut().retain(|(other, _)| *other != asked);
        outcome.map(JsValue::from)
    });
    context.tokens.pending.borrow_mut().push((key, promise.clone()));
    promise
}

async fn request(context: &Rc<Context>, key: &Key) -> Result<String, Error> {
    let mut path = ["/client/sessions/", &form::segment(&key.session_id), "/tokens"].concat();
    if let Some(template) = &key.template {
        path.push('/');
        path.push_str(&form::segment(template));
    }
    let reply = context.send(&Request::post(&*path, Vec::new())).await?;
    let wrong = || Error::Reply { url: path.clone(), field: "jwt" };
    let jwt = wire::string(&reply, "jwt").ok_or_else(wrong)?;
    learn(context, key.clone(), &jwt);
    if key.template.is_none() {
        context
            .tell_tabs("token", &[("session", (&key.session_id).into()), ("jwt", (&jwt).into())]);
    }
    Ok(jwt)
}

/// Takes a token from wherever it came: an answer, a client, another tab.
pub(crate) fn learn(context: &Rc<Context>, key: Key, jwt: &str) {
    let Some(token) = read(jwt) else { return };
    let is_session_token = key.template.is_none();
    let is_current =
        wire::string(&context.store.session(), "id").as_deref() == Some(&key.session_id);
    if context.tokens.held.keep(key, token.clone()) && is_session_token && is_current {
        context.write_cookies(&context.store.session());
        schedule(context, &token);
    }
}

/// Takes the tokens that came with a client, and goes on refreshing the current session's.
pub(crate) fn learn_all(context: &Rc<Context>) {
    let client = context.store.client().unwrap_or_default();
    for session in wire::items(&client, "sessions").iter().filter(|session| is_active(session)) {
        if let (Some(session_id), Some(jwt)) = (wire::string(session, "id"), last_token(session)) {
            learn(context, Key { session_id, template: None }, &jwt);
        }
    }
    if !context.store.session().is_object() {
        context.tokens.refresh.take();
    }
}

/// The newest token of a session, for its cookie.
pub(crate) fn newest(context: &Context, session: &JsValue) -> Option<String> {
    let session_id = wire::string(session, "id")?;
    let held = context.tokens.held.find(&Key { session_id, template: None });
    held.map(|token| token.jwt).or_else(|| last_token(session))
}

/// Arms the timer for the current session; the timer before it goes.
fn schedule(context: &Rc<Context>, token: &Token) {
    let this = Rc::clone(context);
    let in_ms = token.refresh_in_ms(time::now_ms(), time::random());
    let timer =
        Timeout::new(in_ms as u32, move || wasm_bindgen_futures::spawn_local(refresh(this)));
    context.tokens.refresh.replace(Some(timer));
}

/// Starts again for a session that has become the current one.
pub(crate) fn follow(context: &Rc<Context>) {
    let session = context.store.session();
    let key = wire::string(&session, "id").map(|session_id| Key { session_id, template: None });
    match key.and_then(|key| context.tokens.held.find(&key)) {
        Some(token) => schedule(context, &token),
        None => drop(context.tokens.refresh.take()),
    }
}

/// Fetches the current session's next token, unless another tab has done so meanwhile.
pub(crate) async fn refresh(context: Rc<Context>) {
    let Some(session_id) = wire::string(&context.store.session(), "id") else { return };
    let key = Key { session_id, template: None };
    if context.tokens.held.fresh(&key, time::now_ms(), 12.0).is_some() {
        return follow(&context);
    }
    let (this, wanted) = (Rc::clone(&context), key.clone());
    let name = ["clerk.refresh:", &context.api.host].concat();
    if !lock::if_free(&name, move || fetch(&this, wanted)).await {
        TimeoutFuture::new(PATIENCE_MS).await;
        if context.tokens.held.fresh(&key, time::now_ms(), 5.0).is_none() {
            // What went wrong is told to whoever asks for the token; here there is nobody to tell.
            let _ = JsFuture::from(fetch(&context, key.clone())).await;
        }
    }
    if context.tokens.held.fresh(&key, time::now_ms(), 10.0).is_none() {
        retry_later(&context);
    }
}

/// The server could not be reached: tries again while the session is current.
fn retry_later(context: &Rc<Context>) {
    if !context.store.session().is_object() {
        return;
    }
    let this = Rc::clone(context);
    let timer = Timeout::new(5_000, move || wasm_bindgen_futures::spawn_local(refresh(this)));
    context.tokens.refresh.replace(Some(timer));
}

/// A token's claims, without checking its signature: that is the backend's to do.
fn read(jwt: &str) -> Option<Token> {
    let payload = jwt.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let claims = js_sys::JSON::parse(&browser::atob(&payload)?).ok()?;
    let issued_at_secs = wire::get(&claims, "iat").as_f64()?;
    let lifetime_secs = wire::get(&claims, "exp").as_f64()? - issued_at_secs;
    Some(Token { jwt: jwt.into(), issued_at_secs, lifetime_secs, received_at_ms: time::now_ms() })
}
