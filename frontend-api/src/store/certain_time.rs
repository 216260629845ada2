//! The row of `certain_time`: by this time we judge what is over and may be deleted.

use rusqlite::{Row, params};

use crate::error::Result;
use crate::store::tx::Tx;

/// How long the server must run before it believes a clock that is ahead.
const WINDOW_MS: i64 = 3 * 24 * 3_600_000;

/// A time that has certainly come. The computer's clock may be wrong, even by a year, and nobody can
/// undo what is deleted by it.
///
/// The rule: the certain time follows the clock, but no faster than the server runs. The clock's lead is
/// how far it is ahead of the certain time: the server was off, or the computer was suspended, or the
/// clock is wrong. After each three days that the server has run, over however many starts, the smallest
/// lead of these days is believed: it is added to the certain time.
///
/// So a clock that is wrong for less than three days of running is never believed, and a clock that is
/// right is believed after six at most. The certain time never goes back. If the clock is behind it, we
/// judge by the clock.
#[derive(Clone, Copy, Debug)]
struct CertainTime {
    certain_at: i64,
    least_lead_ms: i64,
    /// How long the server has run since a lead was last believed.
    ran_ms: i64,
}

impl CertainTime {
    fn advanced(self, now_ms: i64, passed_ms: i64) -> Self {
        let certain_at = self.certain_at.saturating_add(passed_ms).min(now_ms).max(self.certain_at);
        let lead_ms = now_ms.saturating_sub(certain_at).max(0);
        let least_lead_ms = self.least_lead_ms.min(lead_ms);
        let ran_ms = self.ran_ms.saturating_add(passed_ms);
        if ran_ms < WINDOW_MS {
            return Self { certain_at, least_lead_ms, ran_ms };
        }
        let certain_at = certain_at.saturating_add(least_lead_ms);
        Self { certain_at, least_lead_ms: lead_ms - least_lead_ms, ran_ms: 0 }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<CertainTime> {
    Ok(CertainTime { certain_at: row.get(0)?, least_lead_ms: row.get(1)?, ran_ms: row.get(2)? })
}

/// Advances the certain time. Gives it, or the clock's time if that is earlier. `passed_ms` is how long
/// the server has run since the last call, and 0 at a start.
pub(crate) fn advance(tx: &Tx<'_>, now_ms: i64, passed_ms: i64) -> Result<i64> {
    let before = tx.one("select certain_at, least_lead_ms, ran_ms from certain_time", [], read)?;
    let CertainTime { certain_at, least_lead_ms, ran_ms } = before.advanced(now_ms, passed_ms);
    let sql = "update certain_time set certain_at = ?1, least_lead_ms = ?2, ran_ms = ?3";
    tx.execute(sql, params![certain_at, least_lead_ms, ran_ms])?;
    Ok(certain_at.min(now_ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::in_memory;

    const HOUR_MS: i64 = 3_600_000;
    const DAY_MS: i64 = 24 * HOUR_MS;
    const YEAR_MS: i64 = 365 * DAY_MS;
    /// An instant in 2026.
    const TODAY: i64 = 56 * YEAR_MS;

    /// A server with its database, and the real time.
    struct World<'a> {
        tx: &'a Tx<'a>,
        real_ms: i64,
        /// How far the computer's clock is ahead.
        wrong_ms: i64,
        certain_at: i64,
    }

    impl World<'_> {
        fn advance(&mut self, passed_ms: i64) {
            self.certain_at = advance(self.tx, self.real_ms + self.wrong_ms, passed_ms).unwrap();
        }

        fn start(&mut self) {
            self.advance(0);
        }

        fn run(&mut self, hours: i64) {
            for _ in 0..hours {
                self.real_ms += HOUR_MS;
                self.advance(HOUR_MS);
            }
        }

        /// The server is off, or the computer is suspended: no time that it could count passes.
        fn rest(&mut self, hours: i64) {
            self.real_ms += hours * HOUR_MS;
        }

        /// How far the certain time is behind the real time.
        fn behind_ms(&self) -> i64 {
            self.real_ms - self.certain_at
        }
    }

    /// Runs a test on a server that started nine days ago with a new database. So three days begin anew.
    fn in_use(test: impl FnOnce(World<'_>)) {
        in_memory(|tx| {
            let mut world = World { tx, real_ms: TODAY, wrong_ms: 0, certain_at: 0 };
            world.start();
            world.run(9 * 24);
            test(world);
            Ok(())
        });
    }

    #[test]
    fn on_a_new_database_nothing_is_certain_for_three_days_and_then_the_clock_is() {
        in_memory(|tx| {
            let mut world = World { tx, real_ms: TODAY, wrong_ms: 0, certain_at: 0 };
            world.start();
            world.run(71);
            assert!(world.certain_at < YEAR_MS);
            world.run(1);
            assert_eq!(world.behind_ms(), 0);
            Ok(())
        });
    }

    #[test]
    fn a_clock_that_is_a_year_ahead_for_less_than_three_days_is_never_believed() {
        in_use(|mut world| {
            world.wrong_ms = YEAR_MS;
            for _ in 0..100 {
                world.start();
            }
            for _ in 0..7 {
                world.run(10);
                world.start();
                assert_eq!(world.behind_ms(), 0);
            }
            world.run(2);
            assert_eq!(world.behind_ms(), 0);
            world.wrong_ms = 0;
            world.run(1);
            // What it was ahead before does not add up with what it is ahead now.
            world.wrong_ms = YEAR_MS;
            world.run(71);
            assert_eq!(world.behind_ms(), 0);
        });
    }

    #[test]
    fn of_two_leads_the_smaller_is_believed() {
        in_use(|mut world| {
            world.rest(48);
            world.start();
            world.run(5 * 24);
            world.rest(48);
            world.wrong_ms = YEAR_MS;
            world.run(24);
            assert_eq!(world.behind_ms(), 2 * DAY_MS, "the first rest, not the year");
        });
    }

    #[test]
    fn after_a_year_off_the_clock_is_believed_within_six_days() {
        in_use(|mut world| {
            world.rest(365 * 24);
            world.start();
            assert_eq!(world.behind_ms(), YEAR_MS);
            world.run(6 * 24);
            assert_eq!(world.behind_ms(), 0);
        });
    }

    #[test]
    fn a_server_that_is_restarted_every_week_stays_on_time() {
        in_use(|mut world| {
            for _ in 0..100 {
                world.rest(1);
                world.start();
                world.run(7 * 24 - 1);
                assert!(world.behind_ms() <= HOUR_MS);
            }
        });
    }

    #[test]
    fn a_computer_that_is_suspended_every_night_is_less_than_a_week_behind() {
        in_use(|mut world| {
            for _ in 0..100 {
                world.rest(8);
                world.run(16);
                assert!(world.behind_ms() < 7 * DAY_MS);
            }
        });
    }

    #[test]
    fn a_first_start_in_1970_costs_nothing_once_the_clock_is_right() {
        in_memory(|tx| {
            let mut world = World { tx, real_ms: TODAY, wrong_ms: -TODAY, certain_at: 0 };
            world.start();
            world.run(24);
            world.wrong_ms = 0;
            world.run(6 * 24);
            assert_eq!(world.behind_ms(), 0);
            Ok(())
        });
    }

    #[test]
    fn a_clock_that_is_behind_sets_nothing_back() {
        in_use(|mut world| {
            world.wrong_ms = -YEAR_MS;
            world.start();
            assert_eq!(world.behind_ms(), YEAR_MS, "judged by the clock");
            world.wrong_ms = 0;
            world.start();
            assert_eq!(world.behind_ms(), 0);
        });
    }

    #[test]
    fn two_servers_on_one_database_make_time_pass_no_faster() {
        in_use(|mut world| {
            for _ in 0..24 {
                world.run(1);
                world.advance(HOUR_MS);
            }
            world.wrong_ms = YEAR_MS;
            world.start();
            assert_eq!(world.behind_ms(), 0);
        });
    }

    #[test]
    fn a_clock_that_was_believed_by_mistake_counts_no_more_once_it_is_right() {
        in_use(|mut world| {
            world.wrong_ms = YEAR_MS;
            world.run(6 * 24);
            assert_eq!(world.behind_ms(), -YEAR_MS);
            world.wrong_ms = 0;
            world.start();
            assert_eq!(world.behind_ms(), 0);
        });
    }
}
