//! How often a secret may be guessed. Each network has a limit of its own, in minutes and in a day. All
//! networks together have one too, against attackers who guess from many. It is so much higher that
//! nobody can lock the owner out from one network alone.

use crate::call::Call;
use crate::error::{Result, too_many};
use crate::plain::limits::Limit;

/// Most wrong guesses of one network in a day. All networks together may make several times as many.
const BY_ONE_A_DAY: u32 = 20;

/// Guesses at one secret.
#[derive(Debug)]
pub(crate) struct Guesses {
    what: &'static str,
    limits: Vec<Limit>,
}

/// The codes in the emails to one address. There are a million codes, so an attacker who guesses all
/// day is right on one day in twenty thousand.
pub(crate) fn codes(call: &Call<'_>, email_address: &str) -> Guesses {
    at(call, "codes", email_address, 15, ALL_CODES)
}

const ALL_CODES: u32 = 50;

/// Errs if the codes of this address were guessed at too often today. Then an email holds a link only.
pub(crate) fn allow_new_code(call: &Call<'_>, email_address: &str) -> Result<()> {
    Guesses { what: "codes", limits: vec![by_all("codes", email_address, ALL_CODES)] }.allow(call)
}

/// A user's password, in the field `name`. Each field is counted by itself: users who change their
/// password are not counted with strangers who try to sign in.
pub(crate) fn passwords(call: &Call<'_>, user_id: &str, name: &str) -> Guesses {
    at(call, "passwords", &format!("{user_id}, {name}"), 10, 100)
}

/// A user's one-time passwords. Three in a million are right at any time. So an attacker who knows the
/// password, and guesses all day from many networks, is right on one day in three thousand.
pub(crate) fn one_time_passwords(call: &Call<'_>, user_id: &str) -> Guesses {
    at(call, "codes", &format!("{user_id}, one-time"), 10, 100)
}

/// At most `by_one` from one network in ten minutes, [`BY_ONE_A_DAY`] from it in a day, and `all` from
/// all networks in a day.
fn at(call: &Call<'_>, what: &'static str, whose: &str, by_one: u32, all: u32) -> Guesses {
    let name = format!("{what} of {whose} from {}", call.caller.network);
    let a_day = Limit::daily(&name, BY_ONE_A_DAY);
    Guesses { what, limits: vec![Limit::brief(name, by_one), a_day, by_all(what, whose, all)] }
}

fn by_all(what: &str, whose: &str, most: u32) -> Limit {
    Limit::daily(&format!("{what} of {whose}"), most)
}

impl Guesses {
    /// Errs if there were too many. Call it before you look at a guess, so that even a right one is
    /// refused then.
    pub(crate) fn allow(&self, call: &Call<'_>) -> Result<()> {
        let allowed = call.app.limits.check(&self.limits, call.steady_ms);
        allowed.map_err(|wait_ms| too_many(&format!("Too many wrong {}.", self.what), wait_ms))
    }

    /// Counts a wrong guess.
    pub(crate) fn was_wrong(&self, call: &Call<'_>) {
        call.app.limits.note(&self.limits, call.steady_ms);
    }
}
