//! What the tabs of one origin tell each other: a new token, who polls, a click, a sign-in, a sign-out.
//!
//! What another tab says is only a hint: any script of this origin could say it. A token is kept only if the
//! server may have made it since. For everything else the server is asked.

use wasm_bindgen::JsValue;

use super::{Instance, tokens};
use crate::js::{self, Name};

impl Instance {
    /// Begins to listen to the other tabs of this origin.
    pub(crate) fn join_tabs(&'static self) {
        let hear = move |message| self.hear(&message);
        self.tabs.join(&["clerk:", &self.api.host].concat(), hear);
    }

    /// Tells the other tabs.
    pub(crate) fn tell_tabs(&self, what: &str, facts: &[(Name, JsValue)]) {
        self.tabs.tell(what, facts);
    }

    fn hear(&'static self, message: &JsValue) {
        let is = |kind| js::is(message, Name::type_, kind);
        if is("token") {
            if let (Some(session_id), Some(jwt)) =
                (js::string(message, Name::session), js::string(message, Name::jwt))
            {
                let at = js::get(message, Name::at).as_f64().unwrap_or_default();
                tokens::hear(self, session_id, &jwt, at);
            }
        } else if is("polling") {
            self.waits.hear(message);
        } else if is("news") {
            self.waits.nudge_all();
        } else if is("signout") || is("signin") {
            self.outdate();
            if !self.store.client().is_object() {
                self.early.borrow_mut().push(message.clone());
            } else if self.is_news(message) {
                let _ = self.check_client();
            }
        }
    }

    /// Acts on what other tabs said during loading: the client just loaded may be from before that.
    pub(crate) async fn hear_early(&'static self) {
        if self.early.take().iter().any(|message| self.is_news(message)) {
            let _ = js::awaited(&self.check_client()).await;
        }
    }

    /// Whether the message says something that this tab does not know: a session began elsewhere, or one ended.
    fn is_news(&self, message: &JsValue) -> bool {
        if js::is(message, Name::type_, "signout") {
            return !self.store.is_empty();
        }
        self.store.find_active_session(&js::get(message, Name::session)).is_none()
    }

    /// Tells the other tabs which session is current, for those in which nobody is signed in.
    pub(crate) fn tell_session(&self, session: &JsValue) {
        let id = js::get(session, Name::id);
        if id.is_string() {
            self.tell_tabs("signin", &[(Name::session, id)]);
        }
    }
}
