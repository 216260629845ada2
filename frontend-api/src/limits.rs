//! How often something may happen: counts by name within moving windows, kept in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The window of most limits.
pub(crate) const TEN_MINUTES_MS: i64 = 600_000;
/// The window of those that somebody patient must not get around.
pub(crate) const DAY_MS: i64 = 24 * 3_600_000;

/// So many names are kept before those whose time is over are looked for.
const MANY: usize = 10_000;

/// So many events of one name within one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    name: String,
    most: u32,
    window_ms: i64,
}

impl Limit {
    /// So many within ten minutes.
    pub(crate) fn brief(name: String, most: u32) -> Self {
        Self { name, most, window_ms: TEN_MINUTES_MS }
    }

    /// So many within a day.
    pub(crate) fn daily(name: String, most: u32) -> Self {
        Self { name, most, window_ms: DAY_MS }
    }
}

/// What happened lately.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    events: Mutex<HashMap<String, Events>>,
}

#[derive(Debug, Default)]
struct Events {
    window_ms: i64,
    times: VecDeque<i64>,
}

impl Limits {
    /// Notes one more event, unless one of the limits is reached: then says how long to wait, and
    /// notes nothing.
    pub(crate) fn take(&self, limits: &[Limit], now_ms: i64) -> Result<(), i64> {
        self.check(limits, now_ms)?;
        self.note(limits, now_ms);
        Ok(())
    }

    /// Whether one more event would be within all these limits; if not, how long to wait.
    pub(crate) fn check(&self, limits: &[Limit], now_ms: i64) -> Result<(), i64> {
        let mut events = self.lock();
        let waits = limits.iter().filter_map(|limit| {
            let times = &mut events.get_mut(&limit.name)?.times;
            while times.front().is_some_and(|first| *first <= now_ms - limit.window_ms) {
                times.pop_front();
            }
            let is_reached = times.len() >= usize::try_from(limit.most).unwrap_or(usize::MAX);
            times.front().filter(|_| is_reached).map(|first| first + limit.window_ms - now_ms)
        });
        waits.max().map_or(Ok(()), Err)
    }

    /// Notes one more event, within the limits or not.
    pub(crate) fn note(&self, limits: &[Limit], now_ms: i64) {
        let mut events = self.lock();
        if events.len() > MANY {
            events.retain(|_, Events { window_ms, times }| {
                times.back().is_some_and(|last| *last > now_ms - *window_ms)
            });
        }
        for Limit { name, window_ms, .. } in limits {
            let of_name = events.entry(name.clone()).or_default();
            of_name.window_ms = *window_ms;
            of_name.times.push_back(now_ms);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Events>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
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
        let both = [brief("one", 1), Limit::daily("all".into(), 2)];
        assert_eq!(limits.take(&both, 0), Ok(()));
        assert_eq!(limits.take(&both, 1), Err(TEN_MINUTES_MS - 1));
        assert_eq!(limits.take(&both, TEN_MINUTES_MS), Ok(()));
        assert_eq!(limits.take(&both, 2 * TEN_MINUTES_MS), Err(DAY_MS - 2 * TEN_MINUTES_MS));
    }

    #[test]
    fn names_whose_time_is_over_are_forgotten() {
        let limits = Limits::default();
        limits.note(&[Limit::daily("day".into(), 1)], 0);
        (0..=MANY).for_each(|index| limits.note(&[brief(&index.to_string(), 1)], 0));
        limits.note(&[brief("new", 1)], TEN_MINUTES_MS);
        assert_eq!(limits.lock().len(), 2, "the day's and the new one");
    }
}
