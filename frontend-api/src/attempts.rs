//! What sign-ins, sign-ups and email addresses have in common: each is an attempt to prove
//! something, points to its newest verification, and moves on when that is proven.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::call::Call;
use crate::error::Result;
use crate::purpose::Purpose;
use crate::verifications::{Verification, prove};
use crate::{email_addresses, sign_ins, sign_ups};

/// Whether this verification is still the one its attempt waits for, and the attempt still what
/// its browser is about: for an address, whether the session that asked is still there. If not, a
/// newer one has taken its place, or it was given up.
pub(crate) fn is_current(call: &Call<'_>, verification: &Verification) -> Result<bool> {
    let sql = match Purpose::of(&verification.attempt_id) {
        Purpose::SignIn => {
            "select 1 from sign_ins a join clients c on c.id = a.client_id and c.sign_in_id = a.id
             where a.id = ?1 and a.first_factor_verification_id = ?2 and a.abandon_at > ?3"
        }
        Purpose::SignUp => {
            "select 1 from sign_ups a join clients c on c.id = a.client_id and c.sign_up_id = a.id
             where a.id = ?1 and a.verification_id = ?2 and a.abandon_at > ?3"
        }
        Purpose::EmailAddress => {
            "select 1 from email_addresses a
             join verifications v on v.id = a.verification_id
             join sessions s on s.client_id = v.client_id and s.user_id = a.user_id
             where a.id = ?1 and v.id = ?2 and s.status = 'active' and s.created_at <= v.created_at
                   and min(s.expire_at, s.abandon_at) > ?3"
        }
    };
    let mut statement = call.tx.prepare_cached(sql)?;
    let (attempt_id, id) = (&verification.attempt_id, &verification.id);
    Ok(statement.exists(params![attempt_id, id, call.now_ms])?)
}

/// Takes the verification as proven by `client_id` (none: by a browser without a client) and lets
/// its attempt move on. `false` if it was no longer open, or failed for another reason.
pub(crate) fn accept(
    call: &mut Call<'_>,
    verification: &Verification,
    client_id: Option<&str>,
) -> Result<bool> {
    if !prove(call, &verification.id, client_id)? {
        return Ok(false);
    }
    call.changed(&verification.attempt_id);
    match Purpose::of(&verification.attempt_id) {
        Purpose::SignIn => sign_ins::verified(call, verification),
        Purpose::SignUp => sign_ups::verified(call, verification),
        Purpose::EmailAddress => email_addresses::verified(call, verification),
    }
}

/// The session that the attempt led to, if it did.
pub(crate) fn created_session(tx: &Transaction<'_>, attempt_id: &str) -> Result<Option<String>> {
    let table = match Purpose::of(attempt_id) {
        Purpose::SignIn => "sign_ins",
        Purpose::SignUp => "sign_ups",
        Purpose::EmailAddress => return Ok(None),
    };
    let sql = format!("select created_session_id from {table} where id = ?1");
    Ok(tx.query_row(&sql, [attempt_id], |row| row.get(0)).optional()?.flatten())
}
