//! The client of this browser: asked for, taken, checked, ended.

use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::{Instance, dev_browser, tokens};
use crate::browser::time;
use crate::fapi::{Method, Request};
use crate::js::{self, Name};
use crate::session;
use crate::task::{Outcome, Task, settle};

pub(crate) const PATH: &str = "/client";
impl Instance {
    /// Takes a client as the server sent it, or `null` for none. With `arrives`, sessions count as started
    /// elsewhere if this tab knew none of them.
    ///
    /// True when anything changed. Then the caller tells the listeners.
    pub(super) fn apply_client(
        &'static self,
        client: &JsValue,
        url: &JsValue,
        arrives: bool,
    ) -> Outcome<bool> {
        let fresh = self.shapes.decode(self.shapes.client, client, url)?;
        if let Some(updated_at) = js::instant(&fresh, Name::updated_at) {
            self.server_clock.hear(updated_at, None, time::running_ms());
        }
        let known = self.store.client();
        let held =
            if known.is_object() { known } else { self.shapes.classes.object(self.shapes.client) };
        if is_older(client, &held) {
            return Ok(false);
        }
        let (id, next) = (js::get(&held, Name::id), js::get(&fresh, Name::id));
        if id != next {
            self.age.set(self.age.get().wrapping_add(1));
            self.ended.borrow_mut().push(id);
        }
        let active = js::items(&fresh, Name::active_sessions);
        let is_known = |session: &JsValue| {
            self.store.find_active_session(&js::get(session, Name::id)).is_some()
        };
        let arrives = arrives && !active.is_empty() && !active.iter().any(is_known);
        let changed = self.shapes.merge(self.shapes.client, &held, &fresh);
        let moved = self.store.set_client(held, arrives);
        tokens::learn_all(self);
        let session = self.store.session();
        // A tab that was signed out before leaves the cookies alone: another tab may just be signing in.
        if session.is_object() || (moved && session.is_null()) {
            self.keep_cookies(&session);
        }
        Ok(changed || moved)
    }

    /// Whether the answer to a request of this age is out of date: it brings a client that has ended since, or
    /// says that there is none although one has begun since.
    pub(super) fn is_outlived(&self, client: &JsValue, age: u32) -> bool {
        let id = js::get(client, Name::id);
        let is_there = id == js::get(&self.store.client(), Name::id);
        age != self.age.get()
            && (id.is_undefined() || (!is_there && self.ended.borrow().contains(&id)))
    }

    /// `GET /client`, applied.
    pub(crate) fn fetch_client(&'static self) -> Task {
        let age = self.age.get();
        Box::pin(async move {
            let client = match self.send(Request::get(PATH)).await {
                Err(error) if dev_browser::is_signed_out(&error) => JsValue::NULL,
                outcome => outcome?,
            };
            if self.is_outlived(&client, age) {
                return Ok(JsValue::UNDEFINED);
            }
            self.take_client(&client)
        })
    }

    /// Applies a client and tells the listeners.
    pub(crate) fn take_client(&'static self, client: &JsValue) -> Outcome {
        if self.apply_client(client, &PATH.into(), true)? {
            self.store.emit();
        }
        Ok(JsValue::UNDEFINED)
    }

    /// Tells the server that somebody is here (wire protocol 6.5).
    ///
    /// No caller asked for it, so a failure is not told. [`send`](Self::send) has dealt with a 401.
    pub(crate) async fn touch(&'static self, session: &JsValue) {
        if let Some(id) = js::string(session, Name::id) {
            let _ = self.send(Request::new(Method::Post, session::PATH).at(&id, "/touch")).await;
        }
    }

    /// Asks whether this browser is still signed in, and as whom. A second caller joins the check under way,
    /// which goes on even if its callers stop waiting.
    pub(crate) fn check_client(&'static self) -> Promise {
        let checking = self.checking.get().unwrap_or_else(|| {
            settle(async move {
                self.ask_client().await;
                self.checking.set(None);
                Ok(JsValue::UNDEFINED)
            })
        });
        self.checking.set(Some(checking.clone()));
        checking
    }

    async fn ask_client(&'static self) {
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

    /// A session began or ended without our asking: an answer under way may be from before that.
    pub(crate) fn outdate(&self) {
        self.is_outdated.set(true);
    }

    /// `DELETE /client`: every session of this browser ends, and other tabs are told.
    pub(crate) fn destroy_client(&'static self) -> Task {
        Box::pin(async move {
            match self.send(Request::new(Method::Delete, PATH)).await {
                // The server has ended it already.
                Err(error) if dev_browser::is_signed_out(&error) => {}
                outcome => drop(outcome?),
            }
            self.tokens.clear();
            self.tell_tabs("signout", &[]);
            let taken = self.take_client(&JsValue::NULL);
            self.waits.nudge_all();
            taken
        })
    }
}

/// Whether a late answer would undo a newer one (wire protocol 3.2: `updated_at` grows).
///
/// `sent` is the client as the server sent it, `held` the one that the user holds.
pub(crate) fn is_older(sent: &JsValue, held: &JsValue) -> bool {
    let sent_at = js::get(sent, Name::updated_at.wire()).as_f64();
    let held_at = js::instant(held, Name::updated_at);
    let is_overtaken = sent_at.zip(held_at).is_some_and(|(sent_at, held_at)| sent_at < held_at);
    is_overtaken && js::get(sent, Name::id) == js::get(held, Name::id)
}
