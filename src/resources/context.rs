//! What every method of a resource has at hand, and what every answer of the server does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsValue, prelude::Closure};

use super::params::Arguments;
use super::shape::{Shape, Shapes};
use super::store::Store;
use super::waits::Waits;
use super::{call, client, dev_browser, token};
use crate::browser::channel::Channel;
use crate::error::Error;
use crate::fapi::{self, Caller, FrontendApi, Method, Reply, Request, form};
use crate::session::Signed;
use crate::wire;

/// One `Clerk` instance: its Frontend API, its classes, and what it knows.
pub(crate) struct Context {
    pub(crate) api: FrontendApi,
    pub(crate) store: Store,
    pub(crate) waits: Waits,
    pub(crate) tokens: token::TokenCache,
    /// The other tabs of this origin, once loaded.
    pub(super) tabs: RefCell<Option<Channel>>,
    /// The dev browser's token, towards a development instance.
    pub(super) dev_browser: RefCell<Option<String>>,
    environment: RefCell<JsValue>,
    pub(super) shapes: Shapes,
    /// A check of the client after a 401 is under way (wire protocol 6.9).
    checking: Cell<bool>,
}

impl Context {
    /// Lives as long as the page: objects a user holds call into it at any time.
    pub(crate) fn new(api: FrontendApi) -> Rc<Self> {
        let context = Rc::new(Self {
            api,
            store: Store::default(),
            waits: Waits::default(),
            tokens: token::TokenCache::default(),
            tabs: RefCell::default(),
            dev_browser: RefCell::default(),
            environment: RefCell::new(JsValue::UNDEFINED),
            shapes: Shapes::new(),
            checking: Cell::new(false),
        });
        let this = Rc::clone(&context);
        let core =
            Closure::<Core>::new(move |class: JsValue, method: JsValue, object, arguments| {
                let class = class.as_string().unwrap_or_default();
                let method = method.as_string().unwrap_or_default();
                call(&this, &class, &method, &object, &Arguments(arguments)).map_err(JsValue::from)
            });
        context.shapes.connect(core.into_js_value());
        context
    }

    /// Sends a request and returns the resource in its answer.
    ///
    /// A client that rides along is applied first, also from an error's body (wire protocol 3.1).
    pub(crate) async fn send(self: &Rc<Self>, request: &Request) -> Result<JsValue, Error> {
        self.send_for(request, None).await
    }

    /// As [`send`](Self::send), for the attempt `held` that the user called.
    async fn send_for(
        self: &Rc<Self>,
        request: &Request,
        held: Option<(&'static Shape, &JsValue)>,
    ) -> Result<JsValue, Error> {
        let reply = self.exchange(request).await?;
        let client = wire::some(&reply.body, "client")
            .or_else(|| wire::some(&wire::get(&reply.body, "meta"), "client"));
        let client = client.filter(|_| request.piggyback);
        let status = reply.status;
        let url = reply.url.clone();
        let response = into_response(reply);

        let applied = self.apply(held, response.as_ref().ok(), client.as_ref(), &url);
        if let Ok(true) = applied {
            self.store.emit();
        }
        if status == 401 {
            self.check_client().await;
        }
        // What the server said comes before what is wrong with how it said it.
        let response = response?;
        applied.map(|_| response)
    }

    /// Brings the attempt that was called and the client up to date; true when anything changed.
    ///
    /// An answer that was overtaken by a newer one changes neither.
    fn apply(
        self: &Rc<Self>,
        held: Option<(&'static Shape, &JsValue)>,
        response: Option<&JsValue>,
        client: Option<&JsValue>,
        url: &str,
    ) -> Result<bool, Error> {
        let known = self.store.client().unwrap_or_default();
        if client.is_some_and(|client| client::is_older(client, &known)) {
            return Ok(false);
        }
        let mut changed = false;
        if let (Some((shape, held)), Some(response)) = (held, response) {
            let fresh = self.shapes.decode(shape, response, url)?;
            changed = self.shapes.merge(shape, held, &fresh);
            if let Some(client) = client {
                self.store.adopt(held, client);
            }
        }
        if let Some(client) = client {
            changed |= self.apply_client(client, url)?;
        }
        Ok(changed)
    }

    async fn exchange(&self, request: &Request) -> Result<Reply, Error> {
        let session_id = wire::string(&self.store.session(), "id");
        let caller = Caller { session_id, dev_browser: self.dev_browser.borrow().clone() };
        let reply = fapi::send(&self.api, request, &caller).await?;
        if self.api.is_development && reply.dev_browser.is_some() {
            dev_browser::keep(self, reply.dev_browser.clone());
        }
        Ok(reply)
    }

    /// Sends `request` and brings `held` up to date with its answer.
    pub(crate) async fn update(
        self: &Rc<Self>,
        shape: &'static Shape,
        held: &JsValue,
        request: &Request,
    ) -> Result<JsValue, Error> {
        self.send_for(request, Some((shape, held))).await?;
        Ok(held.clone())
    }

    /// As [`update`](Self::update), and whoever waits for `held` looks at once.
    pub(crate) async fn act(
        self: &Rc<Self>,
        shape: &'static Shape,
        held: &JsValue,
        request: &Request,
    ) -> Result<JsValue, Error> {
        let updated = self.update(shape, held, request).await?;
        self.waits.nudge(held);
        Ok(updated)
    }

    /// Reads a resource out of an answer to `request`.
    pub(crate) fn read(
        &self,
        shape: &'static Shape,
        reply: &JsValue,
        request: &Request,
    ) -> Result<JsValue, Error> {
        self.shapes.decode(shape, reply, &request.path)
    }

    /// Takes a client as the server sent it, or `null` for none.
    ///
    /// True when that changed anything, of which the caller then tells the listeners.
    fn apply_client(self: &Rc<Self>, client: &JsValue, url: &str) -> Result<bool, Error> {
        let fresh = self.shapes.decode(&client::CLIENT, client, url)?;
        let held = self.store.client().unwrap_or_else(|| self.shapes.instance(&client::CLIENT));
        if client::is_older(client, &held) {
            return Ok(false);
        }
        let changed = self.shapes.merge(&client::CLIENT, &held, &fresh);
        let moved = self.store.set_client(held);
        token::learn_all(self);
        if !self.store.session().is_undefined() {
            self.write_cookies(&self.store.session());
        }
        Ok(changed || moved)
    }

    /// Tells an app's own backend, by cookies, that `session` is the current one.
    pub(crate) fn write_cookies(&self, session: &JsValue) {
        let client = self.store.client().unwrap_or_default();
        let token = token::newest(self, session);
        let is_signed_in = !wire::items(&client, "activeSessions").is_empty();
        let updated_at = wire::instant(&client, "updatedAt").filter(|_| is_signed_in);
        let signed = Signed { token: token.as_deref(), updated_at };
        crate::session::write_cookies(&signed, &self.api.host);
    }

    /// `GET /client`, applied.
    pub(crate) async fn fetch_client(self: &Rc<Self>) -> Result<(), Error> {
        let reply = self.exchange(&Request::get("/client")).await?;
        let url = reply.url.clone();
        // A 401 here says: no client. Asking why would ask the same again, without end.
        let is_signed_out = reply.status == 401;
        let client = match into_response(reply) {
            Err(error) if is_signed_out && !dev_browser::is_unauthenticated(&error) => {
                JsValue::NULL
            }
            outcome => outcome?,
        };
        if self.apply_client(&client, &url)? {
            self.store.emit();
        }
        Ok(())
    }

    /// `GET /environment`: how the application is configured.
    ///
    /// `PATCH` towards a development instance, which so learns this page's origin.
    pub(crate) async fn fetch_environment(&self) -> Result<JsValue, Error> {
        let request = if self.api.is_development {
            Request::with(Method::Patch, "/environment")
        } else {
            Request::get("/environment")
        };
        let environment = into_response(self.exchange(&request).await?)?;
        self.environment.replace(environment.clone());
        Ok(environment)
    }

    /// The environment as the server sent it; `undefined` until loaded.
    pub(crate) fn environment(&self) -> JsValue {
        self.environment.borrow().clone()
    }

    /// The server can hold a poll open until something happens; a Clerk instance never says so.
    pub(crate) fn can_hold_polls(&self) -> bool {
        let settings = wire::get(&self.environment(), "auth_config");
        wire::get(&settings, "long_poll_seconds").as_f64().is_some_and(|seconds| seconds >= 1.0)
    }

    /// A browser can have one session at a time, which is so unless the environment says otherwise.
    pub(crate) fn is_single_session(&self) -> bool {
        let settings = wire::get(&self.environment(), "auth_config");
        wire::get(&settings, "single_session_mode") != JsValue::FALSE
    }

    /// Says that somebody is here (wire protocol 6.5).
    pub(crate) async fn touch(self: &Rc<Self>) {
        if let Some(id) = wire::string(&self.store.session(), "id") {
            let path = ["/client/sessions/", &form::segment(&id), "/touch"].concat();
            // Nobody asked, so nobody hears of a failure; a 401 has been seen to by `send`.
            let _ = self.send(&Request::post(path, Vec::new())).await;
        }
    }

    /// After a 401: is this browser still signed in? At most one question at a time.
    pub(crate) async fn check_client(self: &Rc<Self>) {
        if !self.store.session().is_object() || self.checking.replace(true) {
            return;
        }
        // The caller hears of the 401; that the check failed as well would tell it nothing more.
        let _ = self.fetch_client().await;
        self.checking.set(false);
    }

    /// `DELETE /client`: every session of this browser ends.
    pub(crate) async fn destroy_client(self: &Rc<Self>) -> Result<(), Error> {
        self.send(&Request::with(Method::Delete, "/client")).await?;
        self.tokens.clear();
        if self.apply_client(&JsValue::NULL, "")? {
            self.store.emit();
        }
        Ok(())
    }
}

type Core = dyn Fn(JsValue, JsValue, JsValue, Array) -> Result<JsValue, JsValue>;

/// The resource in a reply: enveloped, or bare as some are (wire protocol 3.1).
fn into_response(reply: Reply) -> Result<JsValue, Error> {
    if reply.is_error() {
        return Err(reply.into_error());
    }
    let enveloped = wire::some(&reply.body, "response");
    let is_envelope = wire::get(&reply.body, "response").is_null();
    Ok(enveloped.unwrap_or(if is_envelope { JsValue::NULL } else { reply.body }))
}
