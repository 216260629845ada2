//! How often something may happen: counts by name within moving windows, kept in memory.
//!
//! Times are from `Call::steady_ms`, a clock that cannot be set: the computer's clock may jump.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The window of most limits.
pub(crate) const TEN_MINUTES_MS: i64 = 600_000;
/// The window of limits that must hold against a patient attacker too.
pub(crate) const DAY_MS: i64 = 24 * 3_600_000;

/// How many names each event looks at, to forget those whose window has passed. All kept names are
/// looked at before half as many new ones have come, so memory stays in proportion.
const LOOKED_AT: usize = 2;

/// Most events of one name within one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    name: String,
    most: u32,
    window_ms: i64,
}

impl Limit {
    /// At most `most` within ten minutes.
    pub(crate) fn brief(name: String, most: u32) -> Self {
        Self { name, most, window_ms: TEN_MINUTES_MS }
    }

    /// At most `most` within a day, counted apart from a brief limit of the same name.
    pub(crate) fn daily(name: &str, most: u32) -> Self {
        Self { name: format!("{name}, a day"), most, window_ms: DAY_MS }
    }
}

/// What happened lately. A call costs the same, no matter how many names are kept.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    events: HashMap<Arc<str>, Events>,
    /// Every name once, in the order in which they will be looked at.
    turns: VecDeque<Arc<str>>,
}

#[derive(Debug, Default)]
struct Events {
    window_ms: i64,
    times: VecDeque<i64>,
}

impl Events {
    /// Forgets the events outside the window. One that is later than now came before the clock was put
    /// back, and does not count.
    fn forget_others(&mut self, window_ms: i64, now_ms: i64) {
        while self.times.back().is_some_and(|last| *last > now_ms) {
            self.times.pop_back();
        }
        while self.times.front().is_some_and(|first| *first <= now_ms - window_ms) {
            self.times.pop_front();
        }
    }

    fn is_over(&mut self, now_ms: i64) -> bool {
        self.forget_others(self.window_ms, now_ms);
        self.times.is_empty()
    }
}

impl Kept {
    fn note(&mut self, limit: &Limit, now_ms: i64) {
        if let Some(events) = self.events.get_mut(limit.name.as_str()) {
            events.times.push_back(now_ms);
            return;
        }
        let name: Arc<str> = limit.name.as_str().into();
        let events = Events { window_ms: limit.window_ms, times: [now_ms].into() };
        self.events.insert(Arc::clone(&name), events);
        self.turns.push_back(name);
    }

    fn forget_some(&mut self, now_ms: i64) {
        for _ in 0..LOOKED_AT {
            let Some(name) = self.turns.pop_front() else { return };
            if self.events.get_mut(&name).is_none_or(|events| events.is_over(now_ms)) {
                self.events.remove(&name);
            } else {
                self.turns.push_back(name);
            }
        }
    }
}

impl Limits {
    /// Notes one more event. If one of the limits is reached, notes nothing and says how long to wait.
    pub(crate) fn take(&self, limits: &[Limit], now_ms: i64) -> Result<(), i64> {
        self.check(limits, now_ms)?;
        self.note(limits, now_ms);
        Ok(())
    }

    /// Whether one more event would be within all these limits; if not, how long to wait.
    pub(crate) fn check(&self, limits: &[Limit], now_ms: i64) -> Result<(), i64> {
        let mut kept = self.lock();
        let waits = limits.iter().filter_map(|limit| {
            let events = kept.events.get_mut(limit.name.as_str())?;
            events.forget_others(limit.window_ms, now_ms);
            let times = &events.times;
            let is_reached = times.len() >= usize::try_from(limit.most).unwrap_or(usize::MAX);
            times.front().filter(|_| is_reached).map(|first| first + limit.window_ms - now_ms)
        });
        waits.max().map_or(Ok(()), Err)
    }

    /// Notes one more event, within the limits or not.
    pub(crate) fn note(&self, limits: &[Limit], now_ms: i64) {
        let mut kept = self.lock();
        for limit in limits {
            kept.note(limit, now_ms);
            kept.forget_some(now_ms);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(name: &str, most: u32) -> Limit {
        Limit::brief(name.into(), most)
    }

    #[test]
    fn allows_so_many_within_the_window_and_says_how_long_to_wait() {
        let limits = Limits::default();
        let (a, b) = ([brief("a", 2)], [brief("b", 2)]);
        assert_eq!(limits.take(&a, 0), Ok(()));
        assert_eq!(limits.take(&a, 1_000), Ok(()));
        assert_eq!(limits.take(&a, 2_000), Err(TEN_MINUTES_MS - 2_000));
        assert_eq!(limits.take(&b, 2_000), Ok(()));
        assert_eq!(limits.take(&a, TEN_MINUTES_MS), Ok(()));
        assert_eq!(limits.take(&a, TEN_MINUTES_MS), Err(1_000));
    }

    #[test]
    fn what_one_limit_refuses_counts_towards_no_other() {
        let limits = Limits::default();
        let both = [brief("one", 1), Limit::daily("all", 2)];
        assert_eq!(limits.take(&both, 0), Ok(()));
        assert_eq!(limits.take(&both, 1), Err(TEN_MINUTES_MS - 1));
        assert_eq!(limits.take(&both, TEN_MINUTES_MS), Ok(()));
        assert_eq!(limits.take(&both, 2 * TEN_MINUTES_MS), Err(DAY_MS - 2 * TEN_MINUTES_MS));
    }

    #[test]
    fn what_a_clock_that_was_ahead_has_noted_keeps_nobody_out() {
        let (limits, a) = (Limits::default(), [brief("a", 1)]);
        assert_eq!(limits.take(&a, 365 * DAY_MS), Ok(()));
        assert_eq!(limits.take(&a, 0), Ok(()));
        assert_eq!(limits.take(&a, 1), Err(TEN_MINUTES_MS - 1));
    }

    #[test]
    fn names_whose_time_is_over_are_forgotten_a_few_at_a_time() {
        let limits = Limits::default();
        let note = |name: &str, now_ms| limits.note(&[brief(name, 1)], now_ms);
        limits.note(&[Limit::daily("day", 1)], 0);
        (0..1_000).for_each(|index| note(&index.to_string(), 0));
        assert_eq!(limits.lock().events.len(), 1_001);
        note("new", TEN_MINUTES_MS);
        assert!(limits.lock().events.len() >= 1_002 - LOOKED_AT, "one call does not pay for all");
        (0..600).for_each(|_| note("new", TEN_MINUTES_MS));
        let kept = limits.lock();
        let mut names: Vec<&str> = kept.events.keys().map(|name| &**name).collect();
        names.sort_unstable();
        assert_eq!(names, ["day, a day", "new"]);
        assert_eq!(kept.turns.len(), 2);
    }
}
