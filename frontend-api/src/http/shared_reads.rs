//! One read for all polls that are woken together and ask for the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::reply::Reply;
use crate::plain::secret::Secret;

/// Reads that have not begun, and can be joined. What they read may change at any time, so nobody may
/// join once a read has begun.
#[derive(Debug, Default)]
pub(crate) struct SharedReads(Mutex<HashMap<Key, Arc<OnceCell<ReadResult>>>>);

/// The answer, and until when the poll may be held.
pub(crate) type ReadResult = (Reply, Option<i64>);

/// What is read, and everything about the caller that the answer depends on.
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

/// A place among those who share one read.
struct Reader<'a> {
    read: Arc<OnceCell<ReadResult>>,
    open: OpenRead<'a>,
}

/// While it lives, others can join the read.
struct OpenRead<'a> {
    reads: &'a SharedReads,
    key: Key,
    read: Arc<OnceCell<ReadResult>>,
}

impl SharedReads {
    /// Joins a read for the same key that has not begun, or makes a new one.
    pub(crate) async fn join<F>(&self, key: Key, read: impl Fn() -> F) -> Result<ReadResult>
    where
        F: Future<Output = Result<ReadResult>>,
    {
        self.enter(key).answer(read).await
    }

    /// Takes a place in a read for the same key that has not begun, or in a new one.
    fn enter(&self, key: Key) -> Reader<'_> {
        let read = Arc::clone(self.lock().entry(key.clone()).or_default());
        let open = OpenRead { reads: self, key, read: Arc::clone(&read) };
        Reader { read, open }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Arc<OnceCell<ReadResult>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader<'_> {
    /// Reads, or waits until another of them has read.
    async fn answer<F>(self, read: impl Fn() -> F) -> Result<ReadResult>
    where
        F: Future<Output = Result<ReadResult>>,
    {
        let Self { read: shared, open } = self;
        let first = async {
            // Others who were woken at the same time get their turn to join.
            tokio::task::yield_now().await;
            // The reader closes it, whoever opened it: a poll that a later change wakes must not
            // get what was read before that change.
            drop(open);
            read().await
        };
        // A failure is not shared: the next in line tries again.
        shared.get_or_try_init(|| first).await.cloned()
    }
}

impl Drop for OpenRead<'_> {
    fn drop(&mut self) {
        let mut reads = self.reads.lock();
        // By now there may be a newer read under this key.
        if reads.get(&self.key).is_some_and(|read| Arc::ptr_eq(read, &self.read)) {
            reads.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

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
    async fn nobody_joins_a_read_that_has_begun_whoever_began_it() {
        let (reads, state) = (SharedReads::default(), AtomicUsize::new(1));
        let (begun, go_on) = (Notify::new(), Notify::new());
        let enter = || reads.enter(Key::new("a", &Caller::default()));
        let read = || async {
            let seen = state.load(Ordering::SeqCst);
            begun.notify_one();
            go_on.notified().await;
            Ok((Reply::default(), i64::try_from(seen).ok()))
        };
        let (opened, joined) = (enter(), enter());
        let before = async {
            let answer = joined.answer(read).await.unwrap().1;
            assert_eq!(opened.answer(read).await.unwrap().1, answer, "they share it");
            answer
        };
        let after = async {
            begun.notified().await;
            state.store(2, Ordering::SeqCst);
            go_on.notify_one();
            let place = enter();
            go_on.notify_one();
            place.answer(read).await.unwrap().1
        };
        assert_eq!(tokio::join!(before, after), (Some(1), Some(2)));
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
        let never = std::future::pending::<Result<ReadResult>>;
        let mut hung_up = Box::pin(reads.join(key(), never));
        let pause = std::time::Duration::from_millis(1);
        assert!(tokio::time::timeout(pause, &mut hung_up).await.is_err());
        drop(hung_up);
        assert!(reads.lock().is_empty());
        assert!(reads.join(key(), works).await.is_ok());
    }
}
