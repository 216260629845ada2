//! Forgets what nobody can use any more, so that the database does not grow for ever.

use std::time::Duration;

use rusqlite::Transaction;

use crate::app::App;
use crate::error::Result;

const EVERY: Duration = Duration::from_secs(3600);
const DAY_MS: i64 = 24 * 3_600_000;

/// Tidies up now and every hour, as long as the server runs.
pub(crate) fn start(app: &App) {
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            let now_ms = (app.now_ms)();
            if let Err(error) = app.db.run(move |tx| tidy(tx, now_ms)).await {
                tracing::error!(%error, "tidying up failed");
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = app.stopped() => return,
            }
        }
    });
}

/// Attempts go two days after they were abandoned, sessions and browsers 40 days after their last
/// sign of life. What proves an address stays with the address.
fn tidy(tx: &Transaction<'_>, now_ms: i64) -> Result<()> {
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
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::db::Db;

    #[tokio::test]
    async fn what_is_over_goes_and_what_proves_an_address_stays() {
        let db = Db::open("sqlite::memory:").unwrap();
        let left: (i64, i64, i64) = db
            .run(|tx| {
                tx.execute_batch(
                    "insert into users (id, created_at, updated_at) values ('u', 0, 0);
                     insert into clients (id, token_hash, created_at, updated_at)
                         values ('old', x'00', 0, 0), ('new', x'01', 0, 40 * 86400000);
                     insert into verifications (id, attempt_id, client_id, strategy, status,
                                                user_agent, expire_at, created_at)
                         values ('used', 'sua', 'old', 'email_link', 'verified', '', 0, 0),
                                ('loose', 'sua', 'old', 'email_link', 'unverified', '', 0, 0);
                     insert into email_addresses (id, user_id, email_address, verified,
                                                  verification_id, created_at)
                         values ('e', 'u', 'ada@example.com', 1, 'used', 0);
                     insert into sign_ups (id, client_id, status, abandon_at, created_at)
                         values ('sua', 'old', 'missing_requirements', 0, 0);",
                )?;
                tidy(tx, 41 * DAY_MS)?;
                let count = |sql| tx.query_row(sql, [], |row| row.get(0));
                Ok((
                    count("select count(*) from clients")?,
                    count("select count(*) from verifications")?,
                    count("select count(*) from sign_ups")?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(left, (1, 1, 0));
    }
}
