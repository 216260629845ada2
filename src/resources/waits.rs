//! The waits for a click that are under way, here and in other tabs.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::shape::is_same_object;
use crate::browser::page;
use crate::browser::time::{self, Moment};
use crate::error::code::MagicLinkCode;
use crate::fapi::Form;
use crate::magic_link::lease::{Heard, Lease};
use crate::magic_link::{Event, Inbox};
use crate::wire;

/// The waits of one `Clerk` instance that are under way, and those of other tabs.
pub(crate) struct Waits {
    here: RefCell<Vec<Rc<Wait>>>,
    pub(super) tab_id: String,
}

/// What one tab says to the others, beside its type.
pub(super) type Word = [(&'static str, JsValue); 4];

/// One wait under way.
pub(super) struct Wait {
    pub(super) flow: JsValue,
    pub(super) resource: JsValue,
    pub(super) inbox: Rc<Inbox>,
    /// Which tab asks.
    pub(super) lease: Rc<Lease>,
    /// What the link was asked for with, to ask for another.
    pub(super) body: Form,
}

impl Default for Waits {
    fn default() -> Self {
        let tab_id = time::digits(time::random(), 36);
        Self { here: RefCell::default(), tab_id }
    }
}

impl Waits {
    /// Ends the waits that `which` picks. Each removes itself once it has settled its promise.
    pub(super) fn stop(&self, code: MagicLinkCode, which: impl Fn(&Wait) -> bool) {
        self.post(Event::Stopped(code), which);
    }

    fn post(&self, event: Event, which: impl Fn(&Wait) -> bool) {
        let picked: Vec<_> = self.all().into_iter().filter(|wait| which(wait)).collect();
        for wait in picked {
            wait.inbox.post(event);
        }
    }

    /// Those at this moment: a look at one may run the code of an app, which may begin or end another.
    fn all(&self) -> Vec<Rc<Wait>> {
        self.here.borrow().clone()
    }

    /// The fields that the flow under way asked for its link with.
    pub(super) fn asked_with(&self, flow: &JsValue) -> Option<Form> {
        let of_flow = |wait: &Rc<Wait>| is_same_object(&wait.flow, flow);
        self.all().into_iter().find(of_flow).map(|wait| wait.body.clone())
    }

    /// `resource` was changed by something else than its wait: the wait looks at once.
    pub(crate) fn nudge(&self, resource: &JsValue) {
        self.post(Event::Nudged, |wait| is_same_object(&wait.resource, resource));
    }

    /// Something happened that may end any wait.
    pub(crate) fn nudge_all(&self) {
        self.clear();
        self.post(Event::Nudged, |_| true);
    }

    /// Another tab polls an attempt, or would like to. One that was frozen hears late: the word is as old
    /// as it is. Gives what to answer, if anything.
    pub(super) fn hear(&self, message: &JsValue) -> Option<Word> {
        let attempt_id = wire::string(message, "attempt")?;
        let rank = wire::string(message, "rank")?;
        let lasts_ms = wire::get(message, "lasts").as_f64()?;
        let wait =
            self.all().into_iter().find(|wait| wire::is(&wait.resource, "id", &attempt_id))?;
        let now = Moment::now();
        let said = now.back_to(wire::get(message, "at").as_f64().unwrap_or(now.now_ms));
        let left_ms = lasts_ms - now.since(said);
        match wait.lease.hear(rank, left_ms, !page::is_visible(), now.running_ms) {
            Heard::Yield => wait.inbox.post(Event::Woke),
            Heard::Answer(lasts_ms) => return Some(word(attempt_id, &wait.lease, lasts_ms)),
            Heard::Follow => {}
        }
        None
    }

    /// There is news: nobody else leads any more.
    pub(super) fn clear(&self) {
        for wait in &*self.here.borrow() {
            wait.lease.clear();
        }
    }

    pub(super) fn add(&self, wait: Wait) {
        self.here.borrow_mut().push(Rc::new(wait));
    }

    pub(super) fn remove(&self, inbox: &Rc<Inbox>) {
        self.here.borrow_mut().retain(|wait| !Rc::ptr_eq(&wait.inbox, inbox));
    }
}

/// What this tab says about an attempt: it leads, or would like to, and for how long that holds.
pub(super) fn word(attempt_id: String, lease: &Lease, lasts_ms: f64) -> Word {
    [
        ("attempt", attempt_id.into()),
        ("rank", lease.rank(!page::is_visible()).into()),
        ("at", time::now_ms().into()),
        ("lasts", lasts_ms.into()),
    ]
}
