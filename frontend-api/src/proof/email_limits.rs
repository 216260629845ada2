//! How many emails may be asked for: the resend cool-down of one attempt, and the limits by browser, by
//! network and by mailbox.

use crate::call::Call;
use crate::error::{Result, too_many};
use crate::plain::address;
use crate::plain::attempt::Attempt;
use crate::plain::limits::Limit;
use crate::store::verifications;

/// Limit for all requesters together, as a multiple of one requester's.
const ALL_REQUESTERS: u32 = 5;
/// Limit for one network, as a multiple of one browser's. It is needed since a new browser is easily made.
const BROWSERS_PER_NETWORK: u32 = 10;

/// Refuses a second email of one attempt that is asked for too soon.
pub(crate) fn check_cool_down(call: &Call<'_>, attempt: &Attempt) -> Result<()> {
    let last = verifications::last_sent_at(call.tx, attempt, call.now_ms)?;
    match last.map(|last| last + cool_down_ms(call) - call.now_ms) {
        Some(wait_ms) if wait_ms > 0 => Err(too_many("An email was sent just now.", wait_ms)),
        _ => Ok(()),
    }
}

/// How long an attempt waits before it may send another email.
pub(crate) fn cool_down_ms(call: &Call<'_>) -> i64 {
    call.app.config.resend_cooldown_seconds * 1000
}

/// Keeps anybody from flooding one mailbox through this server, and one browser from flooding many. The
/// limit of one requester is reached first, so that others cannot keep an owner from asking.
pub(crate) fn check(call: &Call<'_>, client_id: &str, email_address: &str) -> Result<()> {
    let (config, network) = (&call.app.config, &call.caller.network);
    let (mailbox, per_mailbox) = (address::mailbox(email_address), config.emails_per_address);
    let per_client = config.emails_per_client;
    let limits = [
        vec![Limit::brief(format!("emails for {client_id}"), per_client)],
        emails(format!("to {mailbox} from {network}"), per_mailbox),
        emails(format!("from {network}"), per_client.saturating_mul(BROWSERS_PER_NETWORK)),
        emails(format!("to {mailbox}"), per_mailbox.saturating_mul(ALL_REQUESTERS)),
    ];
    let limits = limits.concat();
    let taken = call.app.limits.take(&limits, call.steady_ms);
    taken.map_err(|wait_ms| too_many("Too many emails were asked for.", wait_ms))
}

/// At most `most` within ten minutes, and five times as many in a day.
fn emails(which: String, most: u32) -> Vec<Limit> {
    let name = format!("emails {which}");
    vec![Limit::daily(&name, most.saturating_mul(5)), Limit::brief(name, most)]
}
