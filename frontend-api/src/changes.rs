//! Wakes the polls that are held open for an attempt when that attempt changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// Who waits for which attempt. Holding a poll costs one entry and no thread.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    waiting: Mutex<HashMap<String, Arc<Notify>>>,
}

/// A place in the queue for one attempt; leaving it is dropping it.
#[derive(Debug)]
pub(crate) struct Waiter<'a> {
    changes: &'a Changes,
    attempt_id: String,
    notify: Arc<Notify>,
}

impl Changes {
    /// Takes a place before the state is read, so that no change falls between the two.
    pub(crate) fn wait_for(&self, attempt_id: &str) -> Waiter<'_> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let notify = Arc::clone(waiting.entry(attempt_id.to_owned()).or_default());
        Waiter { changes: self, attempt_id: attempt_id.to_owned(), notify }
    }

    /// Wakes everybody who waits for this attempt.
    pub(crate) fn notify(&self, attempt_id: &str) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(notify) = waiting.get(attempt_id) {
            notify.notify_waiters();
        }
    }
}

impl Waiter<'_> {
    /// Resolves at the next change. Counts from the moment it is enabled or first polled.
    pub(crate) fn changed(&self) -> tokio::sync::futures::Notified<'_> {
        self.notify.notified()
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let mut waiting = self.changes.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // The map's handle and this one: nobody else waits.
        if Arc::strong_count(&self.notify) == 2 {
            waiting.remove(&self.attempt_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn wakes_every_waiter_and_forgets_them() {
        let changes = Changes::default();
        let (one, two) = (changes.wait_for("a"), changes.wait_for("a"));
        {
            let (first, second) = (one.changed(), two.changed());
            changes.notify("b");
            changes.notify("a");
            tokio::join!(first, second);
        }
        drop(one);
        assert_eq!(changes.waiting.lock().map(|map| map.len()).ok(), Some(1));
        drop(two);
        assert_eq!(changes.waiting.lock().map(|map| map.len()).ok(), Some(0));
    }
}
