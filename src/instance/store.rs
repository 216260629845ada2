//! What one `Clerk` instance knows: the client, the current session and user, and the listeners to tell when
//! that changes.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::browser;
use crate::js::{self, Name};
use crate::slot::Slot;

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    /// What listeners are told.
    fn news(client: &JsValue, session: &JsValue, user: &JsValue) -> JsValue;
}

/// Three values, each `undefined` while unknown; `session` and `user` are `null` when signed out.
#[derive(Default)]
pub(crate) struct Store {
    client: Slot<JsValue>,
    session: Slot<JsValue>,
    user: Slot<JsValue>,
    /// What listeners were told last; `undefined` before the first client.
    news: Slot<JsValue>,
    listeners: RefCell<Vec<(u32, Function)>>,
    last_listener: Cell<u32>,
    /// The load option `selectInitialSession`.
    select: Slot<Option<Function>>,
}

impl Store {
    /// The live client; `undefined` until loaded.
    pub(crate) fn client(&self) -> JsValue {
        self.client.get()
    }

    pub(crate) fn session(&self) -> JsValue {
        self.session.get()
    }

    pub(crate) fn user(&self) -> JsValue {
        self.user.get()
    }

    pub(crate) fn news(&self) -> JsValue {
        self.news.get()
    }

    pub(crate) fn select_initial_session_with(&self, select: Option<Function>) {
        self.select.set(select);
    }

    /// The client's active sessions.
    pub(crate) fn active_sessions(&self) -> Vec<JsValue> {
        js::items(&self.client(), Name::active_sessions)
    }

    /// Whether nobody is signed in, as far as this tab knows.
    pub(crate) fn is_empty(&self) -> bool {
        self.active_sessions().is_empty()
    }

    /// The client's active session with this id.
    pub(crate) fn find_active_session(&self, id: &JsValue) -> Option<JsValue> {
        self.active_sessions().into_iter().find(|session| js::get(session, Name::id) == *id)
    }

    /// The id of the active session whose user this is, or whose user has this email address.
    pub(crate) fn owner(&self, resource: &JsValue) -> Option<JsValue> {
        let id = js::string(resource, Name::id)?;
        let is = |one: &JsValue| js::get(one, Name::id) == id;
        let owns = |session: &&JsValue| {
            let user = js::get(session, Name::user);
            is(&user) || js::items(&user, Name::email_addresses).iter().any(is)
        };
        js::string(self.active_sessions().iter().find(owns)?, Name::id)
    }

    /// Makes `held` the client's attempt if `fresh`, a client as sent, carries that attempt. So there is one
    /// object for each attempt, and it is the one whose method the user called.
    pub(crate) fn adopt(&self, held: &JsValue, fresh: &JsValue) {
        let client = self.client();
        let id = js::get(held, Name::id);
        for field in [Name::sign_in, Name::sign_up] {
            if id.is_string()
                && js::get(&js::get(fresh, field.wire()), Name::id) == id
                && !js::is_same_object(&js::get(&client, field), held)
            {
                js::set(&client, field, held);
            }
        }
    }

    /// Whether `held` is one of the client's attempts: their state comes with each client.
    pub(crate) fn has_attempt(&self, held: &JsValue) -> bool {
        let client = self.client();
        [Name::sign_in, Name::sign_up]
            .iter()
            .any(|field| js::is_same_object(&js::get(&client, *field), held))
    }

    /// Takes a client that was brought up to date. True when this changed the current session.
    ///
    /// `arrives`: all of its sessions came from elsewhere. If none is current then, one is picked as for the
    /// first client.
    pub(crate) fn set_client(&self, client: JsValue, arrives: bool) -> bool {
        let is_first = self.client().is_undefined();
        self.client.set(client);
        let continued = self.continued_session();
        let is_open = is_first || (arrives && continued.is_null());
        self.select(if is_open { self.initial_session() } else { continued }) || is_first
    }

    /// Makes the session with this id current, or else the one that a first client would pick. True if that
    /// changed anything.
    pub(crate) fn open(&self, id: &JsValue) -> bool {
        let named = self.find_active_session(id);
        self.select(named.unwrap_or_else(|| self.initial_session()))
    }

    /// Makes a session current (`null`: signed out, `undefined`: changing). True if that changed anything.
    pub(crate) fn select(&self, session: JsValue) -> bool {
        let user =
            if session.is_object() { js::get(&session, Name::user) } else { session.clone() };
        let moved = self.session() != session || self.user() != user;
        self.session.set(session);
        self.user.set(user);
        moved
    }

    /// Picks the current session again, where it was left `undefined`. True if it was.
    pub(crate) fn resume(&self) -> bool {
        self.session().is_undefined() && self.select(self.initial_session())
    }

    /// Wire protocol 6.1, step 4.
    fn initial_session(&self) -> JsValue {
        let client = self.client();
        if let Some(select) = self.select.get() {
            match select.call1(&JsValue::UNDEFINED, &client) {
                // Found by its id: the app may have picked it from a `Proxy`.
                Ok(session) => {
                    let id = js::get(&session, Name::id);
                    return self.find_active_session(&id).unwrap_or(JsValue::NULL);
                }
                Err(thrown) => browser::report_error(&thrown),
            }
        }
        let last = js::get(&client, Name::last_active_session_id);
        let active = self.active_sessions();
        let of_last = active.iter().find(|session| js::get(session, Name::id) == last);
        of_last.or(active.first()).cloned().unwrap_or(JsValue::NULL)
    }

    /// The current session, or `null` if the server has ended it.
    fn continued_session(&self) -> JsValue {
        let session = self.session();
        match js::string(&session, Name::id) {
            Some(id) => self.find_active_session(&id).unwrap_or(JsValue::NULL),
            None => session,
        }
    }

    /// Registers a listener and calls it at once if there is something to tell.
    pub(crate) fn listen(&self, listener: Function) -> u32 {
        let id = self.last_listener.get().wrapping_add(1);
        self.last_listener.set(id);
        self.listeners.borrow_mut().push((id, listener.clone()));
        if self.news().is_object() {
            self.tell(&listener);
        }
        id
    }

    pub(crate) fn unlisten(&self, id: u32) {
        self.listeners.borrow_mut().retain(|(other, _)| *other != id);
    }

    /// Tells every listener, in the order in which they registered. They may call back in.
    pub(crate) fn emit(&self) {
        self.news.set(news(&self.client(), &self.session(), &self.user()));
        let listeners = self.listeners.borrow().clone();
        for (id, listener) in listeners {
            // An earlier listener may have removed this one.
            if self.listeners.borrow().iter().any(|(other, _)| *other == id) {
                self.tell(&listener);
            }
        }
    }

    /// Calls one listener. If it throws, the next ones are called all the same.
    fn tell(&self, listener: &Function) {
        if let Err(thrown) = listener.call1(&JsValue::UNDEFINED, &self.news()) {
            browser::report_error(&thrown);
        }
    }
}
