//! Performs the steps of a [`Flow`]: sends, asks and pauses. An event can interrupt each of them.

use std::rc::Rc;

use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::facts::{Facts, State};
use super::flow::{Event, Flow, Poll, Step};
use super::inbox::{Work, listen};
use super::lease::{CLAIM_MS, SETTLE_MS};
use super::progress::{Progress, phases};
use super::waits::{Wait, Waits};
use crate::browser::time::{self, Moment};
use crate::browser::{self, page};
use crate::error;
use crate::js::{self, Name};
use crate::task::{Outcome, Task};

/// What is waited for: a sign-in, a sign-up or an email address.
pub(crate) trait Attempt {
    /// Asks the server to send the link.
    fn send_link(&self, body: Option<JsValue>) -> Task;
    /// Brings the attempt up to date.
    fn reload(&self, poll: Poll) -> Task;
    /// What is known of it now.
    fn state(&self, now: Moment) -> State;
    /// Marks the link as expired: its time ran out while the server could not say so.
    fn mark_expired(&self);
}

/// Waits until the attempt has ended, one way or another.
///
/// Dropping the future leaves nothing behind: no timer, no request, no listener.
pub(crate) async fn run(
    attempt: &dyn Attempt,
    waits: &'static Waits,
    wait: &Rc<Wait>,
    first: Event,
    options: &JsValue,
) -> Outcome<()> {
    let _listeners = listen(waits, wait, &js::get(options, Name::signal));
    let on_progress = js::function(options, Name::on_progress);
    let mut flow = Flow::default();
    let mut refusal = JsValue::UNDEFINED;
    let mut event = first;
    loop {
        let facts = facts(attempt);
        let step = flow.on(event, &facts, &wait.lease);
        if let Some(on_progress) = &on_progress {
            for phase in phases(&flow, step, facts.is_online).into_iter().flatten() {
                tell(on_progress, Progress::new(phase, &facts, flow.failures()));
            }
        }
        let work = match step {
            Step::Send => Work::Request(attempt.send_link(wait.body.clone()), Event::Sent),
            Step::Claim => {
                wait.tell(CLAIM_MS);
                Work::pause(wait, SETTLE_MS)
            }
            Step::Poll(poll) => {
                if let Some(lasts_ms) = poll.leads_ms {
                    wait.tell(lasts_ms);
                }
                Work::Request(attempt.reload(poll), Event::Answered)
            }
            Step::Wait(ms) => Work::pause(wait, ms as u32),
            Step::Resolve => return Ok(()),
            Step::Expire => {
                attempt.mark_expired();
                return Ok(());
            }
            Step::Refuse => return Err(refusal),
            Step::Reject(code) => return Err(error::magic_link(code)),
        };
        event = match wait.inbox.next(&flow, work).await {
            Ok(event) => event,
            Err(error) => {
                let event = failed(&error);
                if !flow.is_in_doubt() {
                    refusal = error;
                }
                event
            }
        };
    }
}

fn facts(attempt: &dyn Attempt) -> Facts {
    let now = Moment::now();
    Facts {
        state: attempt.state(now),
        now,
        is_hidden: !page::is_visible(),
        is_online: page::is_online(),
        random: time::random(),
    }
}

fn failed(error: &JsValue) -> Event {
    let status = js::get(error, Name::status).as_f64().unwrap_or_default() as u32;
    let code = js::get(error, Name::code).as_string().unwrap_or_default();
    let retry_after_ms = js::get(error, Name::retry_after).as_f64().map(|seconds| seconds * 1e3);
    Event::failed(status, &code, retry_after_ms)
}

fn tell(on_progress: &js_sys::Function, progress: Progress) {
    let news = progress.serialize(&Serializer::json_compatible()).unwrap_or_default();
    if let Err(thrown) = on_progress.call1(&JsValue::UNDEFINED, &news) {
        browser::report_error(&thrown);
    }
}
