//! What reaches a wait from outside: a cancel, a reason to ask at once.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

use super::flow::{Event, Flow};
use super::waits::{Wait, Waits};
use crate::browser::events::Listener;
use crate::browser::page;
use crate::error::code::MagicLinkCode;
use crate::js::{self, Name};
use crate::task::{Outcome, Task};

/// Events from outside for one run.
#[derive(Default)]
pub(crate) struct Inbox {
    event: Cell<Option<Event>>,
    waker: Cell<Option<Waker>>,
}

impl Inbox {
    /// Interrupts the step under way. A later event never replaces a stop, and the end of a pause replaces
    /// nothing.
    pub(super) fn post(&self, event: Event) {
        let is_kept = match self.event.get() {
            None => false,
            Some(Event::Stopped(_)) => true,
            Some(_) => event == Event::Woke,
        };
        if !is_kept {
            self.event.set(Some(event));
        }
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Waits for what ends the step under way: its work, or an event to which the flow gives way. Such an event
    /// drops the work.
    pub(super) async fn next(&self, flow: &Flow, mut work: Work) -> Outcome<Event> {
        poll_fn(|context| {
            if let Some(event) = self.event.take()
                && flow.gives_way_to(event)
            {
                return Poll::Ready(Ok(event));
            }
            self.waker.set(Some(context.waker().clone()));
            match &mut work {
                Work::Request(task, done) => task.as_mut().poll(context).map_ok(|_| *done),
                Work::Pause(_) => Poll::Pending,
            }
        })
        .await
    }
}

/// What a step does until it ends.
pub(super) enum Work {
    /// Sends a request. Its answer is this event.
    Request(Task, Event),
    /// Waits. The timer posts an event.
    Pause(#[expect(dead_code, reason = "to drop it stops the timer")] Timeout),
}

impl Work {
    pub(super) fn pause(wait: &Rc<Wait>, ms: u32) -> Self {
        let wait = Rc::clone(wait);
        Self::Pause(Timeout::new(ms, move || wait.inbox.post(Event::Woke)))
    }
}

/// Listens to everything that can end or hasten a wait: the app's `signal`, and the page.
pub(super) fn listen(waits: &'static Waits, wait: &Rc<Wait>, signal: &JsValue) -> Vec<Listener> {
    let listen = |target: &JsValue, event| {
        let wait = Rc::clone(wait);
        Listener::new(target, event, move || hear(waits, &wait, event))
    };
    let page = js_sys::global();
    let mut listeners: Vec<_> = ["focus", "online", "pageshow", "visibilitychange", "pagehide"]
        .map(|event| listen(&page, event))
        .into();
    // Not known by its class: a signal of another frame is as good.
    if js::function(signal, Name::add_event_listener).is_some() {
        if js::get(signal, Name::aborted) == JsValue::TRUE {
            hear(waits, wait, "abort");
        }
        listeners.push(listen(signal, "abort"));
    }
    listeners
}

fn hear(waits: &Waits, wait: &Wait, event: &str) {
    match event {
        "abort" => wait.inbox.post(Event::Stopped(MagicLinkCode::Cancelled)),
        // Lets other tabs ask.
        "pagehide" => wait.tabs.tell("news", &[]),
        _ if page::is_visible() || event == "online" => {
            // The tab that polled for this one may be the one just left, and frozen by now.
            waits.clear();
            wait.inbox.post(Event::Nudged);
        }
        _ => {}
    }
}
