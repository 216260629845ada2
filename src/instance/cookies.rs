//! The cookies that tell an app's own backend which session is current.

use wasm_bindgen::JsValue;

use super::{Instance, tokens};
use crate::browser::{page, time};
use crate::js::{self, Name};
use crate::session::{self, Signed};

impl Instance {
    /// Writes the cookies that tell an app's own backend which session is current, for a session that the app
    /// chose. A hidden tab does not overwrite the cookie of another account.
    pub(crate) fn write_cookies(&'static self, session: &JsValue) {
        self.write_cookies_if(page::is_visible(), session);
    }

    /// The same, where the app did not choose the session. Then only the tab that the person uses overwrites
    /// another account's cookie.
    pub(crate) fn keep_cookies(&'static self, session: &JsValue) {
        self.write_cookies_if(page::is_visible() && page::has_focus(), session);
    }

    fn write_cookies_if(&'static self, in_front: bool, session: &JsValue) {
        let written = tokens::session_of_cookie();
        let is_other = written.filter(|id| js::get(session, Name::id) != *id);
        if !in_front && is_other.is_some_and(|id| self.store.find_active_session(&id).is_some()) {
            return;
        }
        let client = self.store.client();
        let token = tokens::newest(self, session);
        let is_signed_in = !js::items(&client, Name::active_sessions).is_empty();
        let updated_at = js::instant(&client, Name::updated_at).filter(|_| is_signed_in);
        let updated_at = time::digits((updated_at.unwrap_or_default() / 1e3).floor(), 10);
        let signed = Signed { token, updated_at: updated_at.into() };
        session::write_cookies(signed, &self.api.name);
    }
}
