//! How long to leave a server alone that names a date for it (`Retry-After`; RFC 9110, 10.2.3).
//! Pure: the dates and the time come in as values.

/// Most that is believed of such a date, in ms, where only a guess says what time it is for the server.
const LONGEST_GUESS_MS: f64 = 600_000.0;

/// How long until the date `at`, in ms; `None` if it says nothing.
///
/// The server's clock made the date. The answer's own date, `told_at`, says what time it is by that clock, but
/// pages of another origin cannot read it. The clock of this machine, `here`, may be wrong: a date in its past
/// says nothing.
pub(super) fn until_ms(at: f64, told_at: Option<f64>, here: f64) -> Option<f64> {
    let (now, longest_ms) = match told_at.filter(|at| at.is_finite()) {
        Some(told_at) => (told_at, f64::INFINITY),
        None => (here, LONGEST_GUESS_MS),
    };
    (at > now).then(|| (at - now).min(longest_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: f64 = 3_600_000.0;

    #[test]
    fn a_pause_until_a_date_is_counted_by_the_clock_that_made_it() {
        for here in [0.0, 5.0 * HOUR_MS, 9.0 * HOUR_MS] {
            assert_eq!(until_ms(7.0 * HOUR_MS, Some(5.0 * HOUR_MS), here), Some(2.0 * HOUR_MS));
            assert_eq!(until_ms(7.0 * HOUR_MS, Some(7.0 * HOUR_MS), here), None);
        }
    }

    #[test]
    fn by_the_clock_of_this_machine_nobody_waits_for_long_and_what_is_over_says_nothing() {
        for told_at in [None, Some(f64::NAN)] {
            assert_eq!(until_ms(HOUR_MS, told_at, HOUR_MS - 20_000.0), Some(20_000.0));
            assert_eq!(until_ms(HOUR_MS, told_at, 0.0), Some(600_000.0), "behind, maybe");
            assert_eq!(until_ms(HOUR_MS, told_at, 2.0 * HOUR_MS), None, "ahead, surely");
            assert_eq!(until_ms(f64::NAN, told_at, 0.0), None, "no date");
        }
    }
}
