//! The waits for a click that are under way, here and in other tabs.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::shape::is_same_object;
use crate::browser::time;
use crate::error::MagicLinkCode;
use crate::fapi::Form;
use crate::magic_link::lease::Leases;
use crate::magic_link::{Event, Inbox};
use crate::wire;

/// Whatever another tab says, this one asks by itself after so long, in ms.
const LONGEST_LEASE_MS: f64 = 120_000.0;

/// The waits of one `Clerk` instance that are under way, and those of other tabs.
pub(crate) struct Waits {
    here: RefCell<Vec<Wait>>,
    pub(super) elsewhere: Leases,
    pub(super) tab_id: String,
}

/// One wait under way.
pub(super) struct Wait {
    pub(super) flow: JsValue,
    pub(super) resource: JsValue,
    pub(super) inbox: Rc<Inbox>,
    /// What the link was asked for with, to ask for another.
    pub(super) body: Form,
}

impl Default for Waits {
    fn default() -> Self {
        let tab_id = time::digits(time::random(), 36);
        Self { here: RefCell::default(), elsewhere: Leases::default(), tab_id }
    }
}

impl Waits {
    /// Ends the waits that `which` picks. Each removes itself once it has settled its promise.
    pub(super) fn stop(&self, code: MagicLinkCode, which: impl Fn(&Wait) -> bool) {
        self.post(Event::Stopped(code), which);
    }

    fn post(&self, event: Event, which: impl Fn(&Wait) -> bool) {
        let waits = self.here.borrow();
        let inboxes: Vec<_> =
            waits.iter().filter(|wait| which(wait)).map(|wait| Rc::clone(&wait.inbox)).collect();
        drop(waits);
        for inbox in inboxes {
            inbox.post(event);
        }
    }

    /// The fields that the flow under way asked for its link with.
    pub(super) fn asked_with(&self, flow: &JsValue) -> Option<Form> {
        let waits = self.here.borrow();
        waits.iter().find(|wait| is_same_object(&wait.flow, flow)).map(|wait| wait.body.clone())
    }

    /// `resource` was changed by something else than its wait: the wait looks at once.
    pub(crate) fn nudge(&self, resource: &JsValue) {
        self.post(Event::Nudged, |wait| is_same_object(&wait.resource, resource));
    }

    /// Something happened that may end any wait.
    pub(crate) fn nudge_all(&self) {
        self.elsewhere.clear();
        self.post(Event::Nudged, |_| true);
    }

    /// Another tab polls an attempt. One that was frozen hears late: the word is as old as it is.
    pub(crate) fn hear(&self, message: &JsValue) {
        let attempt_id = wire::string(message, "attempt");
        let rank = wire::string(message, "rank");
        let lasts_ms = wire::get(message, "lasts").as_f64();
        if let (Some(attempt_id), Some(rank), Some(ms)) = (attempt_id, rank, lasts_ms) {
            let now = time::now_ms();
            let at = wire::get(message, "at").as_f64().unwrap_or(now).min(now);
            self.elsewhere.hear(attempt_id, rank, at + ms.min(LONGEST_LEASE_MS));
        }
    }

    pub(super) fn add(&self, wait: Wait) {
        self.here.borrow_mut().push(wait);
    }

    pub(super) fn remove(&self, inbox: &Rc<Inbox>) {
        self.here.borrow_mut().retain(|wait| !Rc::ptr_eq(&wait.inbox, inbox));
    }
}
