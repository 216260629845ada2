//! The database: one connection, owned by one thread, one transaction for each piece of work.
//!
//! SQLite allows one writer at a time anyway. A queue in front of it makes waiting for that
//! writer cost nothing and keeps every statement off the threads that serve requests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use crate::error::{Error, Result};

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// So much work may wait, about a second's; whoever comes then is told to come back.
const ROOM: usize = 10_000;

/// In the order in which they are applied; never edited after a release, only added to.
const MIGRATIONS: [&str; 2] = [
    include_str!("../migrations/001_initial.sql"),
    include_str!("../migrations/002_confirmed_by.sql"),
];

/// The handle to the database thread, which ends with the last clone.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    jobs: SyncSender<Job>,
}

impl Db {
    /// Opens the file, or `sqlite::memory:`, and brings its tables up to date.
    pub(crate) fn open(database: &str) -> Result<Self> {
        let mut connection = connect(database)?;
        migrate(&mut connection)?;
        let (jobs, queue) = sync_channel::<Job>(ROOM);
        thread::Builder::new()
            .name("database".into())
            .spawn(move || {
                for job in queue {
                    // A fault in one piece of work must not end the thread for all others.
                    if catch_unwind(AssertUnwindSafe(|| job(&mut connection))).is_err() {
                        tracing::error!("a piece of database work panicked");
                    }
                }
            })
            .map_err(Error::Io)?;
        Ok(Self { jobs })
    }

    /// Runs `work` in a transaction of its own: all of it counts, or (after an error) none of it.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        let (done, answer) = oneshot::channel();
        let job = move |connection: &mut Connection| {
            // Who has hung up while this was waiting wants nothing any more.
            if !done.is_closed() {
                let _ = done.send(in_transaction(connection, work));
            }
        };
        self.jobs.try_send(Box::new(job)).map_err(|_| Error::Unavailable)?;
        answer.await.map_err(|_| Error::Unavailable)?
    }
}

fn in_transaction<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T>,
) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

fn connect(database: &str) -> Result<Connection> {
    let connection = match database {
        "sqlite::memory:" | ":memory:" => Connection::open_in_memory()?,
        path => open_file(Path::new(path.strip_prefix("sqlite:").unwrap_or(path)))?,
    };
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn open_file(path: &Path) -> Result<Connection> {
    // The file holds the key that signs sessions: nobody but its owner may read it. SQLite gives
    // the files beside it the same permissions.
    #[cfg(unix)]
    {
        use std::fs::{OpenOptions, Permissions};
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path)
            .and_then(|file| file.set_permissions(Permissions::from_mode(0o600)))
            .map_err(|cause| Error::Database(path.display().to_string(), cause))?;
    }
    Ok(Connection::open(path)?)
}

/// In one transaction, the version included: another process may be about to do the same.
fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: usize = transaction.pragma_query_value(None, "user_version", |row| {
        Ok(usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0))
    })?;
    for (version, migration) in (1_i64..).zip(MIGRATIONS).skip(done) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::mpsc::channel;

    use super::*;

    #[tokio::test]
    async fn who_hangs_up_while_waiting_leaves_no_work() {
        let db = Db::open("sqlite::memory:").unwrap();
        let (go_on, wait) = channel::<()>();
        let busy = tokio::spawn({
            let db = db.clone();
            async move { db.run(move |_| wait.recv().map_err(|_| Error::Unavailable)).await }
        });
        tokio::task::yield_now().await;
        let write = |tx: &Transaction<'_>| Ok(tx.execute_batch("create table unwanted (id)")?);
        let hung_up = tokio::spawn({
            let db = db.clone();
            async move { db.run(write).await }
        });
        tokio::task::yield_now().await;
        hung_up.abort();
        assert!(hung_up.await.unwrap_err().is_cancelled());
        go_on.send(()).unwrap();
        busy.await.unwrap().unwrap();
        db.run(write).await.unwrap();
    }
}
