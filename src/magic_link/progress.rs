//! What the app's `onProgress` is told: the link is sent, we wait, we try to reach the server.
//!
//! Pure.

use serde::ser::{Serialize, Serializer};

use super::facts::Facts;
use super::flow::{Flow, Step};
use super::server_clock;

/// How the wait goes: the names and values of an object.
pub(crate) struct Progress([(&'static str, Fact); 4]);

/// One type for all values, so that the code that writes one is there once.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fact {
    Text(&'static str),
    Number(Option<f64>),
}

/// What to tell after the flow's last event, which led to this step.
pub(crate) fn phases(flow: &Flow, step: Step, is_online: bool) -> [Option<&'static str>; 2] {
    let how = match step {
        Step::Wait(_) if flow.failures() == 0 => Some("waiting"),
        Step::Wait(_) if is_online => Some("retrying"),
        Step::Wait(_) => Some("offline"),
        _ => None,
    };
    [flow.is_sent().then_some("sent"), how]
}

impl Progress {
    /// `failures` are polls in a row without an answer; 0 while all is well.
    pub(crate) fn new(phase: &'static str, facts: &Facts, failures: u32) -> Self {
        let state = &facts.state;
        // People compare these times with this machine's clock.
        let correction_ms = state.expire_at.map_or(0.0, |expire_at| {
            server_clock::correction_ms(expire_at, state.left_ms, facts.now.now_ms)
        });
        let shown = |at: Option<f64>| Fact::Number(at.map(|at| at + correction_ms));
        Self([
            ("phase", Fact::Text(phase)),
            ("expiresAt", shown(state.expire_at)),
            ("resendAvailableAt", shown(state.resend_available_at)),
            ("attempt", Fact::Number(Some(failures.into()))),
        ])
    }
}

/// As a map: a derived one would pass its field names through a cache of JavaScript strings. That cache costs
/// 2 KB and pays off only for thousands of objects.
impl Serialize for Progress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(Some(number)) => serializer.serialize_f64(*number),
            Self::Number(None) => serializer.serialize_unit(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_macros, reason = "tests")]
    use super::super::facts::State;
    use super::super::flow::Event;
    use super::super::lease::Lease;
    use super::*;
    use crate::browser::moment::Moment;

    const FACTS: Facts = Facts::OF_A_SIGN_IN;

    /// What the app is told of the last of these events.
    fn told(events: &[Event], is_online: bool) -> Vec<&'static str> {
        let (mut flow, lease) = (Flow::default(), Lease::new("a"));
        let step = events.iter().map(|event| flow.on(*event, &FACTS, &lease)).last();
        step.into_iter().flat_map(|step| phases(&flow, step, is_online)).flatten().collect()
    }

    #[test]
    fn tells_that_the_link_is_sent_and_then_how_the_wait_goes() {
        let silence = Event::Unanswered { retry_after_ms: None };
        let nothing: [&str; 0] = [];
        assert_eq!(told(&[Event::Started], true), nothing);
        assert_eq!(told(&[Event::Started, Event::Sent], true), ["sent"]);
        assert_eq!(told(&[Event::Started, Event::Sent, Event::Answered], true), ["waiting"]);
        assert_eq!(told(&[Event::Resumed], true), nothing);
        assert_eq!(told(&[Event::Resumed, Event::Answered], false), ["waiting"]);
        assert_eq!(told(&[Event::Resumed, silence], true), ["retrying"]);
        assert_eq!(told(&[Event::Resumed, silence], false), ["offline"]);
        assert_eq!(told(&[Event::Resumed, silence, Event::Answered], true), ["waiting"]);
        assert_eq!(told(&[Event::Resumed, Event::Refused], true), nothing);
    }

    #[test]
    fn a_link_that_turns_out_to_be_sent_is_told_to_be_before_anything_else() {
        let (mut flow, lease) = (Flow::default(), Lease::new("a"));
        flow.on(Event::Started, &FACTS, &lease);
        flow.on(Event::Unanswered { retry_after_ms: None }, &FACTS, &lease);
        let state = State { expire_at: Some(9e5), ..FACTS.state };
        let step = flow.on(Event::Answered, &Facts { state, ..FACTS }, &lease);
        assert_eq!(phases(&flow, step, true), [Some("sent"), Some("waiting")]);
    }

    fn times(facts: &Facts) -> [Option<f64>; 2] {
        ["expiresAt", "resendAvailableAt"].map(|name| {
            let Progress(entries) = Progress::new("waiting", facts, 0);
            match entries.into_iter().find(|entry| entry.0 == name) {
                Some((_, Fact::Number(at))) => at,
                other => panic!("{name}: {other:?}"),
            }
        })
    }

    #[test]
    fn times_are_by_the_clock_that_people_look_at() {
        let state = State { resend_available_at: Some(30_000.0), ..FACTS.state };
        let told = |now_ms| {
            let now = Moment { now_ms, running_ms: 0.0 };
            times(&Facts { state, now, ..FACTS })
        };
        assert_eq!(told(0.0), [Some(600_000.0), Some(30_000.0)]);
        assert_eq!(told(3_600_000.0), [Some(4_200_000.0), Some(3_630_000.0)]);
        let unknown = State { expire_at: None, left_ms: f64::INFINITY, ..state };
        assert_eq!(times(&Facts { state: unknown, ..FACTS }), [None, Some(30_000.0)]);
    }
}
