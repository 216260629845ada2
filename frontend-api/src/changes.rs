//! Wakes the polls that are held open for an attempt when that attempt changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// Who waits for which attempt. Holding a poll costs one entry and no thread.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    waiting: Mutex<HashMap<String, Queue>>,
}

/// Those who wait for one attempt.
#[derive(Debug, Default)]
struct Queue {
    notify: Arc<Notify>,
    length: usize,
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
        let queue = waiting.entry(attempt_id.to_owned()).or_default();
        queue.length += 1;
        let notify = Arc::clone(&queue.notify);
        Waiter { changes: self, attempt_id: attempt_id.to_owned(), notify }
    }

    /// Wakes everybody who waits for this attempt.
    pub(crate) fn notify(&self, attempt_id: &str) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = waiting.get(attempt_id) {
            queue.notify.notify_waiters();
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
        let Some(queue) = waiting.get_mut(&self.attempt_id) else { return };
        // Counted under the lock: two that leave at once are not taken for each other's company.
        queue.length -= 1;
        if queue.length == 0 {
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

    #[test]
    fn forgets_those_who_leave_at_the_same_time() {
        let changes = Changes::default();
        for _ in 0..200 {
            let start = std::sync::Barrier::new(8);
            std::thread::scope(|scope| {
                for waiter in (0..8).map(|_| changes.wait_for("a")).collect::<Vec<_>>() {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        drop(waiter);
                    });
                }
            });
            assert_eq!(changes.waiting.lock().map(|map| map.len()).ok(), Some(0));
        }
    }
}
