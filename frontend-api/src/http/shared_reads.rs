//! One read for all who ask for the same at the same time: polls that were held together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::reply::Reply;
use crate::plain::secret::Secret;

/// Reads that can be joined yet: each is of something that changes by itself, so it may be shared only
/// until it begins.
#[derive(Debug, Default)]
pub(crate) struct SharedReads(Mutex<HashMap<Key, Arc<OnceCell<Held>>>>);

/// The answer, and until when it may be held back.
pub(crate) type Held = (Reply, Option<i64>);

/// What is read, and all about the caller that the answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    attempt_id: String,
    token: Option<Secret<String>>,
    client_uat: Option<String>,
    page: Option<String>,
    session_id: Option<String>,
}

impl Key {
    /// A poll of this attempt by this caller.
    pub(crate) fn new(attempt_id: &str, caller: &Caller) -> Self {
        Self {
            attempt_id: attempt_id.to_owned(),
            token: caller.token.clone(),
            client_uat: caller.client_uat.clone(),
            page: caller.page.clone(),
            session_id: caller.session_id.clone(),
        }
    }
}

/// A read that can be joined; dropped, it can be no longer.
struct Open<'a> {
    reads: &'a SharedReads,
    key: Key,
}

impl SharedReads {
    /// Joins a read of the same that has not begun, or begins one.
    pub(crate) async fn join<F>(&self, key: Key, read: impl Fn() -> F) -> Result<Held>
    where
        F: Future<Output = Result<Held>>,
    {
        let mut open = None;
        let cell = {
            let mut reads = self.lock();
            if let Some(cell) = reads.get(&key) {
                Arc::clone(cell)
            } else {
                let cell = Arc::<OnceCell<Held>>::default();
                reads.insert(key.clone(), Arc::clone(&cell));
                open = Some(Open { reads: self, key });
                cell
            }
        };
        let first = async {
            if let Some(open) = open {
                // Those who were woken together have their turn to join.
                tokio::task::yield_now().await;
                drop(open);
            }
            read().await
        };
        // A failure is nobody else's: the next of them tries again.
        cell.get_or_try_init(|| first).await.cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<OnceCell<Held>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.reads.lock().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::error::Error;

    #[tokio::test]
    async fn those_who_ask_together_share_one_read_and_later_ones_do_not() {
        let (reads, count) = (SharedReads::default(), AtomicUsize::new(0));
        let ask = |attempt_id: &str| {
            let read = || async {
                let nth = count.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok((Reply::default(), i64::try_from(nth).ok()))
            };
            let (reads, key) = (&reads, Key::new(attempt_id, &Caller::default()));
            async move { reads.join(key, read).await.unwrap().1 }
        };
        let (one, two, other) = tokio::join!(ask("a"), ask("a"), ask("b"));
        assert_eq!(one, two);
        assert_ne!(one, other);
        assert_eq!(ask("a").await, Some(2));
        assert!(reads.lock().is_empty());
    }

    #[tokio::test]
    async fn who_hangs_up_or_fails_leaves_the_read_to_the_others() {
        let reads = SharedReads::default();
        let key = || Key::new("a", &Caller::default());
        let fails = || async { Err(Error::Unavailable) };
        let works = || async { Ok((Reply::default(), None)) };
        let (failed, worked) = tokio::join!(reads.join(key(), fails), reads.join(key(), works));
        assert!(failed.is_err() && worked.is_ok());
        let never = std::future::pending::<Result<Held>>;
        let mut hung_up = Box::pin(reads.join(key(), never));
        let pause = std::time::Duration::from_millis(1);
        assert!(tokio::time::timeout(pause, &mut hung_up).await.is_err());
        drop(hung_up);
        assert!(reads.lock().is_empty());
        assert!(reads.join(key(), works).await.is_ok());
    }
}
