//! A magic-link flow as a state machine: events in, one step out.
//!
//! Pure: no clock, timer or fetch. [`super::driver`] performs the steps.
//!
//! | event \ step under way | none yet | `Send` | `Poll` | `Wait` | an end |
//! | --- | --- | --- | --- | --- | --- |
//! | `Started` | `Send` | `Send` | `Send` | `Send` | the end |
//! | `Resumed` | `Poll` | `Poll` | `Poll` | `Poll` | the end |
//! | `Sent` | `Poll` | `Poll` | `Poll` | `Poll` | the end |
//! | `Answered`, pending | `Wait` | `Wait` | `Wait` | `Wait` | the end |
//! | `Answered`, ended | `Resolve` | `Resolve` | `Resolve` | `Resolve` | the end |
//! | `Answered`, pointless | `Reject` | `Reject` | `Reject` | `Reject` | the end |
//! | `Unanswered` | `Wait` or `Expire` | `Poll` in doubt | `Wait` or `Expire` | `Wait` or `Expire` | the end |
//! | `Refused` | `Refuse` | `Refuse` | `Refuse` | `Refuse` | the end |
//! | `Woke` | `Poll` | `Poll` | `Poll` | `Poll` | the end |
//! | `Nudged` | `Poll` | `Send` goes on | `Poll` again | `Poll` | the end |
//! | `Stopped` | `Reject` | `Reject` | `Reject` | `Reject` | the end |
//!
//! `Unanswered` waits longer each time. It is `Expire` once the link is known to have expired and the server
//! had a last chance to say otherwise. *Pointless*: waiting on cannot help, since this client was signed in
//! by other means or the attempt is gone. A step that ended the flow stays the answer to every later event.
//!
//! Where the answer to `Send` was lost, nobody knows whether the link was sent. A poll *in doubt* finds out.
//! An answer with a new link is taken as in the table. An answer without one is `Refuse`, and so is
//! `Unanswered`. Nothing is sent twice.

use super::schedule;
use crate::error::code::MagicLinkCode;

/// How long after its expiry a link may still live for the server, in ms: we know the server's clock only
/// roughly.
const GRACE_MS: f64 = 2_000.0;

/// How long we keep asking after the first silence past the expiry, in ms. A laptop that wakes up finds its
/// network late, and the link may have been clicked meanwhile.
const LAST_CHANCE_MS: f64 = 8_000.0;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    /// The app asks for a link.
    Started,
    /// The app waits for a link that was sent earlier.
    Resumed,
    /// The server sent the link.
    Sent,
    /// The server said what state the verification is in.
    Answered(Answer),
    /// No answer, or one that says nothing about the attempt: network, 5xx, 429, 401, not JSON.
    Unanswered(Silence),
    /// The server said no, and asking again would not change that.
    Refused,
    /// A pause is over.
    Woke,
    /// There is a reason to ask at once.
    Nudged,
    /// The flow ends from outside.
    Stopped(MagicLinkCode),
}

/// A poll without an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Silence {
    /// By a clock that nobody sets, in ms.
    pub(crate) now: f64,
    /// How much longer the link lives, in ms, as far as that is known.
    pub(crate) left_ms: Option<f64>,
    pub(crate) retry_after_ms: Option<f64>,
    /// 0..1, for spreading retries.
    pub(crate) random: f64,
}

/// What an answered poll says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Answer {
    /// Nothing more will happen to the verification.
    pub(crate) ended: bool,
    /// There is no point in waiting any more.
    pub(crate) pointless: Option<MagicLinkCode>,
    /// When the next poll is due, in ms from now (see [`schedule::interval_ms`]).
    pub(crate) next_in_ms: f64,
    /// The link is newer than the one that existed when this flow began.
    pub(crate) is_new: bool,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Ask the server to send the link.
    Send,
    /// Ask for the attempt's state.
    Poll,
    /// Pause for this long, in ms.
    Wait(f64),
    /// End well: the attempt says how.
    Resolve,
    /// End because the link's time ran out while the server could not be reached.
    Expire,
    /// End with the last error of the server or the network.
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
    /// The last step. Before the link is sent, it can only be `Send`.
    step: Option<Step>,
    failures: u32,
    /// Nobody knows whether the link was sent.
    in_doubt: bool,
    /// When the server first gave no answer after the link's time was over.
    silent_since: Option<f64>,
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

    /// True until we know whether the link was sent. Until then the flow keeps the error of the sending.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    fn next(&mut self, event: Event) -> Step {
        match event {
            Event::Answered(Answer { is_new: false, .. }) | Event::Unanswered(_)
                if self.in_doubt =>
            {
                Step::Refuse
            }
            Event::Started => Step::Send,
            Event::Resumed | Event::Sent | Event::Woke => Step::Poll,
            Event::Nudged if self.step == Some(Step::Send) => Step::Send,
            Event::Nudged => Step::Poll,
            Event::Answered(Answer { ended: true, .. }) => Step::Resolve,
            Event::Answered(Answer { pointless: Some(code), .. }) => Step::Reject(code),
            Event::Answered(Answer { next_in_ms, .. }) => {
                *self = Self::default();
                Step::Wait(next_in_ms)
            }
            Event::Unanswered(_) if self.step == Some(Step::Send) => {
                self.in_doubt = true;
                Step::Poll
            }
            Event::Unanswered(silence) => self.after_silence(silence),
            Event::Refused => Step::Refuse,
            Event::Stopped(code) => Step::Reject(code),
        }
    }

    /// Waits on, but not past the moment at which the link is known to have expired.
    fn after_silence(&mut self, silence: Silence) -> Step {
        self.failures = self.failures.saturating_add(1);
        let pause_ms = schedule::pause_ms(self.failures, silence.retry_after_ms, silence.random);
        let Some(mut left_ms) = silence.left_ms.map(with_grace) else {
            return Step::Wait(pause_ms);
        };
        if left_ms <= 0.0 {
            let since = *self.silent_since.get_or_insert(silence.now);
            left_ms = since + LAST_CHANCE_MS - silence.now;
        }
        if left_ms <= 0.0 { Step::Expire } else { Step::Wait(pause_ms.min(left_ms)) }
    }
}

/// How long it is still worth asking about a link that has `left_ms` to live, in ms.
pub(crate) fn with_grace(left_ms: f64) -> f64 {
    left_ms + GRACE_MS
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::disallowed_macros,
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "tests"
    )]
    use super::*;

    const ANSWER: Answer =
        Answer { ended: false, pointless: None, next_in_ms: 1_000.0, is_new: false };
    const NEW_LINK: Event = Event::Answered(Answer { is_new: true, ..ANSWER });
    const PENDING: Event = Event::Answered(ANSWER);
    const ENDED: Event = Event::Answered(Answer { ended: true, ..ANSWER });
    const SIGNED_IN: Event =
        Event::Answered(Answer { pointless: Some(MagicLinkCode::SignedIn), ..ANSWER });
    const CANCELLED: Event = Event::Stopped(MagicLinkCode::Cancelled);

    fn silence(now: f64) -> Event {
        Event::Unanswered(Silence { now, left_ms: Some(600_000.0 - now), ..Silence::default() })
    }

    /// Feeds `events` to a new flow and compares the last step.
    #[track_caller]
    fn check(events: &[Event], expected: Step) {
        let mut flow = Flow::default();
        let last = events.iter().map(|event| flow.on(*event)).last();
        assert_eq!(last, Some(expected));
    }

    /// The step that `event` leads to from each of the table's columns.
    fn row(event: Event) -> Vec<(Option<Step>, Step)> {
        let columns: [&[Event]; 5] =
            [&[], &[Event::Started], &[Event::Resumed], &[Event::Resumed, PENDING], &[CANCELLED]];
        columns
            .map(|before| {
                let mut flow = Flow::default();
                (before.iter().map(|event| flow.on(*event)).last(), flow.on(event))
            })
            .into()
    }

    #[test]
    fn does_what_the_table_says() {
        let events = [
            ("`Started`", Event::Started),
            ("`Resumed`", Event::Resumed),
            ("`Sent`", Event::Sent),
            ("`Answered`, pending", PENDING),
            ("`Answered`, ended", ENDED),
            ("`Answered`, pointless", SIGNED_IN),
            ("`Unanswered`", silence(0.0)),
            ("`Refused`", Event::Refused),
            ("`Woke`", Event::Woke),
            ("`Nudged`", Event::Nudged),
            ("`Stopped`", CANCELLED),
        ];
        let table: Vec<Vec<&str>> = include_str!("flow.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//! | `")?.strip_suffix(" |"))
            .map(|line| line.split(" | ").collect())
            .collect();
        assert_eq!(table.len(), events.len());
        for (cells, (name, event)) in table.iter().zip(events) {
            assert_eq!(["`", cells[0]].concat(), name);
            for (cell, (before, step)) in cells[1..].iter().zip(row(event)) {
                let shown = format!("`{step:?}");
                let shown = shown.split('(').next().unwrap();
                let agrees = match before.filter(|before| before.is_end()) {
                    Some(end) => *cell == "the end" && step == end,
                    None => cell.contains(shown),
                };
                assert!(agrees, "{name}: {cell}, not {step:?}");
            }
        }
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
    }

    #[test]
    fn a_lost_answer_to_sending_is_looked_up_and_nothing_is_sent_again() {
        let doubt = [Event::Started, silence(0.0)];
        check(&doubt, Step::Poll);
        check(&[&doubt[..], &[NEW_LINK]].concat(), Step::Wait(1_000.0));
        check(&[&doubt[..], &[NEW_LINK, Event::Woke, PENDING]].concat(), Step::Wait(1_000.0));
        check(&[&doubt[..], &[Event::Nudged, NEW_LINK]].concat(), Step::Wait(1_000.0));
        let clicked = Event::Answered(Answer { ended: true, is_new: true, ..ANSWER });
        check(&[&doubt[..], &[clicked]].concat(), Step::Resolve);
        for unsent in [PENDING, ENDED, SIGNED_IN, silence(1.0), Event::Refused] {
            check(&[&doubt[..], &[unsent]].concat(), Step::Refuse);
        }
        check(&[&doubt[..], &[CANCELLED]].concat(), Step::Reject(MagicLinkCode::Cancelled));
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
        // A last chance for a server that is coming back.
        let dead = [&waiting[..], &[silence(602_000.0)]].concat();
        check(&dead, Step::Wait(1_000.0));
        check(&[&dead[..], &[silence(609_999.0)]].concat(), Step::Wait(1.0));
        check(&[&dead[..], &[silence(610_000.0)]].concat(), Step::Expire);
        check(&[&dead[..], &[PENDING, silence(610_000.0)]].concat(), Step::Wait(1_000.0));
        // Also when no poll was ever answered.
        let unheard = [Event::Started, Event::Sent, silence(602_000.0), silence(610_000.0)];
        check(&unheard, Step::Expire);
        check(&[Event::Resumed, silence(9e9), silence(9e9 + LAST_CHANCE_MS)], Step::Expire);
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
    fn signing_in_by_another_way_ends_the_wait_unless_it_was_this_one() {
        check(&[Event::Resumed, SIGNED_IN], Step::Reject(MagicLinkCode::SignedIn));
        let both = Event::Answered(Answer {
            ended: true,
            pointless: Some(MagicLinkCode::SignedIn),
            ..ANSWER
        });
        check(&[Event::Resumed, both], Step::Resolve);
    }

    #[test]
    fn a_nudge_asks_at_once_but_never_sends_twice() {
        check(&[Event::Resumed, PENDING, Event::Nudged], Step::Poll);
        check(&[Event::Started, Event::Nudged], Step::Send);
    }

    // proptest does not run in the browser, and need not.
    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use super::*;
        use proptest::prelude::*;

        fn event() -> impl Strategy<Value = Event> {
            let times = prop_oneof![Just(0.0), 0.0..2e6_f64, Just(f64::NAN), Just(f64::INFINITY)];
            let answer = (any::<bool>(), any::<bool>(), 0.0..1e5, any::<bool>()).prop_map(
                |(ended, pointless, next_in_ms, is_new)| {
                    let pointless = pointless.then_some(MagicLinkCode::SignedIn);
                    Event::Answered(Answer { ended, pointless, next_in_ms, is_new })
                },
            );
            let maybe = || proptest::option::of(times.clone());
            let silence = (times.clone(), maybe(), maybe(), 0.0..1.0).prop_map(
                |(now, left_ms, retry_after_ms, random)| {
                    Event::Unanswered(Silence { now, left_ms, retry_after_ms, random })
                },
            );
            prop_oneof![
                Just(Event::Started),
                Just(Event::Resumed),
                Just(Event::Sent),
                answer,
                silence,
                Just(Event::Refused),
                Just(Event::Woke),
                Just(Event::Nudged),
                Just(CANCELLED),
            ]
        }

        proptest! {
            #[test]
            fn an_end_is_final(events in proptest::collection::vec(event(), 1..40)) {
                let mut flow = Flow::default();
                let mut end = None;
                for event in events {
                    let step = flow.on(event);
                    if let Some(end) = end {
                        prop_assert_eq!(step, end);
                    }
                    end = end.or(step.is_end().then_some(step));
                }
            }

            #[test]
            fn a_stop_ends_whatever_came_before(events in proptest::collection::vec(event(), 0..40)) {
                let mut flow = Flow::default();
                for event in events {
                    flow.on(event);
                }
                prop_assert!(flow.on(CANCELLED).is_end());
            }

            #[test]
            fn nothing_but_a_start_sends(events in proptest::collection::vec(event(), 1..40)) {
                let mut flow = Flow::default();
                let mut may_send = false;
                for event in events {
                    may_send |= event == Event::Started;
                    prop_assert!(may_send || flow.on(event) != Step::Send);
                }
            }

            #[test]
            fn each_start_sends_once(events in proptest::collection::vec(event(), 1..40)) {
                let mut flow = Flow::default();
                let mut last = None;
                for event in events {
                    let step = flow.on(event);
                    // A nudge does not interrupt the sending.
                    let goes_on = event == Event::Nudged && last == Some(Step::Send);
                    prop_assert!(step != Step::Send || event == Event::Started || goes_on);
                    last = Some(step);
                }
            }

            #[test]
            fn no_link_expires_before_its_time(
                times in proptest::collection::vec(0.0..2e6_f64, 1..40),
                expire_at in 0.0..2e6_f64,
            ) {
                let mut flow = Flow::default();
                flow.on(Event::Resumed);
                for now in times {
                    let left_ms = Some(expire_at - now);
                    let silence = Silence { now, left_ms, ..Silence::default() };
                    let step = flow.on(Event::Unanswered(silence));
                    prop_assert!(step != Step::Expire || now >= expire_at);
                    if step.is_end() { break }
                }
            }

            #[test]
            fn silence_never_makes_a_busy_loop(failures in 1_usize..50, random in 0.0..1.0) {
                let mut flow = Flow::default();
                flow.on(Event::Resumed);
                for _ in 0..failures {
                    let event = Event::Unanswered(Silence { random, ..Silence::default() });
                    let Step::Wait(ms) = flow.on(event) else { panic!("gave up") };
                    prop_assert!((750.0..=30_000.0).contains(&ms), "{}", ms);
                }
            }
        }
    }
}
