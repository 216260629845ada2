//! When to ask again, and how long to wait for the answer.
//!
//! Pure. Source: clerk-js asks once a second, whatever happens (wire protocol 6.10). The rest is ours: people
//! click within the first minute or much later, nobody looks at a hidden tab, and a server in trouble needs
//! fewer requests.

use crate::fapi::request::HOLD_MS;

/// Pause between two polls while the person is about to click, in ms.
const EAGER_MS: f64 = 1_000.0;

/// How long after the start we expect a click soon, in ms.
const EAGER_FOR_MS: f64 = 60_000.0;

/// Pause between two polls after that time, in ms.
const PATIENT_MS: f64 = 3_000.0;

/// Pause in a hidden tab, in ms: it asks at once when it comes to the front. A browser slows the timers of a
/// hidden page anyway; clerk-js would still poll ten times as often.
const HIDDEN_MS: f64 = 25_000.0;

/// How long a poll may take, in ms, on top of the time for which the server may hold it.
const LIMIT_MS: f64 = 15_000.0;

/// The same, once the link's time is over.
const LAST_LIMIT_MS: f64 = 4_000.0;

/// Longest pause after failures, in ms.
const MAX_MS: f64 = 30_000.0;

/// The time between two polls, in ms. `waited_ms` counts from the start of the wait.
pub(crate) fn interval_ms(waited_ms: f64, hidden: bool) -> f64 {
    if hidden {
        HIDDEN_MS
    } else if waited_ms < EAGER_FOR_MS {
        EAGER_MS
    } else {
        PATIENT_MS
    }
}

/// How long the server may hold a poll, in ms.
pub(crate) fn held_ms(is_held: bool) -> f64 {
    if is_held { HOLD_MS } else { 0.0 }
}

/// When to give up a poll about a link that is worth asking about for `worth_ms`, in ms.
///
/// A poll still under way when the link expires is soon given up. Not if the server has just said that the
/// link lives, so that the poll is held: then we do not know the server's clock.
pub(crate) fn limit_ms(is_held: bool, worth_ms: f64) -> f64 {
    let is_unclear = is_held && worth_ms <= 0.0;
    let wanted_ms = if is_unclear { f64::INFINITY } else { worth_ms };
    (held_ms(is_held) + LIMIT_MS).min(wanted_ms.max(LAST_LIMIT_MS))
}

/// How long to pause after the answer to a poll that took `took_ms`, in ms.
///
/// The first poll that can be held follows at once. A held one has waited already. One that the server did not
/// hold after all waits the rest here.
pub(crate) fn rest_ms(interval_ms: f64, took_ms: f64, can_hold: bool, was_held: bool) -> f64 {
    match (can_hold, was_held) {
        (false, _) => interval_ms,
        (true, false) => 0.0,
        (true, true) => (interval_ms - took_ms).max(0.0),
    }
}

/// How long to pause after `failures` polls in a row without a usable answer, in ms.
///
/// Doubles from one second up to 30, then takes off up to a quarter (`random` in 0..1), so that not every
/// waiting tab asks at once when the server comes back. Never shorter than `Retry-After`, up to ten minutes.
/// Never 0, so a broken clock cannot make a busy loop.
pub(crate) fn pause_ms(failures: u32, retry_after_ms: Option<f64>, random: f64) -> f64 {
    let doubled = EAGER_MS * f64::from(1_u32 << failures.saturating_sub(1).min(5));
    let spread = doubled.min(MAX_MS) * (1.0 - 0.25 * random);
    spread.max(retry_after_ms.unwrap_or(0.0).min(600_000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_every_second_for_a_minute_then_every_three() {
        assert_eq!(interval_ms(0.0, false), 1_000.0);
        assert_eq!(interval_ms(59_999.0, false), 1_000.0);
        assert_eq!(interval_ms(60_000.0, false), 3_000.0);
    }

    #[test]
    fn a_hidden_tab_asks_rarely() {
        assert_eq!(interval_ms(0.0, true), 25_000.0);
        assert_eq!(interval_ms(90_000.0, true), 25_000.0);
    }

    #[test]
    fn doubles_up_to_half_a_minute_while_no_answers_come() {
        let pauses: Vec<f64> = (1..8).map(|failures| pause_ms(failures, None, 0.0)).collect();
        assert_eq!(pauses, [1e3, 2e3, 4e3, 8e3, 16e3, 30e3, 30e3]);
        assert_eq!(pause_ms(u32::MAX, None, 1.0), 22_500.0);
    }

    #[test]
    fn waits_at_least_as_long_as_the_server_asks() {
        assert_eq!(pause_ms(1, Some(5_000.0), 0.0), 5_000.0);
        assert_eq!(pause_ms(6, Some(5_000.0), 0.0), 30_000.0);
        assert_eq!(pause_ms(1, Some(f64::INFINITY), 0.0), 600_000.0);
    }

    #[test]
    fn a_poll_is_given_up_soon_after_its_link_has_expired() {
        assert_eq!(limit_ms(false, 600_000.0), 15_000.0);
        assert_eq!(limit_ms(false, f64::INFINITY), 15_000.0);
        assert_eq!(limit_ms(false, 9_000.0), 9_000.0);
        assert_eq!(limit_ms(false, 0.0), 4_000.0);
        assert_eq!(limit_ms(true, 600_000.0), 40_000.0);
        assert_eq!(limit_ms(true, 9_000.0), 9_000.0);
        // The server has just said that the link lives.
        assert_eq!(limit_ms(true, 0.0), 40_000.0);
    }

    #[test]
    fn polls_follow_each_other_at_once_where_the_server_does_the_waiting() {
        assert_eq!(rest_ms(1_000.0, 300.0, false, false), 1_000.0);
        assert_eq!(rest_ms(1_000.0, 300.0, false, true), 1_000.0);
        assert_eq!(rest_ms(1_000.0, 300.0, true, false), 0.0);
        assert_eq!(rest_ms(1_000.0, 300.0, true, true), 700.0);
        assert_eq!(rest_ms(1_000.0, 25_000.0, true, true), 0.0);
    }
}
