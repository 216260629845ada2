//! The waits for a click that are under way in this tab, and what they and other tabs tell each other.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::driver::Inbox;
use super::flow::Event;
use super::lease::{Heard, Lease};
use crate::browser::page;
use crate::browser::time::{self, Moment};
use crate::error::code::MagicLinkCode;
use crate::fapi::Form;
use crate::js;

/// The waits of one `Clerk` instance that are under way.
pub(crate) struct Waits {
    here: RefCell<Vec<Rc<Wait>>>,
    pub(crate) tab_id: String,
}

/// What one tab says to the others, without the message's type.
pub(crate) type Word = [(&'static str, JsValue); 4];

/// One wait under way.
pub(crate) struct Wait {
    pub(crate) flow: JsValue,
    pub(crate) resource: JsValue,
    pub(crate) inbox: Rc<Inbox>,
    /// Which tab polls.
    pub(crate) lease: Rc<Lease>,
    /// The fields of the request for the link. Another link is asked for with the same fields.
    pub(crate) body: Form,
}

impl Default for Waits {
    fn default() -> Self {
        let tab_id = time::digits(time::random(), 36);
        Self { here: RefCell::default(), tab_id }
    }
}

impl Waits {
    /// Ends the waits that `which` picks. Each removes itself once it has settled its promise.
    pub(crate) fn stop(&self, code: MagicLinkCode, which: impl Fn(&Wait) -> bool) {
        self.post(Event::Stopped(code), which);
    }

    /// Ends the waits for `resource`, which is about to become another attempt or to get another wait.
    pub(crate) fn supersede(&self, resource: &JsValue) {
        self.stop(MagicLinkCode::Superseded, |wait| js::is_same_object(&wait.resource, resource));
    }

    fn post(&self, event: Event, which: impl Fn(&Wait) -> bool) {
        let picked: Vec<_> = self.all().into_iter().filter(|wait| which(wait)).collect();
        for wait in picked {
            wait.inbox.post(event);
        }
    }

    /// A copy of the list: to look at a wait may run code of the app, which may begin or end another wait.
    fn all(&self) -> Vec<Rc<Wait>> {
        self.here.borrow().clone()
    }

    /// The fields with which the flow under way asked for its link.
    pub(crate) fn asked_with(&self, flow: &JsValue) -> Option<Form> {
        let of_flow = |wait: &Rc<Wait>| js::is_same_object(&wait.flow, flow);
        self.all().into_iter().find(of_flow).map(|wait| wait.body.clone())
    }

    /// `resource` was changed by something other than its wait: the wait looks at once.
    pub(crate) fn nudge(&self, resource: &JsValue) {
        self.post(Event::Nudged, |wait| js::is_same_object(&wait.resource, resource));
    }

    /// Something happened that may end any wait.
    pub(crate) fn nudge_all(&self) {
        self.clear();
        self.post(Event::Nudged, |_| true);
    }

    /// Takes the word of another tab that polls an attempt or would like to. A tab that was frozen hears late,
    /// so the word's age counts from when it was said. Returns the answer, if there is one.
    pub(crate) fn hear(&self, message: &JsValue) -> Option<Word> {
        let attempt_id = js::get(message, "attempt").as_string()?;
        let rank = js::get(message, "rank").as_string()?;
        let lasts_ms = js::get(message, "lasts").as_f64()?;
        let wait = self.all().into_iter().find(|wait| js::is(&wait.resource, "id", &attempt_id))?;
        let now = Moment::now();
        let said = now.back_to(js::get(message, "at").as_f64().unwrap_or(now.now_ms));
        let left_ms = lasts_ms - now.since(said);
        match wait.lease.hear(rank, left_ms, !page::is_visible(), now.running_ms) {
            Heard::Yield => wait.inbox.post(Event::Woke),
            Heard::Answer(lasts_ms) => return Some(word(attempt_id, &wait.lease, lasts_ms)),
            Heard::Follow => {}
        }
        None
    }

    /// Forgets which other tabs lead: there is news to fetch.
    pub(crate) fn clear(&self) {
        for wait in &*self.here.borrow() {
            wait.lease.clear();
        }
    }

    pub(crate) fn add(&self, wait: Wait) {
        self.here.borrow_mut().push(Rc::new(wait));
    }

    pub(crate) fn remove(&self, inbox: &Rc<Inbox>) {
        self.here.borrow_mut().retain(|wait| !Rc::ptr_eq(&wait.inbox, inbox));
    }
}

/// This tab's word about an attempt: that it leads or would like to, and for how long that holds.
pub(crate) fn word(attempt_id: String, lease: &Lease, lasts_ms: f64) -> Word {
    [
        ("attempt", attempt_id.into()),
        ("rank", lease.rank(!page::is_visible()).into()),
        ("at", time::now_ms().into()),
        ("lasts", lasts_ms.into()),
    ]
}
