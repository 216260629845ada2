//! One-time passwords of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds).

use ring::hmac;

use crate::call::Call;
use crate::error::{Result, invalid};
use crate::http::fields::Fields;
use crate::proof::guesses;
use crate::store::users;

const STEP_MS: i64 = 30_000;

/// Errs unless the form's `code` is right for this user, now, and was not used before.
pub(crate) fn require(call: &Call<'_>, user_id: &str, fields: &Fields) -> Result<()> {
    let secret = users::totp_secret(call.tx, user_id)?.unwrap_or_default();
    require_code(call, user_id, &secret, fields)
}

/// The same for a secret that is not set up yet.
pub(crate) fn require_code(
    call: &Call<'_>,
    user_id: &str,
    secret: &[u8],
    fields: &Fields,
) -> Result<()> {
    let code = fields.code()?;
    let guesses = guesses::one_time_passwords(call, user_id);
    guesses.allow(call)?;
    let now = call.now_ms.div_euclid(STEP_MS);
    // One step to either side, for clocks that differ.
    let step = [now, now - 1, now + 1].into_iter().find(|step| at(secret, *step) == code);
    let is_first_use = match step {
        // A code that was used is worth nothing to somebody who saw it being typed.
        Some(step) => users::use_totp_step(call.tx, user_id, step, now)?,
        None => false,
    };
    if is_first_use && !secret.is_empty() {
        return Ok(());
    }
    guesses.was_wrong(call);
    Err(invalid("code", "form_code_incorrect", "That code is not right."))
}

/// The code of one step of time (RFC 4226, 5.3).
fn at(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last().copied().unwrap_or_default() & 15);
    let word = bytes.get(offset..offset + 4).unwrap_or_default();
    let number = word.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_test_vectors_of_rfc_6238() {
        let secret = b"12345678901234567890";
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(at(secret, seconds / 30), code);
        }
    }
}
