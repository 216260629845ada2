//! When to ask again.
//!
//! Pure. Source: clerk-js asks once a second whatever happens (wire protocol 6.10); backing off
//! when there is no good answer is ours.

/// Pause between two answered polls, in ms.
pub(crate) const POLL_MS: f64 = 1_000.0;

/// Longest pause after failures, in ms.
const MAX_MS: f64 = 30_000.0;

/// How long to wait after `failures` polls in a row without a usable answer, in ms.
///
/// Doubles from one second up to 30, then spreads by up to a quarter (`random` in 0..1), so that a
/// server that comes back is not met by every waiting tab at once. A `Retry-After` is honoured as
/// the least pause. Never 0, so a broken clock cannot make a busy loop.
pub(crate) fn pause_ms(failures: u32, retry_after_ms: Option<f64>, random: f64) -> f64 {
    if failures == 0 {
        return POLL_MS;
    }
    let doubled = POLL_MS * f64::from(1_u32 << (failures - 1).min(5));
    let spread = doubled.min(MAX_MS) * (1.0 - 0.25 * random);
    spread.max(retry_after_ms.unwrap_or(0.0).min(600_000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_once_a_second_while_answers_come() {
        assert_eq!(pause_ms(0, None, 0.5), 1_000.0);
    }

    #[test]
    fn doubles_up_to_half_a_minute_while_none_come() {
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
}
