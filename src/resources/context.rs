//! What every method of a resource can use, and what every answer of the server does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::{JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

use super::envelope::{into_response, known_session, piggybacked};
use super::method::Call;
use super::shape::{Path, Shape, Shapes, is_same_resource};
use super::store::Store;
use super::waits::Waits;
use super::{Outcome, Task, client, dev_browser, method, settle, token};
use crate::browser::{channel::Channel, lock, page, time};
use crate::fapi::{self, Caller, FrontendApi, Method, Reply, Request};
use crate::magic_link::server_clock::ServerClock;
use crate::session::Signed;
use crate::slot::Slot;
use crate::wire;

/// One `Clerk` instance: its Frontend API, its classes, and what it knows.
pub(crate) struct Context {
    pub(crate) api: FrontendApi,
    pub(crate) store: Store,
    pub(crate) waits: Waits,
    pub(crate) tokens: token::TokenCache,
    pub(super) server_clock: ServerClock,
    /// The other tabs of this origin, once loaded.
    pub(super) tabs: RefCell<Option<Channel>>,
    /// The dev browser's token, towards a development instance.
    pub(super) dev_browser: Slot<Option<String>>,
    pub(super) environment: Slot<JsValue>,
    pub(super) shapes: Shapes,
    /// The check of the client that is under way after a 401 (wire protocol 6.9).
    checking: Slot<Option<Promise>>,
    /// Something happened that the answer to this check may not show.
    is_outdated: Cell<bool>,
    /// What other tabs said about sessions before this tab knew its client.
    pub(super) early: RefCell<Vec<JsValue>>,
    /// The last answer, if it was a poll's.
    pub(super) last_poll: Slot<Option<Poll>>,
    /// Grows when a client begins or ends, so that an answer to a request sent before then is known to be late.
    age: Cell<u32>,
    /// The ids of the clients that ended; one of them may be there again.
    ended: RefCell<Vec<JsValue>>,
}

/// The object that an answer brings up to date, and whether the answer makes another resource of it.
struct Held {
    shape: &'static Shape,
    object: JsValue,
    is_created: bool,
}

impl Context {
    /// Lives as long as the page: objects that a user holds may call into it at any time.
    pub(crate) fn new(api: FrontendApi) -> Rc<Self> {
        let context = Rc::new(Self {
            api,
            store: Store::default(),
            waits: Waits::default(),
            tokens: token::TokenCache::default(),
            server_clock: ServerClock::default(),
            tabs: RefCell::default(),
            dev_browser: Slot::default(),
            environment: Slot::default(),
            shapes: Shapes::new(),
            checking: Slot::default(),
            is_outdated: Cell::default(),
            early: RefCell::default(),
            last_poll: Slot::default(),
            age: Cell::new(0),
            ended: RefCell::default(),
        });
        let this = Rc::clone(&context);
        let core = Closure::<Core>::new(move |place, object, arguments| {
            let method = this.shapes.method(place);
            let (shape, method) = method.ok_or(JsValue::UNDEFINED)?;
            Call { context: &this, shape, this: &object, arguments }.run(&method.1)
        });
        context.shapes.connect(core.into_js_value());
        context
    }

    /// Sends a request; its outcome is the resource in the answer.
    ///
    /// The client that comes with the answer is applied first, also from an error's body (wire protocol 3.1).
    pub(crate) fn send(self: &Rc<Self>, request: Request) -> Task {
        Box::pin(Rc::clone(self).exchange(request, None))
    }

    /// Sends a request and brings `held`, of this shape, up to date with its answer.
    pub(crate) fn update(
        self: &Rc<Self>,
        shape: &'static Shape,
        held: &JsValue,
        request: Request,
    ) -> Task {
        let is_created = matches!(shape.path, Path::Among(path) if path == request.path);
        let held = Held { shape, object: held.clone(), is_created };
        Box::pin(Rc::clone(self).exchange(request, Some(held)))
    }

    /// As [`update`](Self::update), but for an app: returns a promise, and nudges the waits for `held`.
    pub(crate) fn act(
        self: &Rc<Self>,
        shape: &'static Shape,
        held: &JsValue,
        request: Outcome<Request>,
    ) -> JsValue {
        let (this, held) = (Rc::clone(self), held.clone());
        let work = settle(async move {
            let updated = this.update(shape, &held, request?).await?;
            this.waits.nudge(&held);
            Ok(updated)
        });
        work.into()
    }

    async fn exchange(self: Rc<Self>, request: Request, held: Option<Held>) -> Outcome {
        // Two first requests at the same time would make two clients, and the browser keeps only one.
        let makes_client = request.method != Method::Get && request.path.starts_with(client::PATH);
        let is_first = makes_client && wire::get(&self.store.client(), "id").is_undefined();
        let name = ["clerk.client:", &self.api.host].concat();
        let _turn = if is_first { Some(lock::turn(&name, PATIENCE_MS).await) } else { None };
        let current = || wire::string(&self.store.session(), "id");
        let session_id = request.session_id.clone().or_else(current);
        let server_now = self.server_clock.now_ms(time::running_ms()).unwrap_or_default();
        let behind_ms = (server_now - time::now_ms()).max(0.0);
        let caller = Caller { session_id, dev_browser: self.dev_browser.get(), behind_ms };
        let age = self.age.get();
        let mut reply = fapi::send(&self.api, &request, &caller).await?;
        let dev_browser = reply.dev_browser.take().filter(|_| self.api.is_development);
        if dev_browser.is_some() {
            dev_browser::keep(&self, dev_browser);
        }
        let poll = poll(&request, &reply, held.as_ref());
        // Nothing has happened since the last poll: most polls end here.
        if let Some((object, _)) = poll.clone().filter(|_| self.last_poll.get() == poll) {
            return Ok(object);
        }
        self.last_poll.set(None);
        reply.read()?;
        let client = piggybacked(&reply.body)
            .filter(|client| request.piggyback && !self.is_outlived(client, age));
        // A 401 to the request for the client itself is not checked: the check would send it again, without end.
        let is_of_client = request.path == client::PATH;
        let is_unauthenticated = reply.status == 401 && !is_of_client;
        let url = reply.url.clone();
        let response = into_response(reply);

        let applied = self.apply(held.as_ref(), response.as_ref().ok(), client.as_ref(), &url);
        if let Ok(true) = applied {
            self.store.emit();
        }
        // Before the client is known, `load()` renews the token itself.
        if is_unauthenticated
            && self.store.client().is_object()
            && response.as_ref().is_err_and(dev_browser::is_unauthenticated)
        {
            let _ = dev_browser::renew(&self).await;
        }
        let known = response.as_ref().err().and_then(known_session).filter(|_| !is_of_client);
        if is_unauthenticated && !self.store.is_empty()
            || self.store.session().is_null() && known.is_some()
        {
            self.check_client().await;
        }
        if let Some(id) = known {
            self.open_known(&id);
        }
        // The server's own error comes first, then what could not be read in its answer.
        let response = response?;
        applied?;
        self.last_poll.set(poll);
        Ok(held.map_or(response, |held| held.object))
    }

    /// Brings `held` and the client up to date. True when anything changed.
    ///
    /// An answer that a newer one has overtaken changes neither, except where the newer client does not carry
    /// `held`.
    fn apply(
        self: &Rc<Self>,
        held: Option<&Held>,
        response: Option<&JsValue>,
        client: Option<&JsValue>,
        url: &str,
    ) -> Outcome<bool> {
        let is_overtaken =
            client.is_some_and(|client| client::is_older(client, &self.store.client()));
        let held = held.filter(|held| !is_overtaken || !self.is_told_of(held));
        let client = client.filter(|_| !is_overtaken);
        let mut changed = false;
        if let (Some(Held { shape, object, is_created }), Some(response)) = (held, response) {
            let fresh = self.shapes.decode(shape, response, url)?;
            if *is_created || is_same_resource(object, &fresh) {
                changed = self.shapes.merge(shape, object, &fresh);
            }
            if let Some(client) = client {
                self.store.adopt(object, client);
            }
        }
        if let Some(client) = client {
            // The session that an attempt of this tab created is for the app to set.
            let is_own = response
                .is_some_and(|response| wire::string(response, "created_session_id").is_some());
            changed |= self.apply_client(client, url, !is_own)?;
        }
        Ok(changed)
    }

    /// Whether the answer to a request of this age is out of date: it brings a client that has ended since, or
    /// says that there is none although one has begun since.
    fn is_outlived(&self, client: &JsValue, age: u32) -> bool {
        let id = wire::get(client, "id");
        let is_there = id == wire::get(&self.store.client(), "id");
        age != self.age.get()
            && (id.is_undefined() || (!is_there && self.ended.borrow().contains(&id)))
    }

    /// Whether the client's JSON carries this resource. Of attempts it carries only the latest of each kind.
    fn is_told_of(&self, held: &Held) -> bool {
        let is_attempt = held.shape.waitable.is_some_and(|waitable| waitable.signs_in);
        !is_attempt || self.store.has_attempt(&held.object)
    }

    /// Takes a client as the server sent it, or `null` for none. With `arrives`, sessions count as started
    /// elsewhere if this tab knew none of them.
    ///
    /// True when anything changed. Then the caller tells the listeners.
    fn apply_client(self: &Rc<Self>, client: &JsValue, url: &str, arrives: bool) -> Outcome<bool> {
        let fresh = self.shapes.decode(&client::CLIENT, client, url)?;
        if let Some(updated_at) = wire::instant(&fresh, "updatedAt") {
            self.server_clock.hear(updated_at, None, time::running_ms());
        }
        let known = self.store.client();
        let held = if known.is_object() { known } else { self.shapes.instance(&client::CLIENT) };
        if client::is_older(client, &held) {
            return Ok(false);
        }
        let (id, next) = (wire::get(&held, "id"), wire::get(&fresh, "id"));
        if id != next {
            self.age.set(self.age.get().wrapping_add(1));
            self.ended.borrow_mut().push(id);
        }
        let active = wire::items(&fresh, "activeSessions");
        let is_known = |session: &JsValue| {
            wire::string(session, "id")
                .is_some_and(|id| self.store.find_active_session(&id).is_some())
        };
        let arrives = arrives && !active.is_empty() && !active.iter().any(is_known);
        let changed = self.shapes.merge(&client::CLIENT, &held, &fresh);
        let moved = self.store.set_client(held, arrives);
        token::learn_all(self);
        let session = self.store.session();
        // A tab that was signed out before leaves the cookies alone: another tab may just be signing in.
        if session.is_object() || (moved && session.is_null()) {
            self.keep_cookies(&session);
        }
        Ok(changed || moved)
    }

    /// Writes the cookies that tell an app's own backend which session is current, for a session that the app
    /// chose. A hidden tab does not overwrite the cookie of another account.
    pub(crate) fn write_cookies(&self, session: &JsValue) {
        self.write_cookies_if(page::is_visible(), session);
    }

    /// The same, where the app did not choose the session. Then only the tab that the person uses overwrites
    /// another account's cookie.
    pub(crate) fn keep_cookies(&self, session: &JsValue) {
        self.write_cookies_if(page::is_visible() && page::has_focus(), session);
    }

    fn write_cookies_if(&self, in_front: bool, session: &JsValue) {
        let written = token::session_of_cookie();
        let is_other = written.filter(|id| !wire::is(session, "id", id));
        if !in_front && is_other.is_some_and(|id| self.store.find_active_session(&id).is_some()) {
            return;
        }
        let client = self.store.client();
        let token = token::newest(self, session);
        let is_signed_in = !wire::items(&client, "activeSessions").is_empty();
        let updated_at = wire::instant(&client, "updatedAt").filter(|_| is_signed_in);
        let updated_at = time::digits((updated_at.unwrap_or_default() / 1e3).floor(), 10);
        let signed = Signed { token: token.as_deref(), updated_at: &updated_at };
        crate::session::write_cookies(&signed, &self.api.name);
    }

    /// After the server said that this browser is signed in already: makes a session current, if none is. It
    /// is the one of this id, if that is active.
    fn open_known(self: &Rc<Self>, id: &str) {
        if self.store.session().is_null() && self.store.open(id) {
            self.keep_cookies(&self.store.session());
            token::follow(self);
            self.store.emit();
        }
    }

    /// `GET /client`, applied.
    pub(crate) fn fetch_client(self: &Rc<Self>) -> Task {
        let (this, age) = (Rc::clone(self), self.age.get());
        Box::pin(async move {
            let client = match this.send(Request::get(client::PATH)).await {
                Err(error) if dev_browser::is_signed_out(&error) => JsValue::NULL,
                outcome => outcome?,
            };
            if this.is_outlived(&client, age) {
                return Ok(JsValue::UNDEFINED);
            }
            this.take_client(&client)
        })
    }

    /// Applies a client and tells the listeners.
    pub(crate) fn take_client(self: &Rc<Self>, client: &JsValue) -> Outcome {
        if self.apply_client(client, client::PATH, true)? {
            self.store.emit();
        }
        Ok(JsValue::UNDEFINED)
    }

    /// Tells the server that somebody is here (wire protocol 6.5).
    ///
    /// No caller asked for it, so a failure is not told. [`send`](Self::send) has dealt with a 401.
    pub(crate) async fn touch(self: &Rc<Self>, session: &JsValue) {
        if let Ok(path) = method::path(&super::session::SESSION, session, "/touch") {
            let _ = self.send(Request::new(Method::Post, path)).await;
        }
    }

    /// Asks whether this browser is still signed in, and as whom. A second caller joins the check under way,
    /// which goes on even if its callers stop waiting.
    pub(crate) async fn check_client(self: &Rc<Self>) {
        let checking = self.checking.get().unwrap_or_else(|| {
            let this = Rc::clone(self);
            settle(async move {
                this.ask_client().await;
                this.checking.set(None);
                Ok(JsValue::UNDEFINED)
            })
        });
        self.checking.set(Some(checking.clone()));
        let _ = JsFuture::from(checking).await;
    }

    async fn ask_client(self: &Rc<Self>) {
        let was_null = self.store.session().is_null();
        loop {
            self.is_outdated.set(false);
            // A caller that has to report an error has its own. That the check failed would add nothing.
            let _ = self.fetch_client().await;
            if !self.is_outdated.get() {
                break;
            }
        }
        if was_null && self.store.session().is_object() {
            // The sign-in may have made waits in this tab pointless.
            self.waits.nudge_all();
        }
    }

    /// Another tab says that a session began or ended: an answer under way may be from before that.
    pub(super) fn outdate(&self) {
        self.is_outdated.set(true);
    }

    /// `DELETE /client`: every session of this browser ends, and other tabs are told.
    pub(crate) async fn destroy_client(self: &Rc<Self>) -> Outcome {
        match self.send(Request::new(Method::Delete, client::PATH.into())).await {
            // The server has ended it already.
            Err(error) if dev_browser::is_signed_out(&error) => {}
            outcome => drop(outcome?),
        }
        self.tokens.clear();
        self.tell_tabs("signout", &[]);
        let taken = self.take_client(&JsValue::NULL);
        self.waits.nudge_all();
        taken
    }
}

/// How long a first request waits for another one, in ms.
pub(super) const PATIENCE_MS: u32 = 4_000;

type Core = dyn Fn(usize, JsValue, Array) -> Outcome;

/// The object that a poll was for, and the text of the answer.
type Poll = (JsValue, JsValue);

fn poll(request: &Request, reply: &Reply, held: Option<&Held>) -> Option<Poll> {
    let is_poll = request.method == Method::Get && reply.status == 200;
    held.filter(|_| is_poll).map(|held| (held.object.clone(), reply.text.clone()))
}
