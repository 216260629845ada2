//! How often a secret may be guessed. Who guesses is stopped first, within minutes and within the
//! day; all guesses together are limited too, for those who guess from many places, but far enough
//! up that nobody keeps the owner out from one place alone.

use crate::call::Call;
use crate::error::{Result, too_many};
use crate::limits::Limit;

/// So many come from one network within a day: a fraction of what all together may.
const BY_ONE_A_DAY: u32 = 20;

/// Guesses at one secret.
#[derive(Debug)]
pub(crate) struct Guesses {
    what: &'static str,
    limits: Vec<Limit>,
}

/// The codes in the emails to one address. There are a million of them, so that who guesses all day
/// is right on one day in twenty thousand.
pub(crate) fn codes(call: &Call<'_>, email_address: &str) -> Guesses {
    let mut guesses = by_requester(call, "codes", 15, email_address);
    guesses.limits.push(all_codes(email_address));
    guesses
}

/// Errs if so many codes of this address were guessed at today that a link has to do.
pub(crate) fn allow_new_code(call: &Call<'_>, email_address: &str) -> Result<()> {
    Guesses { what: "codes", limits: vec![all_codes(email_address)] }.allow(call)
}

fn all_codes(email_address: &str) -> Limit {
    Limit::daily(format!("codes of {email_address}"), 50)
}

/// A user's password, in the field `name`: who is signed in and changes theirs is not counted
/// with the strangers who try to sign in.
pub(crate) fn passwords(call: &Call<'_>, user_id: &str, name: &str) -> Guesses {
    let whose = format!("{user_id}, {name}");
    let mut guesses = by_requester(call, "passwords", 10, &whose);
    guesses.limits.push(Limit::daily(format!("passwords of {whose}"), 100));
    guesses
}

/// A user's one-time passwords. Three of a million are right at any time, so that who knows the
/// password and guesses all day from everywhere is right on one day in three thousand.
pub(crate) fn one_time_passwords(call: &Call<'_>, user_id: &str) -> Guesses {
    let whose = format!("{user_id}, one-time");
    let mut guesses = by_requester(call, "codes", 10, &whose);
    guesses.limits.push(Limit::daily(format!("codes of {whose}"), 100));
    guesses
}

/// So many within ten minutes, and [`BY_ONE_A_DAY`].
fn by_requester(call: &Call<'_>, what: &'static str, most: u32, whose: &str) -> Guesses {
    let name = format!("{what} of {whose} from {}", call.caller.network);
    let daily = Limit::daily(format!("{name}, a day"), BY_ONE_A_DAY);
    Guesses { what, limits: vec![Limit::brief(name, most), daily] }
}

impl Guesses {
    /// Errs if there were too many. Asked before a guess is looked at, so that even the right one
    /// tells nothing then.
    pub(crate) fn allow(&self, call: &Call<'_>) -> Result<()> {
        let allowed = call.app.limits.check(&self.limits, call.steady_ms);
        allowed.map_err(|wait_ms| too_many(&format!("Too many wrong {}.", self.what), wait_ms))
    }

    /// Counts a wrong one.
    pub(crate) fn was_wrong(&self, call: &Call<'_>) {
        call.app.limits.note(&self.limits, call.steady_ms);
    }
}
