//! Several tabs that wait for one attempt share one stream of polls.
//!
//! Pure. The tab that polls *leads*. It tells the others so, in a *word*: its rank, and how long the word
//! holds. Tabs after it in rank leave the polling to it. A tab that would like to lead *claims* first and
//! gives the others a moment to answer: the leader answers at once. No lock is involved, so a frozen tab
//! holds up nobody: its word runs out.
//!
//! | a word arrives from a tab \ this one | leads | does not |
//! | --- | --- | --- |
//! | before it in rank | `Yield` | `Follow` |
//! | after it in rank | `Answer` | `Follow` |
//!
//! In rank, a tab in front comes before a hidden one, which polls less often. Next, a leader comes before a
//! tab that claims, so that a tab that joins sends no requests. Among equals a random id decides.

use std::cell::{Cell, RefCell};

/// How many intervals a leader's word holds: a frozen leader is replaced within that time.
const INTERVALS: f64 = 2.0;

/// How long the others have to answer that they lead, in ms.
pub(crate) const SETTLE_MS: u32 = 150;

/// How long the word of a tab that claims holds, in ms.
pub(crate) const CLAIM_MS: f64 = 1_000.0;

/// Longest time for which another tab's word holds, whatever it says, in ms.
const LONGEST_MS: f64 = 120_000.0;

/// Most characters of a rank.
const LONGEST_RANK: usize = 40;

/// How long the word of a leader holds that polls every `interval_ms`, where each poll is held for `held_ms`.
pub(crate) fn lasts_ms(interval_ms: f64, held_ms: f64) -> f64 {
    held_ms + interval_ms * INTERVALS
}

/// Which tab polls one attempt, as far as this tab knows.
#[derive(Default)]
pub(crate) struct Lease {
    tab_id: String,
    /// The word of the tab that comes first in rank among those heard.
    other: RefCell<Option<Word>>,
    own: Cell<Own>,
}

struct Word {
    rank: String,
    until_ms: f64,
}

/// What this tab does.
#[derive(Clone, Copy, Default)]
enum Own {
    #[default]
    Nothing,
    /// It has told the others that it would like to lead.
    Claims,
    /// It polls, until `until_ms` at the latest. Its word holds for `lasts_ms`.
    Leads { until_ms: f64, lasts_ms: f64 },
}

/// Whose turn it is to poll.
#[derive(Debug, PartialEq)]
pub(crate) enum Turn {
    /// This tab's.
    Own,
    /// Another tab's.
    Other,
    /// This tab claims now, and gives the others a moment.
    Unknown,
}

/// What another tab's word asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    /// Leave the polling to it from now on.
    Yield,
    /// Answer that this tab leads, for this long in ms.
    Answer(f64),
    /// Nothing. The word is remembered, if it still holds.
    Follow,
}

impl Lease {
    pub(crate) fn new(tab_id: &str) -> Self {
        Self { tab_id: tab_id.into(), ..Self::default() }
    }

    /// This tab's rank: the lower text comes first.
    pub(crate) fn rank(&self, hidden: bool) -> String {
        let front = if hidden { "1" } else { "0" };
        let leads = if matches!(self.own.get(), Own::Leads { .. }) { "0" } else { "1" };
        [front, leads, &self.tab_id].concat()
    }

    /// Whose turn it is to poll just now.
    pub(crate) fn turn(&self, hidden: bool, now_ms: f64) -> Turn {
        if self.is_led(hidden, now_ms) {
            Turn::Other
        } else if self.claim(now_ms) {
            Turn::Unknown
        } else {
            Turn::Own
        }
    }

    /// Whether another tab comes before this one just now. If so, this one stops polling.
    fn is_led(&self, hidden: bool, now_ms: f64) -> bool {
        let rank = self.rank(hidden);
        let is_led = self
            .other
            .borrow()
            .as_ref()
            .is_some_and(|word| word.until_ms > now_ms && word.rank < rank);
        if is_led {
            self.stop();
        }
        is_led
    }

    /// Whether this tab has to claim, and give the others a moment, before it leads.
    fn claim(&self, now_ms: f64) -> bool {
        let claims = match self.own.get() {
            Own::Nothing => true,
            Own::Claims => false,
            Own::Leads { until_ms, .. } => until_ms <= now_ms,
        };
        if claims {
            self.own.set(Own::Claims);
        }
        claims
    }

    /// This tab polls from now on, until `until_ms` at the latest. Its word holds for `lasts_ms`.
    pub(crate) fn lead(&self, until_ms: f64, lasts_ms: f64) {
        self.own.set(Own::Leads { until_ms, lasts_ms });
    }

    /// This tab stops polling.
    pub(crate) fn stop(&self) {
        self.own.take();
    }

    /// Takes the word of another tab that polls or would like to. It holds for `lasts_ms`.
    pub(crate) fn hear(&self, rank: String, lasts_ms: f64, hidden: bool, now_ms: f64) -> Heard {
        let own = self.rank(hidden);
        let heard = match self.own.get() {
            _ if !is_rank(&rank) || lasts_ms.is_nan() || lasts_ms <= 0.0 => return Heard::Follow,
            Own::Leads { until_ms, lasts_ms } if until_ms > now_ms => {
                if rank < own {
                    Heard::Yield
                } else {
                    Heard::Answer(lasts_ms.min(until_ms - now_ms))
                }
            }
            _ => Heard::Follow,
        };
        let mut other = self.other.borrow_mut();
        // A tab has one word only. Its rank changes with what it does, but its id stays.
        let is_last = other.as_ref().is_none_or(|word| {
            word.until_ms <= now_ms || rank <= word.rank || id_of(&word.rank) == id_of(&rank)
        });
        if is_last {
            *other = Some(Word { rank, until_ms: now_ms + lasts_ms.min(LONGEST_MS) });
        }
        heard
    }

    /// Forgets who else leads: there is news to fetch.
    pub(crate) fn clear(&self) {
        self.other.replace(None);
    }
}

/// Checked, since any script of this origin could say anything.
fn is_rank(rank: &str) -> bool {
    rank.len() <= LONGEST_RANK && rank.is_ascii() && rank.starts_with(['0', '1'])
}

fn id_of(rank: &str) -> &str {
    rank.get(2..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_macros, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const IN_FRONT: bool = false;
    const HIDDEN: bool = true;

    fn tab(id: &str) -> Lease {
        Lease::new(id)
    }

    fn leader(id: &str) -> Lease {
        let this = tab(id);
        this.lead(10_000.0, 2_000.0);
        this
    }

    /// `this` hears the word of `other`, which holds for two seconds from 0.
    fn hear(this: &Lease, other: &Lease, hidden: bool) -> Heard {
        this.hear(other.rank(hidden), 2_000.0, IN_FRONT, 0.0)
    }

    #[test]
    fn does_what_the_table_says() {
        let table: Vec<Vec<&str>> = include_str!("lease.rs")
            .lines()
            .filter(|line| line.starts_with("//! | ") && line.contains('`'))
            .map(|line| line.split('`').skip(1).step_by(2).collect())
            .collect();
        let heard = |this: Lease, id| format!("{:?}", hear(&this, &leader(id), IN_FRONT));
        for (cells, id) in table.iter().zip(["a", "c"]) {
            assert!(heard(leader("b"), id).starts_with(cells[0]), "{id}: {}", cells[0]);
            assert!(heard(tab("b"), id).starts_with(cells[1]), "{id}: {}", cells[1]);
        }
        assert_eq!(table.len(), 2);
    }

    #[test]
    fn who_joins_leaves_the_asking_to_the_one_that_leads_whatever_its_id() {
        let this = tab("a");
        assert!(this.claim(0.0));
        hear(&this, &leader("z"), IN_FRONT);
        assert!(this.is_led(IN_FRONT, 0.0));
        assert_eq!(hear(&leader("z"), &this, IN_FRONT), Heard::Answer(2_000.0));
    }

    #[test]
    fn of_tabs_that_join_at_once_the_lowest_leads() {
        let this = tab("b");
        hear(&this, &tab("c"), IN_FRONT);
        assert!(!this.is_led(IN_FRONT, 0.0));
        hear(&this, &tab("a"), IN_FRONT);
        assert!(this.is_led(IN_FRONT, 0.0));
        hear(&this, &tab("c"), IN_FRONT);
        assert!(this.is_led(IN_FRONT, 0.0));
    }

    #[test]
    fn one_that_leads_need_not_say_first_that_it_would_like_to() {
        let this = tab("a");
        assert!(this.claim(0.0));
        assert!(!this.claim(150.0));
        this.lead(10_000.0, 2_000.0);
        assert!(!this.claim(9_999.0));
        // It was frozen, or got no answers: it has to claim like any other.
        assert!(this.claim(10_000.0));
        this.stop();
        assert!(this.claim(10_000.0));
    }

    #[test]
    fn of_two_that_lead_one_goes_on() {
        let this = leader("b");
        assert_eq!(hear(&leader("a"), &this, IN_FRONT), Heard::Answer(2_000.0));
        assert_eq!(hear(&this, &leader("a"), IN_FRONT), Heard::Yield);
        assert!(this.is_led(IN_FRONT, 0.0));
        assert_eq!(hear(&this, &tab("c"), IN_FRONT), Heard::Follow, "it leads no more");
    }

    #[test]
    fn a_tab_in_front_does_not_wait_for_a_hidden_one() {
        let this = tab("b");
        hear(&this, &leader("a"), HIDDEN);
        assert!(!this.is_led(IN_FRONT, 0.0));
        assert!(this.is_led(HIDDEN, 0.0));
        let claim = this.rank(IN_FRONT);
        assert_eq!(leader("a").hear(claim, CLAIM_MS, HIDDEN, 0.0), Heard::Yield);
    }

    #[test]
    fn a_leader_that_came_to_the_front_or_left_it_has_one_word_still() {
        let this = tab("b");
        hear(&this, &leader("a"), IN_FRONT);
        hear(&this, &leader("a"), HIDDEN);
        assert!(!this.is_led(IN_FRONT, 0.0));
    }

    #[test]
    fn a_frozen_leader_is_replaced_within_two_intervals() {
        let this = tab("b");
        this.hear("00a".into(), lasts_ms(1_000.0, 0.0), IN_FRONT, 0.0);
        assert!(this.is_led(IN_FRONT, 1_999.0));
        assert!(!this.is_led(IN_FRONT, 2_000.0));
        this.hear("00c".into(), 1_000.0, IN_FRONT, 2_000.0);
        assert!(this.is_led(IN_FRONT, 2_999.0));
    }

    #[test]
    fn a_word_that_is_over_changes_nothing() {
        for lasts_ms in [0.0, -1.0, f64::NEG_INFINITY, f64::NAN] {
            let this = leader("b");
            assert_eq!(this.hear("00a".into(), lasts_ms, IN_FRONT, 0.0), Heard::Follow);
            hear(&this, &leader("a"), IN_FRONT);
            this.hear("00a".into(), lasts_ms, IN_FRONT, 0.0);
            assert!(this.is_led(IN_FRONT, 0.0), "{lasts_ms}: who leads still does");
        }
    }

    #[test]
    fn news_makes_everybody_ask() {
        let this = tab("b");
        hear(&this, &leader("a"), IN_FRONT);
        this.clear();
        assert!(!this.is_led(IN_FRONT, 0.0));
    }

    #[test]
    fn what_is_no_rank_and_what_holds_for_ever_does_not() {
        let this = tab("b");
        let long = ["0", &"a".repeat(LONGEST_RANK)].concat();
        for rank in ["", "2", "-", "\u{0}", "é", long.as_str()] {
            this.hear(rank.into(), 2_000.0, IN_FRONT, 0.0);
            assert!(!this.is_led(IN_FRONT, 0.0), "{rank}");
        }
        this.hear("0".into(), f64::INFINITY, IN_FRONT, 0.0);
        assert!(this.is_led(IN_FRONT, LONGEST_MS - 1.0));
        assert!(!this.is_led(IN_FRONT, LONGEST_MS));
        this.hear("0".into(), f64::NAN, IN_FRONT, LONGEST_MS);
        assert!(!this.is_led(IN_FRONT, 2.0 * LONGEST_MS));
    }

    #[test]
    fn a_tab_polls_once_it_has_claimed_and_nobody_else_leads() {
        let this = tab("b");
        assert_eq!(this.turn(IN_FRONT, 0.0), Turn::Unknown);
        assert_eq!(this.turn(IN_FRONT, 150.0), Turn::Own);
        hear(&this, &leader("a"), IN_FRONT);
        assert_eq!(this.turn(IN_FRONT, 150.0), Turn::Other);
        assert_eq!(this.turn(IN_FRONT, 2_000.0), Turn::Unknown, "the other's word is over");
    }
}
