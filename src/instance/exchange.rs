//! What every request does: it is sent, and its answer brings up to date what the app holds.

use wasm_bindgen::JsValue;

use super::envelope::{into_response, known_session, piggybacked};
use super::shapes::is_same_resource;
use super::table::{Path, Shape};
use super::{Instance, client, dev_browser, tokens};
use crate::browser::{lock, time};
use crate::fapi::{self, Caller, Method, Reply, Request};
use crate::js::{self, Name};
use crate::task::{Outcome, Task};

/// How long a first request waits for another one, in ms.
pub(super) const PATIENCE_MS: u32 = 4_000;

/// The object that an answer brings up to date, and whether the answer makes another resource of it.
struct Held {
    shape: &'static Shape,
    object: JsValue,
    is_created: bool,
}

impl Instance {
    /// Sends a request; its outcome is the resource in the answer.
    ///
    /// The client that comes with the answer is applied first, also from an error's body (wire protocol 3.1).
    pub(crate) fn send(&'static self, request: Request) -> Task {
        Box::pin(self.exchange(request, None))
    }

    /// Sends a request and brings `held`, of this shape, up to date with its answer.
    pub(crate) fn update(
        &'static self,
        shape: &'static Shape,
        held: &JsValue,
        request: Request,
    ) -> Task {
        let is_created = matches!(shape.path, Path::Among(path) if request.path == path);
        let held = Held { shape, object: held.clone(), is_created };
        Box::pin(self.exchange(request, Some(held)))
    }

    async fn exchange(&'static self, request: Request, held: Option<Held>) -> Outcome {
        let (reply, age) = self.ask(&request).await?;
        let outcome = self.digest(&request, held, reply, age);
        // The request for the client itself is not checked: the check would send it again, without end.
        if let Err(error) = &outcome
            && request.root != client::PATH
        {
            self.check_after(error).await;
        }
        outcome
    }

    /// Sends the request in its turn. With the reply comes the age of the client at the time.
    async fn ask(&'static self, request: &Request) -> Outcome<(Reply, u32)> {
        // Two first requests at the same time would make two clients, and the browser keeps only one.
        let makes_client = request.method != Method::Get && request.root.starts_with(client::PATH);
        let is_first = makes_client && js::get(&self.store.client(), Name::id).is_undefined();
        let _turn = if is_first {
            let name = ["clerk.client:", &self.api.host].concat();
            Some(lock::turn(&name, PATIENCE_MS).await)
        } else {
            None
        };
        let age = self.age.get();
        let reply = fapi::send(&self.api, request, &self.caller(request)).await?;
        Ok((reply, age))
    }

    fn caller(&self, request: &Request) -> Caller {
        let current = || js::string(&self.store.session(), Name::id);
        let session_id = request.session_id.clone().or_else(current);
        let server_now = self.server_clock.now_ms(time::running_ms()).unwrap_or_default();
        let behind_ms = (server_now - time::now_ms()).max(0.0);
        Caller { session_id, dev_browser: self.dev_browser.get(), behind_ms }
    }

    /// Takes what the reply says.
    fn digest(
        &'static self,
        request: &Request,
        held: Option<Held>,
        mut reply: Reply,
        age: u32,
    ) -> Outcome {
        let dev_browser = reply.dev_browser.take().filter(|_| self.api.is_development);
        if dev_browser.is_some() {
            dev_browser::keep(self, dev_browser);
        }
        let poll = poll(request, &reply, held.as_ref());
        // Nothing has happened since the last poll: most polls end here.
        if let Some((object, _)) = poll.clone().filter(|_| self.last_poll.get() == poll) {
            return Ok(object);
        }
        self.last_poll.set(None);
        reply.read()?;
        let client = piggybacked(&reply.body)
            .filter(|client| request.piggyback && !self.is_outlived(client, age));
        let url = reply.url.clone();
        let response = into_response(reply);

        let applied = self.apply(held.as_ref(), response.as_ref().ok(), client.as_ref(), &url);
        if let Ok(true) = applied {
            self.store.emit();
        }
        // The server's own error comes first, then what could not be read in its answer.
        let response = response?;
        applied?;
        self.last_poll.set(poll);
        Ok(held.map_or(response, |held| held.object))
    }

    /// Finds out who is signed in here, if this error makes that doubtful (wire protocol 6.9).
    async fn check_after(&'static self, error: &JsValue) {
        let is_unauthenticated = js::get(error, Name::status) == 401;
        // Before the client is known, `load()` renews the token itself.
        if is_unauthenticated
            && self.store.client().is_object()
            && dev_browser::is_unauthenticated(error)
        {
            let _ = dev_browser::renew(self).await;
        }
        let known = known_session(error);
        if is_unauthenticated && !self.store.is_empty()
            || self.store.session().is_null() && known.is_some()
        {
            let _ = js::awaited(&self.check_client()).await;
        }
        if let Some(id) = known {
            self.open_known(&id);
        }
    }

    /// Brings `held` and the client up to date. True when anything changed.
    ///
    /// An answer that a newer one has overtaken changes neither, except where the newer client does not carry
    /// `held`.
    fn apply(
        &'static self,
        held: Option<&Held>,
        response: Option<&JsValue>,
        client: Option<&JsValue>,
        url: &JsValue,
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
            let is_own = response.is_some_and(|response| {
                js::string(response, Name::created_session_id.wire()).is_some()
            });
            changed |= self.apply_client(client, url, !is_own)?;
        }
        Ok(changed)
    }

    /// Whether the client's JSON carries this resource. Of attempts it carries only the latest of each kind.
    fn is_told_of(&self, held: &Held) -> bool {
        let is_attempt = held.shape.waitable.is_some_and(|waitable| waitable.signs_in);
        !is_attempt || self.store.has_attempt(&held.object)
    }

    /// After the server said that this browser is signed in already: makes a session current, if none is. It
    /// is the one of this id, if that is active.
    fn open_known(&'static self, id: &JsValue) {
        if self.store.session().is_null() && self.store.open(id) {
            self.keep_cookies(&self.store.session());
            tokens::follow(self);
            self.store.emit();
        }
    }
}

/// The object that a poll was for, and the text of the answer.
pub(super) type Poll = (JsValue, JsValue);

fn poll(request: &Request, reply: &Reply, held: Option<&Held>) -> Option<Poll> {
    let is_poll = request.method == Method::Get && reply.status == 200;
    held.filter(|_| is_poll).map(|held| (held.object.clone(), reply.text.clone()))
}
