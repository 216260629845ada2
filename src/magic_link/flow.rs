//! A magic-link flow as a state machine: an event goes in, one step comes out.
//!
//! Pure: no clock, timer or fetch. [`super::driver`] performs the steps.
//!
//! | event \ step under way | none yet | `Send` | `Claim` | `Poll` | `Wait` | an end |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | `Started` | `Send` | `Send` | `Send` | `Send` | `Send` | the end |
//! | `Resumed` | `Claim` | `Claim` | `Poll` | `Poll` | `Poll` | the end |
//! | `Sent` | `Poll` | `Poll` | `Poll` | `Poll` | `Poll` | the end |
//! | `Answered`, pending | `Wait` | `Wait` | `Wait` | `Wait` | `Wait` | the end |
//! | `Answered`, ended | `Resolve` | `Resolve` | `Resolve` | `Resolve` | `Resolve` | the end |
//! | `Answered`, pointless | `Reject` | `Reject` | `Reject` | `Reject` | `Reject` | the end |
//! | `Unanswered` | `Wait` or `Expire` | `Poll` in doubt | `Wait` or `Expire` | `Wait` or `Expire` | `Wait` or `Expire` | the end |
//! | `Refused` | `Refuse` | `Refuse` | `Refuse` | `Refuse` | `Refuse` | the end |
//! | `Woke` | `Claim` | `Claim` | `Poll` | `Poll` | `Poll` | the end |
//! | `Nudged` | `Poll` | `Send` goes on | `Poll` | `Poll` again | `Poll` | the end |
//! | `Stopped` | `Reject` | `Reject` | `Reject` | `Reject` | `Reject` | the end |
//!
//! `Unanswered` waits longer each time. It is `Expire` once the link is known to have expired and the server
//! had a last chance to say otherwise. *Pointless*: waiting on cannot help, since this client was signed in
//! by other means or the attempt is gone; a poll without an answer is then the last one, too. A step that
//! ended the flow stays the answer to every later event.
//!
//! Of several tabs that wait for one attempt one polls ([`Lease`]). A tab that does not know of another one
//! `Claim`s before it polls. One that does know takes its own state for the answer.
//!
//! A poll *looks* where there is a reason to ask at once and from this tab, whichever tab polls.
//!
//! Where the answer to `Send` was lost, nobody knows whether the link was sent. A poll *in doubt* finds out.
//! An answer with a new link is taken as in the table. An answer without one is `Refuse`, and so is
//! `Unanswered`. Nothing is sent twice.

use super::facts::Facts;
use super::lease::{self, Lease, Turn};
use super::schedule;
use crate::error::code::MagicLinkCode;

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
    Answered,
    /// No answer, or one that says nothing about the attempt: network, 5xx, 429, 401, not JSON.
    Unanswered { retry_after_ms: Option<f64> },
    /// The server said no, and asking again would not change that.
    Refused,
    /// A pause is over.
    Woke,
    /// There is a reason to ask at once.
    Nudged,
    /// The flow ends from outside.
    Stopped(MagicLinkCode),
}

impl Event {
    /// Separates silence, which passes, from a refusal, which stays. `status` is 0 where there was no answer.
    pub(crate) fn failed(status: u32, code: &str, retry_after_ms: Option<f64>) -> Self {
        if matches!(status, 401 | 408 | 429 | 500..)
            || matches!(code, "network_error" | "unexpected_response")
        {
            Self::Unanswered { retry_after_ms }
        } else {
            Self::Refused
        }
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Ask the server to send the link.
    Send,
    /// Tell the other tabs that this one would like to poll, and give them a moment to answer.
    Claim,
    /// Ask for the attempt's state.
    Poll(Poll),
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

/// How to ask for an attempt's state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Poll {
    /// The server may answer once something happens.
    pub(crate) hold: bool,
    /// Give up after this long without an answer, in ms.
    pub(crate) limit_ms: f64,
    /// For how long to tell the other tabs that this one polls, in ms; `None` for a look.
    pub(crate) leads_ms: Option<f64>,
}

impl Step {
    pub(crate) fn is_end(self) -> bool {
        !matches!(self, Self::Send | Self::Claim | Self::Poll(_) | Self::Wait(_))
    }
}

/// One wait for one link.
#[derive(Default)]
pub(crate) struct Flow {
    /// The last step. Before the link is sent, it can only be `Send`.
    step: Option<Step>,
    /// When it began, by the clock that nobody sets, in ms.
    began_ms: f64,
    /// A link is known by its expiry. This is that of the link before.
    link_before: Option<f64>,
    /// Nobody knows whether the link was sent.
    in_doubt: bool,
    /// It has just become known that the link was sent.
    is_sent: bool,
    /// When the last poll was due, and the time between two polls then, in ms.
    asked_ms: f64,
    interval_ms: f64,
    /// The server was asked to hold the last poll.
    is_held: bool,
    /// The server has just answered, and can hold a poll. After silence, we want the first answer at once, to
    /// tell the person that all is well again.
    may_hold: bool,
    failures: u32,
    /// When the server first gave no answer after the link's time was over.
    silent_since: Option<f64>,
}

impl Flow {
    /// Takes one event and says what to do. `lease` is the one of this tab.
    pub(crate) fn on(&mut self, event: Event, facts: &Facts, lease: &Lease) -> Step {
        self.is_sent = false;
        match self.step {
            Some(step) if step.is_end() => return step,
            Some(_) => {}
            None => {
                self.began_ms = facts.now.running_ms;
                self.link_before = facts.state.expire_at;
            }
        }
        let step = self.next(event, facts, lease);
        self.step = Some(step);
        step
    }

    /// Whether an event interrupts the step under way. A tab that comes to the front does not send its link
    /// again, and a look goes on even if another tab begins to poll.
    pub(crate) fn gives_way_to(&self, event: Event) -> bool {
        match (event, self.step) {
            (Event::Stopped(_), _) => true,
            (_, Some(Step::Send)) => false,
            (Event::Woke, Some(Step::Poll(poll))) => poll.leads_ms.is_some(),
            _ => true,
        }
    }

    /// Polls in a row that gave no usable answer.
    pub(crate) fn failures(&self) -> u32 {
        self.failures
    }

    /// True until we know whether the link was sent. Until then the flow ends with the error of the sending.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// Whether the last event made it known that the link was sent.
    pub(crate) fn is_sent(&self) -> bool {
        self.is_sent
    }

    fn next(&mut self, event: Event, facts: &Facts, lease: &Lease) -> Step {
        match event {
            Event::Started => {
                // The tab that sends the link polls for it, so it stops deferring to others.
                lease.clear();
                Step::Send
            }
            Event::Sent => {
                self.is_sent = true;
                self.poll(true, facts, lease)
            }
            Event::Nudged if self.is_sending() => Step::Send,
            Event::Nudged => self.poll(true, facts, lease),
            Event::Resumed | Event::Woke => self.take_turn(facts, lease),
            Event::Answered => self.after_answer(facts),
            Event::Unanswered { .. } | Event::Refused => self.after_failure(event, facts, lease),
            Event::Stopped(code) => Step::Reject(code),
        }
    }

    fn is_sending(&self) -> bool {
        matches!(self.step, Some(Step::Send))
    }

    /// Polls, unless that is for another tab. Each tab finds out for itself whether the link has expired.
    fn take_turn(&mut self, facts: &Facts, lease: &Lease) -> Step {
        let turn = if facts.state.worth_ms() > 0.0 {
            lease.turn(facts.is_hidden, facts.now.running_ms)
        } else {
            Turn::Own
        };
        match turn {
            Turn::Own => self.poll(false, facts, lease),
            Turn::Unknown => Step::Claim,
            Turn::Other => {
                self.begin_poll(false, facts);
                self.after_answer(facts)
            }
        }
    }

    fn begin_poll(&mut self, looks: bool, facts: &Facts) {
        self.asked_ms = facts.now.running_ms;
        self.interval_ms = schedule::interval_ms(self.asked_ms - self.began_ms, facts.is_hidden);
        self.is_held = self.may_hold && !looks;
        self.may_hold = false;
    }

    fn poll(&mut self, looks: bool, facts: &Facts, lease: &Lease) -> Step {
        self.begin_poll(looks, facts);
        let limit_ms = schedule::limit_ms(self.is_held, facts.state.worth_ms());
        let lasts_ms = lease::lasts_ms(self.interval_ms, schedule::held_ms(self.is_held));
        if !looks {
            // While this poll is under way, and for the pause after it.
            lease.lead(self.asked_ms + limit_ms + lasts_ms, lasts_ms);
        }
        Step::Poll(Poll { hold: self.is_held, limit_ms, leads_ms: (!looks).then_some(lasts_ms) })
    }

    fn after_answer(&mut self, facts: &Facts) -> Step {
        if self.in_doubt && facts.state.expire_at == self.link_before {
            return Step::Refuse;
        }
        if facts.state.has_ended {
            return Step::Resolve;
        }
        if let Some(code) = facts.state.pointless() {
            return Step::Reject(code);
        }
        self.is_sent = self.in_doubt;
        self.in_doubt = false;
        self.failures = 0;
        self.silent_since = None;
        self.may_hold = facts.state.can_hold;
        let took_ms = facts.now.running_ms - self.asked_ms;
        Step::Wait(schedule::rest_ms(self.interval_ms, took_ms, self.may_hold, self.is_held))
    }

    fn after_failure(&mut self, event: Event, facts: &Facts, lease: &Lease) -> Step {
        // Another tab may get answers.
        lease.stop();
        let is_sending = self.is_sending();
        // Until the link is known to be sent, no wait can be pointless.
        if !is_sending
            && !self.in_doubt
            && let Some(code) = facts.state.pointless()
        {
            return Step::Reject(code);
        }
        match event {
            Event::Unanswered { .. } if is_sending => {
                self.in_doubt = true;
                self.poll(true, facts, lease)
            }
            Event::Unanswered { retry_after_ms } if !self.in_doubt => {
                self.after_silence(retry_after_ms, facts)
            }
            _ => Step::Refuse,
        }
    }

    /// Waits on, but not past the moment at which the link is known to have expired.
    fn after_silence(&mut self, retry_after_ms: Option<f64>, facts: &Facts) -> Step {
        self.failures = self.failures.saturating_add(1);
        let pause_ms = schedule::pause_ms(self.failures, retry_after_ms, facts.random);
        let mut left_ms = facts.state.worth_ms();
        if left_ms <= 0.0 {
            let now_ms = facts.now.running_ms;
            left_ms = *self.silent_since.get_or_insert(now_ms) + LAST_CHANCE_MS - now_ms;
        }
        if left_ms <= 0.0 { Step::Expire } else { Step::Wait(pause_ms.min(left_ms)) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::disallowed_macros,
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "tests"
    )]
    use super::super::facts::State;
    use super::*;
    use crate::browser::moment::Moment;

    const FACTS: Facts = Facts::OF_A_SIGN_IN;

    /// What happened, and what was known then.
    type News = (Event, Facts);

    const STARTED: News = (Event::Started, FACTS);
    const RESUMED: News = (Event::Resumed, FACTS);
    const SENT: News = (Event::Sent, FACTS);
    const PENDING: News = (Event::Answered, FACTS);
    const NEW_LINK: News = answered(State { expire_at: Some(9e5), ..FACTS.state });
    const ENDED: News = answered(State { has_ended: true, ..FACTS.state });
    const SIGNED_IN: News = answered(State { has_new_session: true, ..FACTS.state });
    const REFUSED: News = (Event::Refused, FACTS);
    const WOKE: News = (Event::Woke, FACTS);
    const NUDGED: News = (Event::Nudged, FACTS);
    const CANCELLED: News = (Event::Stopped(MagicLinkCode::Cancelled), FACTS);

    /// A poll by which this tab leads.
    const POLL: Poll = Poll { hold: false, limit_ms: 15_000.0, leads_ms: Some(2_000.0) };
    const LOOK: Step = Step::Poll(Poll { leads_ms: None, ..POLL });

    const fn answered(state: State) -> News {
        (Event::Answered, Facts { state, ..FACTS })
    }

    /// The same news, but at this time. The link of the tests lives for ten minutes.
    fn at(ms: f64, (event, facts): News) -> News {
        let state = State { left_ms: 600_000.0 - ms, ..facts.state };
        (event, Facts { state, now: Moment { now_ms: ms, running_ms: ms }, ..facts })
    }

    fn silence(ms: f64) -> News {
        at(ms, (Event::Unanswered { retry_after_ms: None }, FACTS))
    }

    /// Where the server can hold a poll.
    fn by_holder((event, facts): News) -> News {
        (event, Facts { state: State { can_hold: true, ..facts.state }, ..facts })
    }

    /// Feeds `news` to a new flow. Returns it with its last step.
    fn fed(news: &[News], lease: &Lease) -> (Flow, Option<Step>) {
        let mut flow = Flow::default();
        let last = news.iter().map(|(event, facts)| flow.on(*event, facts, lease)).last();
        (flow, last)
    }

    /// A tab that leads already, so that it need not claim.
    fn leader() -> Lease {
        let lease = Lease::new("b");
        lease.lead(f64::INFINITY, 2_000.0);
        lease
    }

    /// Feeds `news` to a new flow of a tab that leads, and compares the last step.
    #[track_caller]
    fn check(news: &[News], expected: Step) {
        assert_eq!(fed(news, &leader()).1, Some(expected));
    }

    /// The step that `news` leads to from each of the table's columns.
    fn row((event, facts): News) -> Vec<(Option<Step>, Step)> {
        let columns: [&[News]; 6] = [
            &[],
            &[STARTED],
            &[RESUMED],
            &[RESUMED, WOKE],
            &[RESUMED, WOKE, PENDING],
            &[CANCELLED],
        ];
        columns
            .map(|before| {
                let lease = Lease::new("b");
                let (mut flow, step) = fed(before, &lease);
                (step, flow.on(event, &facts, &lease))
            })
            .into()
    }

    #[test]
    fn does_what_the_table_says() {
        let rows = [
            ("`Started`", STARTED),
            ("`Resumed`", RESUMED),
            ("`Sent`", SENT),
            ("`Answered`, pending", PENDING),
            ("`Answered`, ended", ENDED),
            ("`Answered`, pointless", SIGNED_IN),
            ("`Unanswered`", silence(0.0)),
            ("`Refused`", REFUSED),
            ("`Woke`", WOKE),
            ("`Nudged`", NUDGED),
            ("`Stopped`", CANCELLED),
        ];
        let table: Vec<Vec<&str>> = include_str!("flow.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//! | ")?.strip_suffix(" |"))
            .map(|line| line.split(" | ").collect())
            .collect();
        let name = |step: Step| {
            let shown = format!("`{step:?}");
            [shown.split(['(', ' ']).next().unwrap(), "`"].concat()
        };
        assert_eq!(table.len(), rows.len() + 2);
        for (cells, (event, news)) in table[2..].iter().zip(rows) {
            assert_eq!(cells[0], event);
            let steps = row(news);
            assert_eq!(cells.len(), steps.len() + 1);
            for ((column, cell), (before, step)) in table[0].iter().zip(cells).skip(1).zip(steps) {
                let is_end = before.is_some_and(Step::is_end);
                let under_way = match before {
                    None => "none yet".into(),
                    Some(_) if is_end => "an end".into(),
                    Some(before) => name(before),
                };
                assert_eq!(*column, under_way);
                let agrees = match before {
                    Some(end) if is_end => *cell == "the end" && step == end,
                    _ => cell.contains(&name(step)),
                };
                assert!(agrees, "{event} during {column}: {cell}, not {step:?}");
            }
        }
    }

    #[test]
    fn sends_once_then_asks_at_once_and_then_every_second() {
        check(&[STARTED], Step::Send);
        check(&[STARTED, SENT], LOOK);
        check(&[STARTED, SENT, PENDING], Step::Wait(1_000.0));
        check(&[STARTED, SENT, PENDING, WOKE], Step::Poll(POLL));
        check(&[STARTED, SENT, PENDING, at(60_000.0, WOKE), PENDING], Step::Wait(3_000.0));
    }

    #[test]
    fn resuming_sends_nothing() {
        check(&[RESUMED], Step::Poll(POLL));
    }

    #[test]
    fn ends_with_what_the_server_says_about_the_link() {
        check(&[STARTED, SENT, ENDED], Step::Resolve);
        check(&[RESUMED, ENDED], Step::Resolve);
    }

    #[test]
    fn a_link_that_could_not_be_sent_ends_the_flow() {
        check(&[STARTED, REFUSED], Step::Refuse);
    }

    #[test]
    fn only_what_says_nothing_about_the_attempt_is_asked_again() {
        let silent = Event::Unanswered { retry_after_ms: Some(5e3) };
        for status in [401, 408, 429, 500, 503, 599] {
            assert_eq!(Event::failed(status, "api_response_error", Some(5e3)), silent, "{status}");
        }
        for code in ["network_error", "unexpected_response"] {
            assert_eq!(Event::failed(0, code, Some(5e3)), silent, "{code}");
        }
        for status in [0, 400, 403, 404, 410, 422] {
            let failed = Event::failed(status, "api_response_error", Some(5e3));
            assert_eq!(failed, Event::Refused, "{status}");
        }
    }

    #[test]
    fn a_lost_answer_to_sending_is_looked_up_and_nothing_is_sent_again() {
        let doubt = [STARTED, silence(0.0)];
        check(&doubt, LOOK);
        check(&[&doubt[..], &[NEW_LINK]].concat(), Step::Wait(1_000.0));
        check(&[&doubt[..], &[NEW_LINK, WOKE, PENDING]].concat(), Step::Wait(1_000.0));
        check(&[&doubt[..], &[NUDGED, NEW_LINK]].concat(), Step::Wait(1_000.0));
        let (event, Facts { state, .. }) = NEW_LINK;
        let clicked = (event, Facts { state: State { has_ended: true, ..state }, ..FACTS });
        check(&[&doubt[..], &[clicked]].concat(), Step::Resolve);
        for unsent in [PENDING, ENDED, SIGNED_IN, silence(1.0), REFUSED] {
            check(&[&doubt[..], &[unsent]].concat(), Step::Refuse);
        }
        check(&[&doubt[..], &[CANCELLED]].concat(), Step::Reject(MagicLinkCode::Cancelled));
    }

    #[test]
    fn the_error_of_the_sending_counts_until_the_link_is_known_to_be_sent() {
        let lease = leader();
        let (mut flow, _) = fed(&[STARTED], &lease);
        for (news, in_doubt, is_sent) in [
            (silence(0.0), true, false),
            (NUDGED, true, false),
            (NEW_LINK, false, true),
            (WOKE, false, false),
            (silence(0.0), false, false),
        ] {
            flow.on(news.0, &news.1, &lease);
            assert_eq!((flow.is_in_doubt(), flow.is_sent()), (in_doubt, is_sent), "{news:?}");
        }
        assert!(fed(&[STARTED, SENT], &lease).0.is_sent());
        assert!(!fed(&[STARTED, SENT, PENDING], &lease).0.is_sent());
    }

    #[test]
    fn backs_off_while_the_server_is_away_then_recovers() {
        let sent = [STARTED, SENT, PENDING, WOKE];
        let away = [&sent[..], &[silence(0.0), WOKE, silence(0.0)]].concat();
        check(&away, Step::Wait(2_000.0));
        check(&[&away[..], &[WOKE, PENDING]].concat(), Step::Wait(1_000.0));
        check(&[&away[..], &[WOKE, PENDING, WOKE, silence(0.0)]].concat(), Step::Wait(1_000.0));
        let (flow, _) = fed(&away, &leader());
        assert_eq!(flow.failures(), 2);
    }

    #[test]
    fn a_tab_without_answers_leads_no_longer() {
        for failed in [silence(0.0), REFUSED] {
            let lease = leader();
            fed(&[RESUMED, failed], &lease);
            assert_eq!(lease.turn(false, 0.0), Turn::Unknown);
        }
    }

    #[test]
    fn notices_the_expiry_while_the_server_is_away() {
        let waiting = [RESUMED, PENDING, WOKE];
        check(&[&waiting[..], &[silence(601_500.0)]].concat(), Step::Wait(500.0));
        // A last chance for a server that is coming back.
        let dead = [&waiting[..], &[silence(602_000.0)]].concat();
        check(&dead, Step::Wait(1_000.0));
        check(&[&dead[..], &[silence(609_999.0)]].concat(), Step::Wait(1.0));
        check(&[&dead[..], &[silence(610_000.0)]].concat(), Step::Expire);
        check(&[&dead[..], &[PENDING, silence(610_000.0)]].concat(), Step::Wait(1_000.0));
        // Also when no poll was ever answered.
        let unheard = [STARTED, SENT, silence(602_000.0), silence(610_000.0)];
        check(&unheard, Step::Expire);
        check(&[RESUMED, silence(9e9), silence(9e9 + LAST_CHANCE_MS)], Step::Expire);
    }

    #[test]
    fn an_answering_server_knows_better_than_our_clock() {
        check(&[RESUMED, at(9e6, PENDING), at(9e6, WOKE), at(9e6, PENDING)], Step::Wait(3_000.0));
    }

    #[test]
    fn a_cancel_counts_at_every_moment() {
        let path = [STARTED, SENT, PENDING, WOKE, silence(0.0)];
        for length in 0..=path.len() {
            let mut news: Vec<News> = path.iter().copied().take(length).collect();
            news.push(CANCELLED);
            check(&news, Step::Reject(MagicLinkCode::Cancelled));
        }
    }

    #[test]
    fn an_answer_that_comes_after_a_cancel_changes_nothing() {
        check(&[RESUMED, CANCELLED, ENDED], Step::Reject(MagicLinkCode::Cancelled));
    }

    #[test]
    fn a_cancel_after_the_end_changes_nothing() {
        check(&[RESUMED, ENDED, CANCELLED], Step::Resolve);
    }

    #[test]
    fn signing_in_by_another_way_ends_the_wait_unless_it_was_this_one() {
        let signed_in = Step::Reject(MagicLinkCode::SignedIn);
        check(&[RESUMED, SIGNED_IN], signed_in);
        let state = State { has_ended: true, ..SIGNED_IN.1.state };
        check(&[RESUMED, answered(state)], Step::Resolve);
        // Also where the server tells no more than that.
        let unanswered = Event::Unanswered { retry_after_ms: None };
        check(&[RESUMED, (unanswered, SIGNED_IN.1)], signed_in);
        check(&[RESUMED, (Event::Refused, SIGNED_IN.1)], signed_in);
    }

    #[test]
    fn no_wait_is_pointless_until_its_link_is_known_to_be_sent() {
        let unanswered = (Event::Unanswered { retry_after_ms: None }, SIGNED_IN.1);
        check(&[STARTED, (Event::Refused, SIGNED_IN.1)], Step::Refuse);
        check(&[STARTED, unanswered], LOOK);
        check(&[STARTED, unanswered, unanswered], Step::Refuse);
    }

    #[test]
    fn a_nudge_asks_at_once_but_never_sends_twice() {
        check(&[RESUMED, PENDING, NUDGED], LOOK);
        check(&[STARTED, NUDGED], Step::Send);
    }

    #[test]
    fn a_step_gives_way_to_what_makes_it_needless() {
        let lease = leader();
        let stopped = CANCELLED.0;
        for (before, to_nudge, to_other_leader) in [
            (&[STARTED][..], false, false),
            (&[STARTED, SENT], true, false),
            (&[RESUMED], true, true),
            (&[RESUMED, PENDING], true, true),
        ] {
            let (flow, step) = fed(before, &lease);
            assert!(flow.gives_way_to(stopped), "{step:?}");
            assert_eq!(flow.gives_way_to(Event::Nudged), to_nudge, "{step:?}");
            assert_eq!(flow.gives_way_to(Event::Woke), to_other_leader, "{step:?}");
        }
        let (claim, step) = fed(&[RESUMED], &Lease::new("b"));
        assert_eq!(step, Some(Step::Claim));
        assert!(claim.gives_way_to(Event::Nudged) && claim.gives_way_to(Event::Woke));
    }

    #[test]
    fn only_a_server_that_has_just_answered_is_asked_to_hold() {
        let [pending, woke] = [PENDING, WOKE].map(by_holder);
        let held = Step::Poll(Poll { hold: true, limit_ms: 40_000.0, leads_ms: Some(27_000.0) });
        check(&[STARTED, by_holder(SENT)], LOOK);
        check(&[RESUMED, pending], Step::Wait(0.0));
        check(&[RESUMED, pending, woke], held);
        check(&[RESUMED, pending, by_holder(NUDGED)], LOOK);
        check(&[RESUMED, pending, woke, silence(0.0), WOKE], Step::Claim);
        check(&[RESUMED, pending, woke, silence(0.0), WOKE, woke], Step::Poll(POLL));
        check(&[RESUMED, pending, woke, NUDGED, woke], Step::Poll(POLL));
    }

    #[test]
    fn a_poll_that_was_not_held_after_all_waits_the_rest_here() {
        let [pending, woke] = [PENDING, WOKE].map(by_holder);
        let held = [RESUMED, pending, woke];
        check(&[&held[..], &[at(300.0, pending)]].concat(), Step::Wait(700.0));
        check(&[&held[..], &[at(25_000.0, pending)]].concat(), Step::Wait(0.0));
    }

    #[test]
    fn a_tab_claims_before_it_polls_and_what_it_knows_of_the_server_stays() {
        let [pending, woke] = [PENDING, WOKE].map(by_holder);
        let lease = Lease::new("b");
        let (mut flow, step) = fed(&[RESUMED], &lease);
        assert_eq!(step, Some(Step::Claim));
        let mut on = |(event, facts): News| flow.on(event, &facts, &lease);
        assert_eq!(on(woke), Step::Poll(POLL));
        assert_eq!(on(pending), Step::Wait(0.0));
        lease.stop();
        assert_eq!(on(woke), Step::Claim);
        assert!(matches!(on(woke), Step::Poll(Poll { hold: true, .. })));
    }

    #[test]
    fn a_tab_leaves_the_polls_to_the_one_that_leads_and_goes_by_what_it_hears() {
        let lease = Lease::new("b");
        lease.hear("00a".into(), 2_000.0, false, 0.0);
        let led = |news: &[News]| fed(news, &lease).1.unwrap();
        assert_eq!(led(&[RESUMED]), Step::Wait(1_000.0));
        let (_, clicked) = ENDED;
        assert_eq!(led(&[RESUMED, (Event::Woke, clicked)]), Step::Resolve);
        let (_, elsewhere) = SIGNED_IN;
        let signed_in = Step::Reject(MagicLinkCode::SignedIn);
        assert_eq!(led(&[RESUMED, (Event::Woke, elsewhere)]), signed_in);
        // A reason to ask is followed all the same. So is the end of the link's time.
        assert_eq!(led(&[RESUMED, NUDGED]), LOOK);
        let last = Poll { limit_ms: 4_000.0, leads_ms: Some(6_000.0), ..POLL };
        assert_eq!(led(&[RESUMED, at(602_000.0, WOKE)]), Step::Poll(last));
    }

    #[test]
    fn the_tab_that_sends_the_link_polls_for_it() {
        let lease = Lease::new("b");
        lease.hear("00a".into(), 2_000.0, false, 0.0);
        assert_eq!(fed(&[STARTED, SENT, PENDING, WOKE], &lease).1, Some(Step::Claim));
    }

    // proptest does not run in the browser, and need not.
    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use super::*;
        use proptest::prelude::*;

        prop_compose! {
            fn facts()(
                now_ms in time(),
                left_ms in time(),
                expire_at in proptest::option::of(time()),
                flags in any::<[bool; 8]>(),
                random in 0.0..1.0,
            ) -> Facts {
                let [has_ended, is_gone, signs_in, has_new_session, has_owner, can_hold, is_hidden, is_online] = flags;
                Facts {
                    state: State {
                        has_ended,
                        is_gone,
                        signs_in,
                        has_new_session,
                        has_owner,
                        can_hold,
                        left_ms,
                        expire_at,
                        ..FACTS.state
                    },
                    now: Moment { now_ms, running_ms: now_ms },
                    is_hidden,
                    is_online,
                    random,
                }
            }
        }

        fn time() -> impl Strategy<Value = f64> {
            prop_oneof![Just(0.0), 0.0..2e6_f64, Just(f64::NAN), Just(f64::INFINITY)]
        }

        fn event() -> impl Strategy<Value = Event> {
            prop_oneof![
                Just(Event::Started),
                Just(Event::Resumed),
                Just(Event::Sent),
                Just(Event::Answered),
                proptest::option::of(time())
                    .prop_map(|retry_after_ms| Event::Unanswered { retry_after_ms }),
                Just(Event::Refused),
                Just(Event::Woke),
                Just(Event::Nudged),
                Just(CANCELLED.0),
            ]
        }

        fn news(most: usize) -> impl Strategy<Value = Vec<News>> {
            proptest::collection::vec((event(), facts()), 1..most)
        }

        /// The steps of a new flow, each with the event that led to it.
        fn steps(news: &[News]) -> Vec<(Event, Step)> {
            let (mut flow, lease) = (Flow::default(), Lease::new("b"));
            news.iter().map(|(event, facts)| (*event, flow.on(*event, facts, &lease))).collect()
        }

        proptest! {
            #[test]
            fn an_end_is_final(news in news(40)) {
                let steps = steps(&news);
                let mut after = steps.iter().map(|(_, step)| *step).skip_while(|step| !step.is_end());
                if let Some(end) = after.next() {
                    prop_assert!(after.all(|step| step == end));
                }
            }

            #[test]
            fn a_stop_ends_whatever_came_before(news in news(40)) {
                let news = [&news[..], &[CANCELLED]].concat();
                prop_assert!(steps(&news).last().unwrap().1.is_end());
            }

            #[test]
            fn nothing_but_a_start_sends(news in news(40)) {
                let mut may_send = false;
                for (event, step) in steps(&news) {
                    may_send |= event == Event::Started;
                    prop_assert!(may_send || step != Step::Send);
                }
            }

            #[test]
            fn each_start_sends_once(news in news(40)) {
                let mut last = None;
                for (event, step) in steps(&news) {
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
                let (mut flow, lease) = (Flow::default(), leader());
                flow.on(Event::Resumed, &FACTS, &lease);
                for now in times {
                    let (event, mut facts) = silence(now);
                    facts.state.left_ms = expire_at - now;
                    let step = flow.on(event, &facts, &lease);
                    prop_assert!(step != Step::Expire || now >= expire_at);
                    if step.is_end() { break }
                }
            }

            #[test]
            fn silence_never_makes_a_busy_loop(failures in 1_usize..50, random in 0.0..1.0) {
                let (mut flow, lease) = (Flow::default(), leader());
                flow.on(Event::Resumed, &FACTS, &lease);
                for _ in 0..failures {
                    let (event, facts) = silence(0.0);
                    let step = flow.on(event, &Facts { random, ..facts }, &lease);
                    let Step::Wait(ms) = step else { panic!("gave up") };
                    prop_assert!((750.0..=30_000.0).contains(&ms), "{}", ms);
                }
            }

            #[test]
            fn a_poll_is_given_up_and_every_pause_ends(news in news(40)) {
                for (_, step) in steps(&news) {
                    if let Step::Poll(Poll { limit_ms, .. }) = step {
                        prop_assert!((4_000.0..=40_000.0).contains(&limit_ms), "{}", limit_ms);
                    }
                    if let Step::Wait(ms) = step {
                        prop_assert!((0.0..=600_000.0).contains(&ms), "{}", ms);
                    }
                }
            }
        }
    }
}
