//! Verifications: an attempt asks for the proof that an address belongs to the person. One verification
//! is one email, with its link and its code (wire protocol 3.3).

use serde_json::{Value, json};
use url::Url;

use crate::call::Call;
use crate::error::{Error, Result, bad_request, invalid};
use crate::http::fields::Fields;
use crate::mail::email;
use crate::plain::attempt::Attempt;
use crate::plain::random;
use crate::proof::{email_limits, guesses};
use crate::store::verifications::{self, New, Prover, Sent, Verification};

/// Why it failed: meanwhile, somebody else has proven the address to be theirs.
pub(crate) const TAKEN: &str = "form_identifier_exists";
/// Why it failed: meanwhile, the address was taken off the account.
pub(crate) const GONE: &str = "form_identifier_not_found";

/// Wrong guesses after which a code is worthless.
const MAX_GUESSES: i64 = 5;
/// What a verification is started with.
#[derive(Clone, Debug)]
pub(crate) struct Start<'a> {
    /// What it is part of.
    pub(crate) attempt: &'a Attempt,
    /// The browser that asks.
    pub(crate) client_id: &'a str,
    /// `email_link` or `email_code`.
    pub(crate) strategy: &'a str,
    /// Where the email goes.
    pub(crate) email_address: &'a str,
}

impl Verification {
    /// `unverified`, `verified`, `failed` or `expired`.
    pub(crate) fn status(&self, now_ms: i64) -> &str {
        match self.stored_status.as_str() {
            "unverified" if now_ms >= self.expire_at => "expired",
            status => status,
        }
    }

    /// Whether the calling browser verified it. It is known by its client, or by the cookie of the
    /// confirmation page on which its button was pressed.
    pub(crate) fn is_verified_by_caller(&self, call: &Call<'_>) -> bool {
        let nonce_hash = call.caller.nonce.as_ref().map(|nonce| random::hash(nonce));
        (call.client_id().is_some() && call.client_id() == self.verified_at_client.as_deref())
            || (nonce_hash.is_some() && nonce_hash == self.confirmed_by_hash)
    }

    /// The verification as the wire shows it. `resend_available_at`, when the next email may be asked
    /// for, is this server's addition.
    pub(crate) fn json(&self, call: &Call<'_>) -> Value {
        let error = self.error.as_ref().map(|code| {
            let message = match code.as_str() {
                TAKEN => "This email address was given to another account in the meantime.",
                _ => "This email address does not belong to the account any more.",
            };
            json!({ "code": code, "message": message, "long_message": message })
        });
        json!({
            "object": "verification",
            "status": self.status(call.now_ms),
            "strategy": self.strategy,
            "attempts": (self.guesses > 0).then_some(self.guesses),
            "expire_at": self.expire_at,
            "error": error,
            "verified_at_client": self.verified_at_client,
            "resend_available_at": self.resend_available_at(call),
        })
    }

    fn resend_available_at(&self, call: &Call<'_>) -> i64 {
        match self.created_at {
            created_at if created_at > call.now_ms => call.now_ms,
            created_at => created_at + email_limits::cool_down_ms(call),
        }
    }
}

/// Sends an email with a link and a code, or with a code alone, as `strategy` says. If codes are off, or
/// were guessed at too often, it has the link alone. Returns the id of the new verification: the attempt has
/// to point to it from now on.
pub(crate) fn send(call: &mut Call<'_>, start: &Start<'_>, fields: &Fields) -> Result<String> {
    let with_link = start.strategy == "email_link";
    let redirect_url = if with_link { Some(redirect_url(call, fields)?) } else { None };
    let with_code = match guesses::allow_new_code(call, start.email_address) {
        Ok(()) => call.settings.is_on("email_code"),
        Err(_) if with_link => false,
        Err(refusal) => return Err(refusal),
    };
    email_limits::check_cool_down(call, start.attempt)?;
    email_limits::check(call, start.client_id, start.email_address)?;
    let (id, token) = (random::id("ver")?, random::secret()?);
    let code = with_code.then(random::code).transpose()?;
    let expire_at = call.now_ms + call.settings.ms("link_ttl_seconds");
    let token_hash = with_link.then(|| random::hash(&token));
    let code_hash = code.as_ref().map(|code| call.app.codes.hash(&id, code));
    let sent = Sent {
        email_address: start.email_address,
        token_hash: token_hash.as_deref(),
        code_hash: code_hash.as_deref(),
        redirect_url: redirect_url.as_ref().map(Url::as_str),
        expire_at,
    };
    let Start { attempt, client_id, strategy, .. } = *start;
    let new = New { id: &id, attempt, client_id, strategy, user_agent: &call.caller.user_agent };
    verifications::insert_sent(call.tx, &new, &sent, call.now_ms)?;
    let base = call.app.origins.base_for(call.caller.host.as_deref());
    let link = with_link.then(|| format!("{base}/v1/verify?token={token}"));
    let email = email::compose(&email::EmailContent {
        to: start.email_address,
        application: call.settings.application_name(),
        color: call.settings.text("color"),
        words: call.settings.words(email::kind(start.attempt)),
        attempt: start.attempt,
        link: link.as_deref(),
        code: code.as_deref(),
        user_agent: &call.caller.user_agent,
        asked_at: call.now_ms,
        expire_at,
    });
    call.send(email)?;
    Ok(id)
}

/// Records something proven without an email: a password, a one-time password.
pub(crate) fn record(
    call: &Call<'_>,
    attempt: &Attempt,
    client_id: &str,
    strategy: &str,
) -> Result<String> {
    let (id, user_agent) = (random::id("ver")?, call.caller.user_agent.as_str());
    let new = New { id: &id, attempt, client_id, strategy, user_agent };
    verifications::insert_proven(call.tx, &new, call.now_ms)?;
    Ok(id)
}

fn redirect_url(call: &Call<'_>, fields: &Fields) -> Result<Url> {
    let name = "redirect_url";
    let Some(text) = fields.text_up_to(name, 2048)? else {
        return Err(crate::error::missing(name));
    };
    call.app.origins.redirect_target(&text).map_err(|why| {
        let message = format!("The redirect URL {why}.");
        invalid(name, "form_param_value_invalid", message)
    })
}

/// Marks the verification as proven, once. Gives `false` if it was no longer open.
pub(crate) fn prove(call: &Call<'_>, id: &str, client_id: Option<&str>) -> Result<bool> {
    let nonce_hash = call.caller.nonce.as_ref().map(|nonce| random::hash(nonce));
    let by = Prover { client_id, nonce_hash: nonce_hash.as_deref() };
    verifications::prove(call.tx, id, by, call.now_ms)
}

/// Whether the form's `code` is the one in the email. A wrong guess is counted in the transaction, so
/// that has to be committed. The result is then `false`, and the call is refused after the commit.
pub(crate) fn guess(
    call: &mut Call<'_>,
    verification: &Verification,
    fields: &Fields,
) -> Result<bool> {
    let code = fields.code()?;
    match verification.status(call.now_ms) {
        "unverified" => {}
        "expired" => return Err(expired()),
        "failed" => return Err(burnt()),
        _ => {
            let message = "This code has been used.";
            return Err(bad_request("verification_already_verified", message));
        }
    }
    let Some(right) = &verification.code_hash else { return Err(burnt()) };
    let guesses = guesses::codes(call, verification.email_address.as_deref().unwrap_or_default());
    guesses.allow(call)?;
    if call.app.codes.matches(&verification.id, &code, right) {
        return Ok(true);
    }
    guesses.was_wrong(call);
    let refusal = count_guess(call, verification)?;
    call.refuse_and_keep(refusal);
    Ok(false)
}

/// Counts a wrong guess. The last one burns the code. The link in the same email still works.
fn count_guess(call: &mut Call<'_>, verification: &Verification) -> Result<Error> {
    verifications::count_guess(call.tx, &verification.id)?;
    if verification.guesses + 1 < MAX_GUESSES {
        return Ok(invalid("code", "form_code_incorrect", "That code is not right."));
    }
    verifications::burn_code(call.tx, &verification.id)?;
    call.changed(verification.attempt.id());
    Ok(burnt())
}

fn expired() -> Error {
    bad_request("verification_expired", "This code has expired. Ask for a new one.")
}

fn burnt() -> Error {
    bad_request("verification_failed", "This code no longer works. Ask for a new one.")
}
