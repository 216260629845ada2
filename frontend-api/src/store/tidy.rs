//! Deletes what nobody can use any more, so that the database does not grow for ever.

use std::time::Duration;

use tokio::sync::watch;

use crate::error::Result;
use crate::store::certain_time;
use crate::store::db::Db;
use crate::store::tx::Tx;

const EVERY: Duration = Duration::from_secs(3600);
const DAY_MS: i64 = 24 * 3_600_000;

/// Tidies up now and every hour, until `stopping` is true.
pub(crate) fn start(
    db: Db,
    now_ms: fn() -> i64,
    steady_ms: fn() -> i64,
    mut stopping: watch::Receiver<bool>,
) {
    tokio::spawn(async move {
        let mut counted_ms = steady_ms();
        loop {
            let (now_ms, steady_ms) = (now_ms(), steady_ms());
            match tidy_up(&db, now_ms, steady_ms - counted_ms).await {
                Ok(()) => counted_ms = steady_ms,
                Err(error) => tracing::error!(%error, "tidying up failed"),
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    });
}

/// Deletes what is over. `passed_ms` is how long the server has run since it last did so.
async fn tidy_up(db: &Db, now_ms: i64, passed_ms: i64) -> Result<()> {
    db.run(move |tx| tidy(tx, certain_time::advance(tx, now_ms, passed_ms)?)).await
}

/// Deletes attempts two days after they were abandoned, with the browsers that never signed in. Deletes
/// sessions, and browsers that did sign in, 40 days after their last sign of life. The verification
/// that proves an address stays with the address.
fn tidy(tx: &Tx<'_>, now_ms: i64) -> Result<()> {
    let (attempts, others) = (now_ms - 2 * DAY_MS, now_ms - 40 * DAY_MS);
    tx.execute("delete from sign_ins where abandon_at < ?1", [attempts])?;
    tx.execute("delete from sign_ups where abandon_at < ?1", [attempts])?;
    tx.execute(
        "delete from verifications where expire_at < ?1
             and id not in (select verification_id from email_addresses
                            where verification_id is not null)
             and id not in (select first_factor_verification_id from sign_ins
                            where first_factor_verification_id is not null)
             and id not in (select second_factor_verification_id from sign_ins
                            where second_factor_verification_id is not null)
             and id not in (select verification_id from sign_ups where verification_id is not null)",
        [attempts],
    )?;
    tx.execute("delete from sessions where expire_at < ?1 and updated_at < ?1", [others])?;
    tx.execute(
        "delete from clients where updated_at < ?1
             and id not in (select client_id from sessions where status = 'active')",
        [others],
    )?;
    tx.execute(
        "delete from clients where updated_at < ?1
             and id not in (select client_id from sessions)
             and id not in (select client_id from sign_ins)
             and id not in (select client_id from sign_ups)",
        [attempts],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tx::only;

    /// A database with a browser that was last used on day 46.
    async fn filled() -> Db {
        let db = Db::open("sqlite::memory:").unwrap();
        let fill = |tx: &Tx<'_>| {
            tx.batch(
                "insert into users (id, created_at, updated_at) values ('u', 0, 0);
                 insert into clients (id, token_hash, created_at, updated_at)
                     values ('visitor', x'00', 0, 0), ('member', x'01', 0, 0), ('new', x'02', 0,
                             46 * 86400000);
                 insert into sessions (id, client_id, user_id, status, user_agent, last_active_at,
                                       expire_at, abandon_at, created_at, updated_at)
                     values ('sess', 'member', 'u', 'active', '', 0, 7 * 86400000, 0, 0, 0);
                 insert into verifications (id, attempt_id, client_id, strategy, status,
                                            user_agent, expire_at, created_at)
                     values ('proof', 'sua', 'visitor', 'email_link', 'verified', '', 0, 0),
                            ('loose', 'sua', 'visitor', 'email_link', 'unverified', '', 0, 0),
                            ('first', 'sia', 'visitor', 'email_link', 'unverified', '', 0, 0);
                 insert into email_addresses (id, user_id, email_address, verified,
                                              verification_id, created_at)
                     values ('idn', 'u', 'ada@example.com', 1, 'proof', 0);
                 insert into sign_ups (id, client_id, status, abandon_at, created_at)
                     values ('sua', 'visitor', 'missing_requirements', 86400000, 0);
                 insert into sign_ins (id, client_id, status, identifier, user_id,
                                       first_factor_verification_id, abandon_at, created_at)
                     values ('sia', 'visitor', 'needs_first_factor', '', 'u', 'first', 86400000, 0);",
            )
        };
        db.run(fill).await.unwrap();
        db
    }

    /// What is left in each table, by id.
    async fn left(db: &Db) -> Vec<String> {
        let read = |tx: &Tx<'_>| {
            let sql = "select id from clients union all select id from sessions
                       union all select id from verifications union all select id from sign_ups
                       union all select id from sign_ins order by id";
            tx.all(sql, [], only)
        };
        db.read(read).await.unwrap()
    }

    async fn left_after(days: i64) -> Vec<String> {
        let db = filled().await;
        db.run(move |tx| tidy(tx, days * DAY_MS + 1)).await.unwrap();
        left(&db).await
    }

    #[tokio::test]
    async fn what_is_over_goes_and_what_proves_an_address_stays() {
        let all = ["first", "member", "new", "proof", "sess", "sia", "sua", "visitor"];
        assert_eq!(left_after(2).await, all);
        assert_eq!(left_after(3).await, ["member", "new", "proof", "sess"]);
        assert_eq!(left_after(46).await, ["member", "new", "proof", "sess"]);
        assert_eq!(left_after(47).await, ["new", "proof"]);
    }

    #[tokio::test]
    async fn a_clock_a_year_ahead_deletes_nothing_at_any_start_whatever_it_writes() {
        let (db, year_ahead) = (filled().await, 411 * DAY_MS);
        let all = left(&db).await;
        for _ in 0..100 {
            tidy_up(&db, year_ahead, 0).await.unwrap();
            let visit = move |tx: &Tx<'_>| {
                let sql = "update clients set updated_at = ?1 where id = 'new'";
                tx.execute(sql, [year_ahead])
            };
            db.run(visit).await.unwrap();
        }
        assert_eq!(left(&db).await, all);
    }

    #[tokio::test]
    async fn what_is_over_goes_though_nobody_comes_and_the_server_is_restarted_daily() {
        let db = filled().await;
        for day in 47..=50 {
            tidy_up(&db, day * DAY_MS, 0).await.unwrap();
            tidy_up(&db, (day + 1) * DAY_MS, DAY_MS).await.unwrap();
        }
        assert_eq!(left(&db).await, ["proof"]);
    }
}
