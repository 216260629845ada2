//! How often something may happen: a count per name within a moving window, kept in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// The window of all limits.
pub(crate) const WINDOW_MS: i64 = 600_000;

/// What happened lately, by name.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    events: Mutex<HashMap<String, VecDeque<i64>>>,
}

impl Limits {
    /// Notes one more event of this name, unless there were `most` within the window: then says
    /// how long to wait.
    pub(crate) fn take(&self, name: &str, most: u32, now_ms: i64) -> Result<(), i64> {
        self.check(name, most, now_ms)?;
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.entry(name.to_owned()).or_default().push_back(now_ms);
        Ok(())
    }

    /// Whether one more event of this name would be accepted.
    pub(crate) fn check(&self, name: &str, most: u32, now_ms: i64) -> Result<(), i64> {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if events.len() > 10_000 {
            events.retain(|_, times| times.back().is_some_and(|last| *last > now_ms - WINDOW_MS));
        }
        let Some(times) = events.get_mut(name) else { return Ok(()) };
        while times.front().is_some_and(|first| *first <= now_ms - WINDOW_MS) {
            times.pop_front();
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        match times.front() {
            Some(first) if times.len() >= most => Err(first + WINDOW_MS - now_ms),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allows_so_many_within_the_window_and_says_how_long_to_wait() {
        let limits = Limits::default();
        assert_eq!(limits.take("a", 2, 0), Ok(()));
        assert_eq!(limits.take("a", 2, 1_000), Ok(()));
        assert_eq!(limits.take("a", 2, 2_000), Err(WINDOW_MS - 2_000));
        assert_eq!(limits.take("b", 2, 2_000), Ok(()));
        assert_eq!(limits.take("a", 2, WINDOW_MS), Ok(()));
        assert_eq!(limits.take("a", 2, WINDOW_MS), Err(1_000));
    }
}
