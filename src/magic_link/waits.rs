//! The waits for a click that are under way in this tab, and what they and other tabs tell each other.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;

use super::flow::Event;
use super::inbox::Inbox;
use super::lease::{Heard, Lease};
use crate::browser::channel::Tabs;
use crate::browser::page;
use crate::browser::time::{self, Moment};
use crate::error::code::MagicLinkCode;
use crate::js::{self, Name};

/// The waits of one `Clerk` instance that are under way.
pub(crate) struct Waits {
    here: RefCell<Vec<Weak<Wait>>>,
    tab_id: String,
}

/// One wait. It is under way until it is dropped.
pub(crate) struct Wait {
    pub(crate) flow: JsValue,
    pub(crate) resource: JsValue,
    /// The fields of the request for the link. Another link is asked for with the same fields.
    pub(crate) body: Option<JsValue>,
    /// The other tabs, of which one may wait for the same attempt.
    pub(crate) tabs: &'static Tabs,
    pub(super) inbox: Inbox,
    /// Which tab polls.
    pub(super) lease: Lease,
}

impl Default for Waits {
    fn default() -> Self {
        let tab_id = time::digits(time::random(), 36);
        Self { here: RefCell::default(), tab_id }
    }
}

impl Waits {
    /// Begins a wait. It ends once it is dropped.
    pub(crate) fn begin(
        &self,
        flow: &JsValue,
        resource: JsValue,
        body: Option<JsValue>,
        tabs: &'static Tabs,
    ) -> Rc<Wait> {
        let lease = Lease::new(&self.tab_id);
        let flow = flow.clone();
        let wait = Rc::new(Wait { flow, resource, body, tabs, inbox: Inbox::default(), lease });
        let mut here = self.here.borrow_mut();
        here.retain(|wait| wait.strong_count() > 0);
        here.push(Rc::downgrade(&wait));
        wait
    }

    /// Ends the waits for `resource`, which is about to become another attempt or to get another wait.
    pub(crate) fn supersede(&self, resource: &JsValue) {
        self.post(resource, Event::Stopped(MagicLinkCode::Superseded));
    }

    /// Tells the wait of this flow, or the waits for this resource.
    pub(crate) fn post(&self, of: &JsValue, event: Event) {
        for wait in self.all() {
            if wait.is_of(of) {
                wait.inbox.post(event);
            }
        }
    }

    /// A copy of the list: to look at a wait may run code of the app, which may begin or end another wait.
    fn all(&self) -> Vec<Rc<Wait>> {
        self.here.borrow().iter().filter_map(Weak::upgrade).collect()
    }

    /// The fields with which the flow under way asked for its link.
    pub(crate) fn asked_with(&self, flow: &JsValue) -> Option<JsValue> {
        self.all().into_iter().find(|wait| wait.is_of(flow))?.body.clone()
    }

    /// `resource` was changed by something other than its wait: the wait looks at once.
    pub(crate) fn nudge(&self, resource: &JsValue) {
        self.post(resource, Event::Nudged);
    }

    /// Something happened that may end any wait.
    pub(crate) fn nudge_all(&self) {
        for wait in self.all() {
            wait.lease.clear();
            wait.inbox.post(Event::Nudged);
        }
    }

    /// Takes the word of another tab that polls an attempt or would like to. A tab that was frozen hears late,
    /// so the word's age counts from when it was said.
    pub(crate) fn hear(&self, message: &JsValue) {
        let attempt_id = js::string(message, Name::attempt);
        let is_meant = |wait: &Rc<Wait>| {
            attempt_id.is_some() && js::string(&wait.resource, Name::id) == attempt_id
        };
        let (Some(rank), Some(lasts_ms), Some(wait)) = (
            js::get(message, Name::rank).as_string(),
            js::get(message, Name::lasts).as_f64(),
            self.all().into_iter().find(is_meant),
        ) else {
            return;
        };
        let now = Moment::now();
        let said = now.back_to(js::get(message, Name::at).as_f64().unwrap_or(now.now_ms));
        let left_ms = lasts_ms - now.since(said);
        match wait.lease.hear(rank, left_ms, !page::is_visible(), now.running_ms) {
            Heard::Yield => wait.inbox.post(Event::Woke),
            Heard::Answer(lasts_ms) => wait.tell(lasts_ms),
            Heard::Follow => {}
        }
    }

    /// Forgets which other tabs lead: there is news to fetch.
    pub(super) fn clear(&self) {
        for wait in self.all() {
            wait.lease.clear();
        }
    }
}

impl Wait {
    fn is_of(&self, object: &JsValue) -> bool {
        [&self.flow, &self.resource].iter().any(|own| js::is_same_object(own, object))
    }

    /// Tells the other tabs that this one polls or would like to, and for how long that holds.
    pub(super) fn tell(&self, lasts_ms: f64) {
        self.tabs.tell(
            "polling",
            &[
                (Name::attempt, js::get(&self.resource, Name::id)),
                (Name::rank, self.lease.rank(!page::is_visible()).into()),
                (Name::at, time::now_ms().into()),
                (Name::lasts, lasts_ms.into()),
            ],
        );
    }
}
