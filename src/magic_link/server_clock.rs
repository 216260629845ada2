//! What time the server's clock shows, whatever this machine's clock says.
//!
//! Pure. Each client and each token says when it was made, so the server's clock shows at least that time.
//! From then on the page's own clock counts. The guess is never ahead of the server, so no link seems to
//! expire too early.
//!
//! A token that this page asked for was made after it was asked for, so the server's clock cannot be ahead by
//! more than that. So a server whose clock was ahead for a while is believed again once it is put right.

use std::cell::Cell;

use crate::browser::moment::Moment;

/// How much longer than the server says a link may seem to live, in ms: answers take time to arrive.
const TOLERANCE_MS: f64 = 5_000.0;

/// A token says when it was made in whole seconds: it may be up to so much later, in ms.
const SECOND_MS: f64 = 1_000.0;

/// How far the server's clock is ahead of the page's own clock, in ms.
#[derive(Default)]
pub(crate) struct ServerClock {
    /// At least.
    ahead_ms: Cell<Option<f64>>,
    /// At most, by the last token that was asked for.
    most_ms: Cell<Option<f64>>,
}

impl ServerClock {
    /// Takes the time `at_ms` of something that has happened on the server, and not before `asked_ms` if the
    /// page asked for it then.
    pub(crate) fn hear(&self, at_ms: f64, asked_ms: Option<f64>, running_ms: f64) {
        if let Some(asked_ms) = asked_ms {
            self.most_ms.set(Some(at_ms + SECOND_MS - asked_ms));
        }
        // A client that changed while the server's clock was ahead keeps telling that time.
        let most_ms = self.most_ms.get().unwrap_or(f64::INFINITY);
        let least_ms = (at_ms - running_ms).min(most_ms);
        if !self.ahead_ms.get().is_some_and(|known_ms| (least_ms..=most_ms).contains(&known_ms)) {
            self.ahead_ms.set(Some(least_ms));
        }
    }

    /// The server's time, in ms since the Unix epoch; `None` until it has told any.
    pub(crate) fn now_ms(&self, running_ms: f64) -> Option<f64> {
        self.ahead_ms.get().map(|ahead_ms| ahead_ms + running_ms)
    }

    /// How long it is until `at_ms`, in ms; by the machine's clock, until the server has told its time.
    pub(crate) fn until_ms(&self, at_ms: f64, now: Moment) -> f64 {
        at_ms - self.now_ms(now.running_ms).unwrap_or(now.now_ms)
    }
}

/// What to add to a time of the server for people who look at this machine's clock, in ms.
///
/// 0 unless this machine's clock is known to be wrong. It is if, by that clock, a link that has `left_ms` to
/// live has expired already, or lives for longer.
pub(crate) fn correction_ms(expire_at: f64, left_ms: f64, now_ms: f64) -> f64 {
    let shown_ms = expire_at - now_ms;
    let is_ahead = shown_ms <= 0.0 && left_ms > TOLERANCE_MS;
    let is_behind = shown_ms > left_ms + TOLERANCE_MS;
    if is_ahead || is_behind { (left_ms - shown_ms).round() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: f64 = 3_600_000.0;

    #[test]
    fn the_latest_that_was_heard_counts_from_when_it_was_heard() {
        let clock = ServerClock::default();
        assert_eq!(clock.now_ms(0.0), None);
        clock.hear(1_000_000.0, None, 500.0);
        assert_eq!(clock.now_ms(2_500.0), Some(1_002_000.0));
        // An older time does not put the clock back, a later one puts it right.
        clock.hear(1_000_000.0, None, 9_000.0);
        assert_eq!(clock.now_ms(10_000.0), Some(1_009_500.0));
        clock.hear(2_000_000.0, None, 10_000.0);
        assert_eq!(clock.now_ms(10_000.0), Some(2_000_000.0));
    }

    #[test]
    fn a_server_that_was_ahead_is_believed_again_once_it_is_asked() {
        let clock = ServerClock::default();
        clock.hear(HOUR_MS, None, 0.0);
        clock.hear(1_000.0, None, 1_500.0);
        assert_eq!(clock.now_ms(1_500.0), Some(HOUR_MS + 1_500.0), "this may be old news");
        clock.hear(2_000.0, Some(2_100.0), 2_400.0);
        assert_eq!(clock.now_ms(2_400.0), Some(2_000.0));
        clock.hear(HOUR_MS + 1.0, None, 2_500.0);
        let now_ms = clock.now_ms(2_500.0).unwrap_or_default();
        assert!(now_ms < 4_000.0, "the client still tells the time from before: {now_ms}");
    }

    #[test]
    fn a_slow_answer_does_not_put_the_clock_back() {
        let clock = ServerClock::default();
        clock.hear(1_000_900.0, None, 0.0);
        // Made at 1,000,900 and told in whole seconds, or made when it was asked for and long under way.
        for running_ms in [0.0, 10_000.0] {
            clock.hear(1_000_000.0, Some(0.0), running_ms);
            assert_eq!(clock.now_ms(running_ms), Some(1_000_900.0 + running_ms));
        }
    }

    #[test]
    fn a_clock_that_may_be_right_is_left_alone() {
        for shown_ms in [600_000.0, 604_000.0, 300_000.0, 1.0] {
            assert_eq!(correction_ms(shown_ms, 600_000.0, 0.0), 0.0, "{shown_ms}");
        }
        assert_eq!(correction_ms(0.0, 0.0, 1_000.0), 0.0, "dead by either");
    }

    #[test]
    fn a_clock_that_is_wrong_is_put_right() {
        assert_eq!(correction_ms(600_000.0, 600_000.0, HOUR_MS), HOUR_MS);
        assert_eq!(correction_ms(600_000.0, 600_000.0, -HOUR_MS), -HOUR_MS);
    }

    #[test]
    fn the_machine_s_clock_counts_until_the_server_has_told_its_time() {
        let clock = ServerClock::default();
        let now = Moment { now_ms: 5_000.0, running_ms: 100.0 };
        assert_eq!(clock.until_ms(9_000.0, now), 4_000.0);
        clock.hear(8_000.0, None, 100.0);
        assert_eq!(clock.until_ms(9_000.0, now), 1_000.0);
    }
}
