//! Several tabs that wait for one attempt share one stream of polls.
//!
//! Pure. A tab that polls says so, with its rank and for how long that holds; a tab of higher rank
//! leaves the asking to it. No lock is involved, so a frozen tab holds up nobody: its word runs out.

use std::cell::RefCell;

/// How many intervals a tab's word holds: one that is frozen is replaced within two.
const INTERVALS: f64 = 2.0;

/// For how long a tab that polls every `interval_ms`, each poll held for `held_ms`, speaks for all.
pub(crate) fn lasts_ms(interval_ms: f64, held_ms: f64) -> f64 {
    held_ms + interval_ms * INTERVALS
}

/// A tab in front asks before a hidden one, which asks less often; among equals a random id decides.
pub(crate) fn rank(hidden: bool, tab_id: &str) -> String {
    [if hidden { "1" } else { "0" }, tab_id].concat()
}

/// What other tabs have said.
#[derive(Default)]
pub(crate) struct Leases(RefCell<Vec<Lease>>);

struct Lease {
    attempt_id: String,
    rank: String,
    until_ms: f64,
}

impl Leases {
    /// Another tab polls.
    pub(crate) fn hear(&self, attempt_id: String, rank: String, until_ms: f64) {
        self.forget(&attempt_id, &rank);
        self.0.borrow_mut().push(Lease { attempt_id, rank, until_ms });
    }

    /// Another tab asks for this attempt just now, and goes before one of `rank`.
    pub(crate) fn is_led(&self, attempt_id: &str, rank: &str, now_ms: f64) -> bool {
        let leases = self.0.borrow();
        let mut of_attempt = leases.iter().filter(|lease| lease.attempt_id == attempt_id);
        of_attempt.any(|lease| lease.until_ms > now_ms && lease.rank.as_str() < rank)
    }

    /// Nobody leads any more: there is news to fetch.
    pub(crate) fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    /// A tab has one word only: whether it is hidden or not, its id stays.
    fn forget(&self, attempt_id: &str, rank: &str) {
        let id_of = |rank: &str| rank.get(1..).unwrap_or_default().to_owned();
        self.0
            .borrow_mut()
            .retain(|lease| lease.attempt_id != attempt_id || id_of(&lease.rank) != id_of(rank));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(leases: &Leases, rank: &str, until_ms: f64) {
        leases.hear("sia_1".into(), rank.into(), until_ms);
    }

    #[test]
    fn the_lowest_rank_leads() {
        let leases = Leases::default();
        hear(&leases, "0b", 2_000.0);
        assert!(leases.is_led("sia_1", "0c", 0.0));
        assert!(!leases.is_led("sia_1", "0a", 0.0));
        assert!(!leases.is_led("sia_2", "0c", 0.0));
    }

    #[test]
    fn a_tab_in_front_does_not_wait_for_a_hidden_one() {
        let leases = Leases::default();
        hear(&leases, &rank(true, "a"), 20_000.0);
        assert!(!leases.is_led("sia_1", &rank(false, "b"), 0.0));
        assert!(leases.is_led("sia_1", &rank(true, "b"), 0.0));
    }

    #[test]
    fn a_leader_that_came_to_the_front_or_left_it_has_one_word_still() {
        let leases = Leases::default();
        hear(&leases, &rank(false, "a"), 2_000.0);
        hear(&leases, &rank(true, "a"), 2_000.0);
        assert!(!leases.is_led("sia_1", &rank(false, "b"), 0.0));
    }

    #[test]
    fn a_frozen_leader_is_replaced_within_two_intervals() {
        let leases = Leases::default();
        hear(&leases, "0a", lasts_ms(1_000.0, 0.0));
        assert!(leases.is_led("sia_1", "0b", 1_999.0));
        assert!(!leases.is_led("sia_1", "0b", 2_000.0));
    }

    #[test]
    fn news_makes_everybody_ask() {
        let leases = Leases::default();
        hear(&leases, "0a", 2_000.0);
        leases.clear();
        assert!(!leases.is_led("sia_1", "0b", 0.0));
    }
}
