//! What sign-ins, sign-ups and email addresses have in common: each is an attempt to prove
//! something, points to its newest verification, and moves on when that is proven.

use crate::call::Call;
use crate::error::{Result, bad_request, invalid};
use crate::http::fields::Fields;
use crate::plain::attempt::Attempt;
use crate::proof::verification::{self, Start};
use crate::resources::{email_address, sign_in, sign_up};
use crate::store::tx::Tx;
use crate::store::verifications::Verification;
use crate::store::{email_addresses, sign_ins, sign_ups};

/// Sends an email by the form's `strategy`. The attempt waits for it from now on.
pub(crate) fn prepare(
    call: &mut Call<'_>,
    attempt: &Attempt,
    client_id: &str,
    email_address: &str,
    fields: &Fields,
) -> Result<()> {
    let strategy = fields.required("strategy")?;
    refuse_if_off(call, attempt, &strategy)?;
    let start = Start { attempt, client_id, strategy: &strategy, email_address };
    let verification_id = verification::send(call, &start, fields)?;
    wait_for(call, attempt, &verification_id)?;
    call.changed(attempt.id());
    call.touch_client(client_id)
}

/// Refuses a strategy by which no email address is proven here.
fn refuse_if_off(call: &Call<'_>, attempt: &Attempt, strategy: &str) -> Result<()> {
    let all = call.settings.email_strategies();
    if all.contains(&strategy) {
        return Ok(());
    }
    let code = match attempt {
        Attempt::SignIn(_) => "strategy_for_user_invalid",
        _ => "form_param_value_invalid",
    };
    Err(invalid("strategy", code, format!("An email address is verified by {}.", all.join(" or "))))
}

/// Whether a strategy sends an email.
pub(crate) fn is_by_email(strategy: &str) -> bool {
    matches!(strategy, "email_link" | "email_code")
}

/// Makes the attempt point to a verification.
fn wait_for(call: &Call<'_>, attempt: &Attempt, verification_id: &str) -> Result<()> {
    match attempt {
        Attempt::SignIn(id) => sign_ins::wait_for(call.tx, id, verification_id),
        Attempt::SignUp(id) => sign_ups::wait_for(call.tx, id, verification_id),
        Attempt::EmailAddress(id) => email_addresses::wait_for(call.tx, id, verification_id),
    }
}

/// Tries the form's `code`. A right one does what the link in the same email would do.
pub(crate) fn try_code(
    call: &mut Call<'_>,
    verification: Option<Verification>,
    fields: &Fields,
) -> Result<()> {
    let Some(verification) = verification else {
        let message = "No code has been sent. Prepare the verification first.";
        return Err(bad_request("verification_missing", message));
    };
    refuse_if_off(call, &verification.attempt, "email_code")?;
    if verification::guess(call, &verification, fields)? {
        let client_id = call.client_id().map(str::to_owned);
        accept(call, &verification, client_id.as_deref())?;
    }
    Ok(())
}

/// Whether the attempt still waits for this verification, and is still its browser's current one. For
/// an address, the session that asked has to be there still. If not, a newer one has taken the place,
/// or the attempt was given up.
pub(crate) fn is_current(call: &Call<'_>, verification: &Verification) -> Result<bool> {
    let (tx, newest, now_ms) = (call.tx, &verification.id, call.now_ms);
    match &verification.attempt {
        Attempt::SignIn(id) => sign_ins::is_waiting_for(tx, id, newest, now_ms),
        Attempt::SignUp(id) => sign_ups::is_waiting_for(tx, id, newest, now_ms),
        Attempt::EmailAddress(id) => email_addresses::is_waiting_for(tx, id, newest, now_ms),
    }
}

/// Marks the verification as proven by `client_id` (`None`: by a browser without a client), and lets
/// its attempt move on. Gives `false` if it was no longer open, or failed for another reason.
pub(crate) fn accept(
    call: &mut Call<'_>,
    verification: &Verification,
    client_id: Option<&str>,
) -> Result<bool> {
    if !verification::prove(call, &verification.id, client_id)? {
        return Ok(false);
    }
    call.changed(verification.attempt.id());
    match &verification.attempt {
        Attempt::SignIn(id) => sign_in::verified(call, id, verification),
        Attempt::SignUp(id) => sign_up::verified(call, id, verification),
        Attempt::EmailAddress(id) => email_address::verified(call, id, verification),
    }
}

/// The session that the attempt led to, if it did.
pub(crate) fn created_session(tx: &Tx<'_>, attempt: &Attempt) -> Result<Option<String>> {
    match attempt {
        Attempt::SignIn(id) => sign_ins::created_session(tx, id),
        Attempt::SignUp(id) => sign_ups::created_session(tx, id),
        Attempt::EmailAddress(_) => Ok(None),
    }
}
