//! A magic-link flow as a state machine: events in, one step out.
//!
//! Pure: no clock, timer or fetch. [`super::driver`] performs the steps.
//!
//! | event | before the link is sent | while waiting |
//! | --- | --- | --- |
//! | `Started` | `Send` | – |
//! | `Resumed` | `Poll` | – |
//! | `Sent` | `Poll` | – |
//! | `Answered`, pending | `Wait` | `Wait` |
//! | `Answered`, ended | `Resolve` | `Resolve` |
//! | `Unanswered` | `Refuse` | `Wait` longer each time, or `Expire` once the link has |
//! | `Refused` | `Refuse` | `Refuse` |
//! | `Woke` | – | `Poll` |
//! | `Nudged` | the step goes on | `Poll` |
//! | `Stopped` | `Reject` | `Reject` |
//!
//! A step that ended the flow stays the answer to every later event.

use super::schedule;
use crate::error::MagicLinkCode;

/// How long after its expiry an unreachable server may still say otherwise, in ms.
const GRACE_MS: f64 = 2_000.0;

/// What happened. Times are milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// The app asks for a link.
    Started,
    /// The app waits for a link that was sent before.
    Resumed,
    /// The server sent the link.
    Sent,
    /// The server told the verification's state.
    Answered { ended: bool, expire_at: Option<f64> },
    /// No answer, or one that says nothing about the attempt: network, 5xx, 429, 401, not JSON.
    Unanswered { now: f64, retry_after_ms: Option<f64>, random: f64 },
    /// The server said no, and asking again would not change that.
    Refused,
    /// A pause is over.
    Woke,
    /// There is a reason to ask at once.
    Nudged,
    /// The flow ends from outside.
    Stopped(MagicLinkCode),
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Ask the server to send the link.
    Send,
    /// Ask for the attempt's state.
    Poll,
    /// Pause for so many ms.
    Wait(f64),
    /// End well: the attempt says how.
    Resolve,
    /// End because the link's time ran out while the server could not be reached.
    Expire,
    /// End with what the server or the network said last.
    Refuse,
    /// End with a code of our own.
    Reject(MagicLinkCode),
}

impl Step {
    pub(crate) fn is_end(self) -> bool {
        !matches!(self, Step::Send | Step::Poll | Step::Wait(_))
    }
}

/// One wait for one link.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// The last step; `Send` is the only one before the link is out.
    step: Option<Step>,
    failures: u32,
    expire_at: Option<f64>,
}

impl Flow {
    /// Takes one event and says what to do.
    pub(crate) fn on(&mut self, event: Event) -> Step {
        if let Some(step) = self.step
            && step.is_end()
        {
            return step;
        }
        let step = self.next(event);
        self.step = Some(step);
        step
    }

    /// Polls in a row that gave no usable answer.
    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }

    fn next(&mut self, event: Event) -> Step {
        match event {
            Event::Started => Step::Send,
            Event::Resumed | Event::Sent | Event::Woke => Step::Poll,
            Event::Nudged if self.step == Some(Step::Send) => Step::Send,
            Event::Nudged => Step::Poll,
            Event::Answered { ended: true, .. } => Step::Resolve,
            Event::Answered { ended: false, expire_at } => {
                self.failures = 0;
                self.expire_at = expire_at.or(self.expire_at);
                Step::Wait(schedule::POLL_MS)
            }
            // Whether the mail went out is not known: the person decides about another one.
            Event::Unanswered { .. } if self.step == Some(Step::Send) => Step::Refuse,
            Event::Unanswered { now, retry_after_ms, random } => {
                self.failures = self.failures.saturating_add(1);
                self.after_silence(now, schedule::pause_ms(self.failures, retry_after_ms, random))
            }
            Event::Refused => Step::Refuse,
            Event::Stopped(code) => Step::Reject(code),
        }
    }

    /// Waits on, but not past the moment at which the link is known to be dead.
    fn after_silence(&self, now: f64, pause_ms: f64) -> Step {
        let Some(expire_at) = self.expire_at else { return Step::Wait(pause_ms) };
        let left = expire_at + GRACE_MS - now;
        if left <= 0.0 { Step::Expire } else { Step::Wait(pause_ms.min(left)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PENDING: Event = Event::Answered { ended: false, expire_at: Some(600_000.0) };
    const ENDED: Event = Event::Answered { ended: true, expire_at: Some(600_000.0) };
    const CANCELLED: Event = Event::Stopped(MagicLinkCode::Cancelled);

    fn silence(now: f64) -> Event {
        Event::Unanswered { now, retry_after_ms: None, random: 0.0 }
    }

    /// Feeds `events` to a new flow and compares the last step.
    #[track_caller]
    fn check(events: &[Event], expected: Step) {
        let mut flow = Flow::default();
        let last = events.iter().map(|event| flow.on(*event)).last();
        assert_eq!(last, Some(expected));
    }

    #[test]
    fn sends_once_then_asks_at_once_and_then_every_second() {
        check(&[Event::Started], Step::Send);
        check(&[Event::Started, Event::Sent], Step::Poll);
        check(&[Event::Started, Event::Sent, PENDING], Step::Wait(1_000.0));
        check(&[Event::Started, Event::Sent, PENDING, Event::Woke], Step::Poll);
    }

    #[test]
    fn resuming_sends_nothing() {
        check(&[Event::Resumed], Step::Poll);
    }

    #[test]
    fn ends_with_what_the_server_says_about_the_link() {
        check(&[Event::Started, Event::Sent, ENDED], Step::Resolve);
        check(&[Event::Resumed, ENDED], Step::Resolve);
    }

    #[test]
    fn a_link_that_could_not_be_sent_ends_the_flow() {
        check(&[Event::Started, Event::Refused], Step::Refuse);
        check(&[Event::Started, silence(0.0)], Step::Refuse);
    }

    #[test]
    fn backs_off_while_the_server_is_away_then_recovers() {
        let sent = [Event::Started, Event::Sent, PENDING, Event::Woke];
        let away = [&sent[..], &[silence(0.0), Event::Woke, silence(0.0)]].concat();
        check(&away, Step::Wait(2_000.0));
        check(&[&away[..], &[Event::Woke, PENDING]].concat(), Step::Wait(1_000.0));
        check(
            &[&away[..], &[Event::Woke, PENDING, Event::Woke, silence(0.0)]].concat(),
            Step::Wait(1_000.0),
        );
    }

    #[test]
    fn notices_the_expiry_while_the_server_is_away() {
        let waiting = [Event::Resumed, PENDING, Event::Woke];
        check(&[&waiting[..], &[silence(601_500.0)]].concat(), Step::Wait(500.0));
        check(&[&waiting[..], &[silence(602_000.0)]].concat(), Step::Expire);
    }

    #[test]
    fn an_answering_server_knows_better_than_our_clock() {
        check(&[Event::Resumed, PENDING, Event::Woke, PENDING], Step::Wait(1_000.0));
    }

    #[test]
    fn a_cancel_counts_at_every_moment() {
        let path = [Event::Started, Event::Sent, PENDING, Event::Woke, silence(0.0)];
        for length in 0..=path.len() {
            let mut events: Vec<Event> = path.iter().copied().take(length).collect();
            events.push(CANCELLED);
            check(&events, Step::Reject(MagicLinkCode::Cancelled));
        }
    }

    #[test]
    fn an_answer_that_comes_after_a_cancel_changes_nothing() {
        check(&[Event::Resumed, CANCELLED, ENDED], Step::Reject(MagicLinkCode::Cancelled));
    }

    #[test]
    fn a_cancel_after_the_end_changes_nothing() {
        check(&[Event::Resumed, ENDED, CANCELLED], Step::Resolve);
    }

    #[test]
    fn a_nudge_asks_at_once_but_never_sends_twice() {
        check(&[Event::Resumed, PENDING, Event::Nudged], Step::Poll);
        check(&[Event::Started, Event::Nudged], Step::Send);
    }
}
