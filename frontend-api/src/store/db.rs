//! The database: one connection that writes and one that reads. Each has its own thread, and each job
//! has its own transaction.
//!
//! SQLite allows one writer at a time anyway. With a queue in front of it, waiting for the writer
//! costs nothing, and no statement runs on the threads that serve requests. A read waits for no
//! writer, and sees everything that was committed before it began. A database in memory has only one
//! connection, which does both.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;
use std::{io, thread};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::error::{Error, Result};
use crate::store::tx::Tx;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// Most jobs that may queue: about a second of work. Beyond it callers get a 503.
const ROOM: usize = 10_000;

/// In the order in which they are applied. After a release they are never edited, only added to.
const MIGRATIONS: [&str; 6] = [
    include_str!("../../migrations/001_initial.sql"),
    include_str!("../../migrations/002_confirmed_by.sql"),
    include_str!("../../migrations/003_certain_time.sql"),
    include_str!("../../migrations/004_settings.sql"),
    include_str!("../../migrations/005_secret_keys.sql"),
    include_str!("../../migrations/006_events.sql"),
];

/// Most statements that a connection keeps compiled: more than this crate has.
const STATEMENTS: usize = 256;

/// The handle to the database's threads. They end with the last clone.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    writes: SyncSender<Job>,
    reads: SyncSender<Job>,
}

impl Db {
    /// Opens the file, or `sqlite::memory:`, and brings its tables up to date.
    pub(crate) fn open(database: &str) -> Result<Self> {
        let Some(path) = file(database) else {
            let mut connection = prepared(Connection::open_in_memory()?)?;
            migrate(&mut connection)?;
            let jobs = serve("database", connection)?;
            return Ok(Self { writes: jobs.clone(), reads: jobs });
        };
        // SQLite takes `file:name` for a URI, and would open another file than the one made here. An
        // absolute path is never taken for a URI.
        let path = std::path::absolute(path).map_err(|cause| not_opened(path, cause))?;
        make_private(&path).map_err(|cause| not_opened(&path, cause))?;
        let mut writer = prepared(connect(&path)?)?;
        migrate(&mut writer)?;
        let reader = prepared(connect(&path)?)?;
        // A write on this connection is a mistake of ours, and must fail.
        reader.pragma_update(None, "query_only", true)?;
        Ok(Self { writes: serve("database", writer)?, reads: serve("reader", reader)? })
    }

    /// Runs `work` in its own transaction: all of it counts or, after an error, nothing.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.run_then(work, |value| value).await
    }

    /// The same, and runs `then` right after the commit, even if the caller has hung up meanwhile: what
    /// was committed must have its effects.
    pub(crate) async fn run_then<T, U, F, G>(&self, work: F, then: G) -> Result<U>
    where
        U: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
        G: FnOnce(T) -> U + Send + 'static,
    {
        queue(&self.writes, TransactionBehavior::Immediate, work, then).await
    }

    /// Runs `work`, which only reads, on one state of the database.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        queue(&self.reads, TransactionBehavior::Deferred, work, |value| value).await
    }
}

/// Starts a thread that runs jobs on a connection.
fn serve(name: &str, mut connection: Connection) -> Result<SyncSender<Job>> {
    let (jobs, queue) = sync_channel::<Job>(ROOM);
    // What follows a commit starts tasks.
    let runtime = Handle::try_current().map_err(|cause| Error::Io(io::Error::other(cause)))?;
    let work = move || {
        let _tasks = runtime.enter();
        for job in queue {
            // A fault in one job must not end the thread for all others.
            if catch_unwind(AssertUnwindSafe(|| job(&mut connection))).is_err() {
                tracing::error!("a piece of database work panicked");
            }
        }
    };
    thread::Builder::new().name(name.into()).spawn(work).map_err(Error::Io)?;
    Ok(jobs)
}

async fn queue<T, U, F, G>(
    jobs: &SyncSender<Job>,
    behavior: TransactionBehavior,
    work: F,
    then: G,
) -> Result<U>
where
    U: Send + 'static,
    F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    G: FnOnce(T) -> U + Send + 'static,
{
    let (done, answer) = oneshot::channel();
    let job = move |connection: &mut Connection| {
        // If the caller hung up while this was waiting, nobody wants the answer any more.
        if !done.is_closed() {
            let _ = done.send(in_transaction(connection, behavior, work).map(then));
        }
    };
    jobs.try_send(Box::new(job)).map_err(|_| Error::Unavailable)?;
    answer.await.map_err(|_| Error::Unavailable)?
}

fn in_transaction<T>(
    connection: &mut Connection,
    behavior: TransactionBehavior,
    work: impl FnOnce(&Tx<'_>) -> Result<T>,
) -> Result<T> {
    let tx = Tx::begin(connection, behavior)?;
    let value = work(&tx)?;
    tx.commit()?;
    Ok(value)
}

/// The file that the option `--database` names. `None` for a database in memory.
pub(crate) fn file(database: &str) -> Option<&Path> {
    let path = database.strip_prefix("sqlite:").unwrap_or(database);
    (path != ":memory:").then(|| Path::new(path))
}

fn prepared(connection: Connection) -> Result<Connection> {
    keep_a_log(&connection)?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A negative size is in KiB.
    connection.pragma_update(None, "cache_size", -8_000)?;
    // In pages: 16 MB gather in the log before they are moved and we wait for the disk.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Switches to write-ahead logging. If another process does the same at this moment, SQLite gives up at
/// once, whatever the busy timeout is. So we try again ourselves.
fn keep_a_log(connection: &Connection) -> Result<()> {
    let mut tries_left = 100;
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(cause) if tries_left > 0 && is_busy(&cause) => {
                tries_left -= 1;
                thread::sleep(Duration::from_millis(50));
            }
            switched => return Ok(switched?),
        }
    }
}

fn is_busy(cause: &rusqlite::Error) -> bool {
    cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

fn not_opened(path: &Path, cause: io::Error) -> Error {
    Error::Database(path.display().to_string(), cause)
}

/// Makes the file readable for its owner only, since it holds the key that signs sessions. SQLite gives
/// its other files the same permissions.
///
/// Call it before the first connection, never later. Closing the file would release the locks that
/// SQLite holds on it in this process.
fn make_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::fs::{OpenOptions, Permissions};
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(())
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::default() - OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(path, flags)?)
}

/// Brings the tables up to date. All of it, the version too, is one transaction, since another process
/// may do the same at this moment.
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

/// Runs a test on a database of its own.
#[cfg(test)]
pub(super) fn in_memory(test: impl FnOnce(&Tx<'_>) -> Result<()>) {
    let mut connection =
        Connection::open_in_memory().map_err(Error::from).and_then(prepared).unwrap();
    let tested = migrate(&mut connection)
        .and_then(|()| in_transaction(&mut connection, TransactionBehavior::Immediate, test));
    assert!(tested.is_ok(), "{tested:?}");
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::store::tx::only;

    #[tokio::test]
    async fn who_hangs_up_while_waiting_leaves_no_work() {
        let db = Db::open("sqlite::memory:").unwrap();
        let (go_on, wait) = channel::<()>();
        let busy = tokio::spawn({
            let db = db.clone();
            async move { db.run(move |_| wait.recv().map_err(|_| Error::Unavailable)).await }
        });
        tokio::task::yield_now().await;
        let write = |tx: &Tx<'_>| tx.batch("create table unwanted (id)");
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

    #[tokio::test]
    async fn work_that_panics_ends_nobody_elses() {
        let db = Db::open("sqlite::memory:").unwrap();
        #[expect(clippy::panic, reason = "what a fault of ours would do")]
        let panics = |_: &Tx<'_>| -> Result<()> { panic!("a fault") };
        assert!(matches!(db.run(panics).await, Err(Error::Unavailable)));
        assert!(matches!(db.read(panics).await, Err(Error::Unavailable)));
        db.run(|tx| tx.batch("create table wanted (id)")).await.unwrap();
        let sql = "select count(*) from wanted";
        let read = db.read(|tx| tx.one(sql, [], only::<i64>)).await;
        assert_eq!(read.unwrap(), 0, "one connection does both");
    }

    #[tokio::test]
    async fn a_read_waits_for_no_writer_sees_what_was_committed_and_writes_nothing() {
        let folder = std::env::temp_dir().join(format!("frontend-api-db-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let db = Db::open(folder.join("db.sqlite").to_str().unwrap()).unwrap();
        let count = |tx: &Tx<'_>| {
            let sql = "select count(*) from signing_keys";
            tx.one(sql, [], only::<i64>)
        };
        let insert = |tx: &Tx<'_>| {
            let sql = "insert into signing_keys (id, pkcs8, created_at) values ('key', x'', 0)";
            tx.execute(sql, [])
        };
        let (go_on, wait) = channel::<()>();
        let (started, starting) = oneshot::channel();
        let writing = tokio::spawn({
            let db = db.clone();
            async move {
                let write = move |tx: &Tx<'_>| {
                    insert(tx)?;
                    let _ = started.send(());
                    wait.recv().map_err(|_| Error::Unavailable)
                };
                db.run(write).await
            }
        });
        starting.await.unwrap();
        assert_eq!(db.read(count).await.unwrap(), 0);
        go_on.send(()).unwrap();
        writing.await.unwrap().unwrap();
        assert_eq!(db.read(count).await.unwrap(), 1);
        assert!(db.read(insert).await.is_err());
        drop(db);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn what_was_committed_has_its_effects_though_the_caller_hangs_up() {
        let db = Db::open("sqlite::memory:").unwrap();
        let (go_on, wait) = channel::<()>();
        let (started, starting) = oneshot::channel();
        let (followed, following) = oneshot::channel();
        let caller = tokio::spawn(async move {
            let work = move |tx: &Tx<'_>| {
                let _ = started.send(());
                wait.recv().map_err(|_| Error::Unavailable)?;
                tx.batch("create table wanted (id)")
            };
            let then = move |()| drop(tokio::spawn(async { followed.send(()) }));
            db.run_then(work, then).await
        });
        starting.await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        go_on.send(()).unwrap();
        following.await.unwrap();
    }

    #[tokio::test]
    async fn whoever_opens_it_while_another_does_waits() {
        let folder = std::env::temp_dir().join(format!("frontend-api-busy-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("db.sqlite");
        let other = Connection::open(&path).unwrap();
        other.execute_batch("begin immediate; create table t (id)").unwrap();
        let waiting = tokio::task::spawn_blocking({
            let path = path.clone();
            move || Db::open(path.to_str().unwrap()).map(drop)
        });
        thread::sleep(Duration::from_millis(150));
        assert!(!waiting.is_finished());
        other.execute_batch("commit").unwrap();
        waiting.await.unwrap().unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
