//! When a tab that comes to the front asks who is here.
//! Pure: the time comes in as a value.

/// Minimum time between two questions, in ms (wire protocol 6.5).
const PAUSE_MS: f64 = 5_000.0;

/// How long the events may take by which one tab comes to the front once, in ms.
const ARRIVAL_MS: f64 = 500.0;

/// In how many ms to ask, if the last question was so long ago. It is postponed rather than left out, so that
/// nothing is missed that happens between two questions.
///
/// `None` if the last question is yet to come, or belongs to the same arrival.
pub(super) fn asks_in_ms(asked_ago_ms: f64) -> Option<f64> {
    (asked_ago_ms >= ARRIVAL_MS).then(|| (PAUSE_MS - asked_ago_ms).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_back_soon_asks_when_it_may_again() {
        for (asked_ago_ms, expected) in [
            (-4_500.0, None),
            (0.0, None),
            (499.0, None),
            (500.0, Some(4_500.0)),
            (4_999.0, Some(1.0)),
            (5_000.0, Some(0.0)),
            (f64::INFINITY, Some(0.0)),
        ] {
            assert_eq!(asks_in_ms(asked_ago_ms), expected, "{asked_ago_ms}");
        }
    }
}
