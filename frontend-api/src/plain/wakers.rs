//! Wakes the polls that are held open for an attempt when that attempt changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Most waiters that are woken at once. Other work gets its turn before the next are woken.
const AT_ONCE: usize = 64;

/// Who waits for which attempt. Holding a poll costs one entry and no thread.
#[derive(Debug, Default)]
pub(crate) struct Wakers {
    waiting: Mutex<HashMap<String, Vec<Group>>>,
}

/// Some of those who wait for one attempt.
#[derive(Debug, Default)]
struct Group {
    notify: Arc<Notify>,
    length: usize,
}

/// A place among those who wait for one attempt. Dropping it leaves the place.
#[derive(Debug)]
pub(crate) struct Waiter<'a> {
    wakers: &'a Wakers,
    attempt_id: String,
    notify: Arc<Notify>,
}

impl Wakers {
    /// Takes a place among the waiters. Call it before you read the state, so that no change is missed
    /// in between.
    pub(crate) fn wait_for(&self, attempt_id: &str) -> Waiter<'_> {
        let mut waiting = self.lock();
        let groups = waiting.entry(attempt_id.to_owned()).or_default();
        let notify = match groups.last_mut().filter(|last| last.length < AT_ONCE) {
            Some(last) => {
                last.length += 1;
                Arc::clone(&last.notify)
            }
            None => {
                let notify = Arc::<Notify>::default();
                groups.push(Group { notify: Arc::clone(&notify), length: 1 });
                notify
            }
        };
        Waiter { wakers: self, attempt_id: attempt_id.to_owned(), notify }
    }

    /// Wakes everybody who waits for this attempt, one group after another.
    pub(crate) fn notify(&self, attempt_id: &str) {
        let groups: Vec<Arc<Notify>> = match self.lock().get(attempt_id) {
            Some(groups) => groups.iter().map(|group| Arc::clone(&group.notify)).collect(),
            None => return,
        };
        tokio::spawn(async move {
            for group in groups {
                group.notify_waiters();
                tokio::task::yield_now().await;
            }
        });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Group>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter<'_> {
    /// Resolves at the next change after it is enabled or first polled.
    pub(crate) fn changed(&self) -> tokio::sync::futures::Notified<'_> {
        self.notify.notified()
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let mut waiting = self.wakers.lock();
        let Some(groups) = waiting.get_mut(&self.attempt_id) else { return };
        let own = groups.iter_mut().find(|group| Arc::ptr_eq(&group.notify, &self.notify));
        // Counted under the lock, so that two that leave at once do not each count the other.
        let Some(own) = own else { return };
        own.length -= 1;
        groups.retain(|group| group.length > 0);
        if groups.is_empty() {
            waiting.remove(&self.attempt_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn wakes_every_waiter_and_forgets_them() {
        let wakers = Wakers::default();
        let (one, two) = (wakers.wait_for("a"), wakers.wait_for("a"));
        {
            let (first, second) = (one.changed(), two.changed());
            wakers.notify("b");
            wakers.notify("a");
            tokio::join!(first, second);
        }
        drop(one);
        assert_eq!(wakers.waiting.lock().map(|map| map.len()).ok(), Some(1));
        drop(two);
        assert_eq!(wakers.waiting.lock().map(|map| map.len()).ok(), Some(0));
    }

    #[tokio::test]
    async fn so_many_are_woken_that_others_have_their_turn_between() {
        let wakers = Wakers::default();
        let waiters: Vec<_> = (0..3 * AT_ONCE).map(|_| wakers.wait_for("a")).collect();
        let mut waiting: Vec<_> = waiters.iter().map(|waiter| Box::pin(waiter.changed())).collect();
        let mut count =
            || waiting.iter_mut().map(|one| usize::from(one.as_mut().enable())).sum::<usize>();
        assert_eq!(count(), 0);
        let mut woken = Vec::new();
        wakers.notify("a");
        for _ in 0..4 {
            tokio::task::yield_now().await;
            woken.push(count());
        }
        assert_eq!(woken, [AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE, 3 * AT_ONCE]);
        drop(waiting);
        drop(waiters);
        assert!(wakers.lock().is_empty());
    }

    #[test]
    fn forgets_those_who_leave_at_the_same_time() {
        let wakers = Wakers::default();
        for _ in 0..200 {
            let start = std::sync::Barrier::new(8);
            std::thread::scope(|scope| {
                for waiter in (0..8).map(|_| wakers.wait_for("a")).collect::<Vec<_>>() {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        drop(waiter);
                    });
                }
            });
            assert_eq!(wakers.waiting.lock().map(|map| map.len()).ok(), Some(0));
        }
    }
}
