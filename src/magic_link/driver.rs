//! Performs the steps of a [`Flow`]: sends, asks and pauses. An event can interrupt each of them.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{self, Waker};

use gloo_timers::future::TimeoutFuture;
use serde::ser::{Serialize, SerializeMap, Serializer};
use wasm_bindgen::JsValue;

use super::flow::{Answer, Event, Flow, Silence, Step};
use super::lease::SETTLE_MS;
use super::{schedule, server_clock};
use crate::browser::{page, time};
use crate::error;
use crate::error::code::MagicLinkCode;
use crate::js;
use crate::task::Task;

/// What is waited for: a sign-in, a sign-up or an email address.
pub(crate) trait Attempt {
    /// Asks the server to send the link.
    fn send_link(&self) -> Task;
    /// Asks the other tabs of this browser whether one of them polls, unless that is known. True if it asked.
    fn asks_others(&self) -> bool;
    /// Lets another tab poll, since this one gets no answers.
    fn stop_leading(&self);
    /// Brings the attempt up to date.
    fn reload(&self, poll: Poll) -> Task;
    /// Whether the server can hold a reload open until something happens.
    fn can_be_held(&self) -> bool;
    /// The state of its verification, as the server last said.
    fn state(&self) -> State;
    /// Marks the link as expired: its time ran out while the server could not say so.
    fn mark_expired(&self);
}

/// How to ask for an attempt's state.
#[derive(Clone, Copy)]
pub(crate) struct Poll {
    /// There is a reason to ask at once and from this tab, even if another tab polls.
    pub(crate) looks: bool,
    /// The server may answer once something happens.
    pub(crate) held: bool,
    /// The time between two polls, in ms.
    pub(crate) interval_ms: f64,
}

/// The state of a verification.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// Nothing more will happen to it.
    pub(crate) ended: bool,
    /// There is no point in waiting any more: this client was signed in by other means, or the attempt is gone.
    pub(crate) pointless: Option<MagicLinkCode>,
    /// When the link expires, in ms since the Unix epoch, by the server's clock.
    pub(crate) expire_at: Option<f64>,
    /// How much longer the link lives, in ms, whatever this machine's clock says.
    pub(crate) left_ms: Option<f64>,
    /// When another link may be asked for, where the server says so; in ms since the Unix epoch, by its clock.
    pub(crate) resend_available_at: Option<f64>,
}

/// How the wait goes, for the app's `onProgress`.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Progress {
    pub(crate) phase: &'static str,
    pub(crate) expires_at: Option<f64>,
    pub(crate) resend_available_at: Option<f64>,
    /// Polls in a row without an answer; 0 while all is well.
    pub(crate) attempt: u32,
}

/// As a map: a derived one would pass its field names through a cache of JavaScript strings. That cache costs
/// 2 KB and pays off only for thousands of objects.
impl Serialize for Progress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("phase", self.phase)?;
        map.serialize_entry("expiresAt", &self.expires_at)?;
        map.serialize_entry("resendAvailableAt", &self.resend_available_at)?;
        map.serialize_entry("attempt", &self.attempt)?;
        map.end()
    }
}

/// Events from outside for one run: a cancel, a reason to ask at once.
#[derive(Default)]
pub(crate) struct Inbox {
    event: Cell<Option<Event>>,
    waker: RefCell<Option<Waker>>,
}

impl Inbox {
    /// Interrupts the step under way. A later event never replaces a stop.
    pub(crate) fn post(&self, event: Event) {
        if !matches!(self.event.get(), Some(Event::Stopped(_))) {
            self.event.set(Some(event));
        }
        let waker = self.waker.borrow_mut().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Performs `work`, unless an event for which it gives way comes first. Then `work` is dropped.
    async fn or<T>(
        &self,
        gives_way: &dyn Fn(Event) -> bool,
        mut work: Pin<Box<dyn Future<Output = T>>>,
    ) -> Result<T, Event> {
        poll_fn(|context| {
            if let Some(event) = self.event.take()
                && gives_way(event)
            {
                return task::Poll::Ready(Err(event));
            }
            self.waker.replace(Some(context.waker().clone()));
            work.as_mut().poll(context).map(Ok)
        })
        .await
    }
}

/// Whether the event interrupts the step. A tab that comes to the front does not send its link again, and a
/// look goes on even if another tab begins to poll.
fn gives_way(step: Step, looks: bool, event: Event) -> bool {
    match event {
        Event::Stopped(_) => true,
        Event::Woke => step != Step::Send && !looks,
        _ => step != Step::Send,
    }
}

/// Waits until the attempt has ended, one way or another.
///
/// Dropping the future leaves nothing behind: no timer, no request.
pub(crate) async fn run(
    attempt: &dyn Attempt,
    inbox: &Inbox,
    first: Event,
    tell: &dyn Fn(Progress),
) -> Result<(), JsValue> {
    let mut flow = Flow::default();
    let mut refusal = JsValue::UNDEFINED;
    let mut event = first;
    let started_at = time::running_ms();
    // Only a server that has just answered is asked to hold. After silence, we want the first answer at
    // once, to tell the person that all is well again.
    let mut may_hold = false;
    let link_before = attempt.state().expire_at;
    loop {
        let doubted = flow.is_in_doubt();
        let step = flow.on(event);
        if doubted && !flow.is_in_doubt() {
            report(Event::Sent, step, attempt.state(), 0, tell);
        }
        report(event, step, attempt.state(), flow.failures(), tell);
        event = match step {
            Step::Send | Step::Poll => {
                let asked_at = time::running_ms();
                let interval_ms = schedule::interval_ms(asked_at - started_at, !page::is_visible());
                // In doubt, too: another tab's answers do not say what became of our link.
                let looks = flow.is_in_doubt() || matches!(event, Event::Sent | Event::Nudged);
                if step == Step::Poll && !looks && attempt.asks_others() {
                    let answers = Box::pin(TimeoutFuture::new(SETTLE_MS));
                    event = inbox.or(&|_| true, answers).await.err().unwrap_or(Event::Woke);
                    continue;
                }
                let poll = Poll { looks, held: may_hold && !looks, interval_ms };
                let work = match step {
                    Step::Send => attempt.send_link(),
                    _ => attempt.reload(poll),
                };
                let outcome = inbox.or(&|event| gives_way(step, looks, event), work).await;
                let pause_ms = pause_ms(attempt, interval_ms, asked_at, poll.held);
                may_hold =
                    step == Step::Poll && matches!(outcome, Ok(Ok(_))) && attempt.can_be_held();
                match outcome {
                    Ok(Ok(_)) if step == Step::Send => Event::Sent,
                    Ok(Ok(_)) => answered(attempt.state(), pause_ms, link_before),
                    Ok(Err(error)) => {
                        attempt.stop_leading();
                        let mut state = attempt.state();
                        // Until the link is known to be sent, no wait can be pointless.
                        if step == Step::Send || flow.is_in_doubt() {
                            state.pointless = None;
                        }
                        let event = failed(&error, state);
                        if !flow.is_in_doubt() {
                            refusal = error;
                        }
                        event
                    }
                    Err(interruption) => interruption,
                }
            }
            Step::Wait(ms) => {
                let pause = Box::pin(TimeoutFuture::new(ms as u32));
                inbox.or(&|_| true, pause).await.err().unwrap_or(Event::Woke)
            }
            Step::Resolve => return Ok(()),
            Step::Expire => {
                attempt.mark_expired();
                return Ok(());
            }
            Step::Refuse => return Err(refusal),
            Step::Reject(code) => return Err(error::magic_link(code)),
        };
    }
}

fn answered(state: State, next_in_ms: f64, link_before: Option<f64>) -> Event {
    let State { ended, pointless, expire_at, .. } = state;
    // A link is known by its expiry: another expiry is another link.
    let is_new = expire_at != link_before;
    Event::Answered(Answer { ended, pointless, next_in_ms, is_new })
}

/// How long after an answer the next poll is due.
fn pause_ms(attempt: &dyn Attempt, interval_ms: f64, asked_at: f64, held: bool) -> f64 {
    match (attempt.can_be_held(), held) {
        (false, _) => interval_ms,
        (true, false) => 0.0,
        // A held poll has waited already. One that the server did not hold after all waits the rest here.
        (true, true) => (interval_ms - (time::running_ms() - asked_at)).max(0.0),
    }
}

/// Separates silence, which passes, from a refusal, which stays.
fn failed(error: &JsValue, state: State) -> Event {
    let status = js::get(error, "status").as_f64().unwrap_or_default() as u32;
    let is_silence = matches!(status, 401 | 408 | 429 | 500..)
        || js::is(error, "code", "network_error")
        || js::is(error, "code", "unexpected_response");
    match state.pointless {
        Some(code) => Event::Stopped(code),
        None if is_silence => Event::Unanswered(Silence {
            now: time::running_ms(),
            left_ms: state.left_ms,
            retry_after_ms: js::get(error, "retryAfter").as_f64().map(|seconds| seconds * 1e3),
            random: time::random(),
        }),
        None => Event::Refused,
    }
}

/// Reports what the person can be told: the link is sent, we wait, we try to reach the server.
fn report(event: Event, step: Step, state: State, attempt: u32, tell: &dyn Fn(Progress)) {
    let phase = match (event, step) {
        (Event::Sent, _) => "sent",
        (_, Step::Wait(_)) if attempt > 0 && !page::is_online() => "offline",
        (_, Step::Wait(_)) if attempt > 0 => "retrying",
        (_, Step::Wait(_)) => "waiting",
        _ => return,
    };
    // People compare these times with this machine's clock.
    let correction_ms = state.expire_at.zip(state.left_ms).map_or(0.0, |(expire_at, left_ms)| {
        server_clock::correction_ms(expire_at, left_ms, time::now_ms())
    });
    let expires_at = state.expire_at.map(|at| at + correction_ms);
    let resend_available_at = state.resend_available_at.map(|at| at + correction_ms);
    tell(Progress { phase, expires_at, resend_available_at, attempt });
}
