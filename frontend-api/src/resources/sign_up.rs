//! A sign-up: an attempt to make an account.

use serde_json::{Value, json};

use crate::call::Call;
use crate::error::{Result, bad_request};
use crate::plain::attempt::Attempt;
use crate::plain::json::with;
use crate::plain::random;
use crate::proof::verification;
use crate::resources::{email_address, session};
use crate::settings::FIELDS;
use crate::store::sign_ups::{self, SignUp};
use crate::store::verifications::{self, Verification};
use crate::store::{email_addresses, users};

/// How long until an attempt is forgotten.
pub(crate) const ABANDON_MS: i64 = 24 * 3_600_000;

impl SignUp {
    /// The attempt of this id, if it is the caller's.
    pub(crate) fn own(call: &Call<'_>, id: &str) -> Result<Self> {
        let own =
            sign_ups::find(call.tx, id)?.filter(|own| call.client_id() == Some(&own.client_id));
        own.ok_or_else(|| call.no_attempt("sign-up"))
    }

    /// The same, if it can still go on.
    pub(crate) fn own_open(call: &Call<'_>, id: &str) -> Result<Self> {
        let own = Self::own(call, id)?;
        if own.status(call.now_ms) == "missing_requirements" {
            return Ok(own);
        }
        let message = "This sign-up is over. Begin a new one.";
        Err(bad_request("verification_already_verified", message))
    }

    fn status(&self, now_ms: i64) -> &str {
        match self.stored_status.as_str() {
            "missing_requirements" if now_ms >= self.abandon_at => "abandoned",
            status => status,
        }
    }

    /// The attempt that its verifications belong to.
    pub(crate) fn attempt(&self) -> Attempt {
        Attempt::SignUp(self.id.clone())
    }

    /// The address's newest verification.
    pub(crate) fn verification(&self, call: &Call<'_>) -> Result<Option<Verification>> {
        let Some(id) = &self.verification_id else { return Ok(None) };
        verifications::find(call.tx, id)
    }

    /// Whether the address is proven.
    pub(crate) fn is_verified(&self, call: &Call<'_>) -> Result<bool> {
        let found = self.verification(call)?;
        Ok(found.is_some_and(|found| found.status(call.now_ms) == "verified"))
    }

    fn has(&self, field: &str) -> bool {
        match field {
            "email_address" => self.email_address.is_some(),
            "username" => self.username.is_some(),
            "first_name" => self.first_name.is_some(),
            "last_name" => self.last_name.is_some(),
            "password" => self.password_hash.is_some(),
            _ => false,
        }
    }

    fn missing<'a>(&self, required: &[&'a str]) -> Vec<&'a str> {
        required.iter().copied().filter(|field| !self.has(field)).collect()
    }

    /// The attempt as the wire shows it.
    pub(crate) fn json(&self, call: &Call<'_>) -> Result<Value> {
        let required = required(call);
        let is_optional = |name: &&str| call.settings.asks_for(name) && !required.contains(name);
        let optional = FIELDS.into_iter().filter(is_optional);
        let unverified = self.email_address.is_some() && !self.is_verified(call)?;
        Ok(json!({
            "object": "sign_up",
            "id": self.id,
            "status": self.status(call.now_ms),
            "required_fields": required,
            "optional_fields": optional.collect::<Vec<_>>(),
            "missing_fields": self.missing(&required),
            "unverified_fields": if unverified { vec!["email_address"] } else { vec![] },
            "supported_external_accounts": [],
            "username": self.username,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email_address": self.email_address,
            "phone_number": null,
            "web3_wallet": null,
            "external_account": null,
            "external_account_strategy": null,
            "has_password": self.password_hash.is_some(),
            "unsafe_metadata": serde_json::from_str(&self.unsafe_metadata).unwrap_or_else(|_| json!({})),
            "created_session_id": self.created_session_id,
            "created_user_id": self.created_user_id,
            "abandon_at": self.abandon_at,
            "legal_accepted_at": null,
            "locale": null,
            "verifications": {
                "email_address": self.verification_json(call)?,
                "phone_number": null,
                "web3_wallet": null,
                "external_account": null,
            },
        }))
    }

    fn verification_json(&self, call: &Call<'_>) -> Result<Value> {
        if self.email_address.is_none() {
            return Ok(Value::Null);
        }
        let (verification, next) = match self.verification(call)? {
            Some(found) => {
                let next = match found.status(call.now_ms) {
                    "unverified" => "needs_attempt",
                    "verified" => "",
                    _ => "needs_prepare",
                };
                (found.json(call), next)
            }
            None => (not_started(), "needs_prepare"),
        };
        let verification = with(verification, "next_action", next);
        Ok(with(verification, "supported_strategies", json!(call.settings.email_strategies())))
    }
}

fn not_started() -> Value {
    json!({
        "object": "verification", "status": null, "strategy": null, "attempts": null,
        "expire_at": null, "error": null, "verified_at_client": null,
    })
}

pub(crate) fn required(call: &Call<'_>) -> Vec<&'static str> {
    let chosen = FIELDS.into_iter().filter(|name| call.settings.requires(name));
    ["email_address"].into_iter().chain(chosen).collect()
}

/// A client's current attempt, as the wire shows it.
pub(crate) fn current(call: &Call<'_>, id: &str) -> Result<Option<Value>> {
    let attempt = sign_ups::find(call.tx, id)?;
    let attempt = attempt.filter(|attempt| attempt.status(call.now_ms) != "abandoned");
    attempt.map(|attempt| attempt.json(call)).transpose()
}

/// Called once, when the address is proven by link or code.
pub(crate) fn verified(call: &mut Call<'_>, id: &str, verification: &Verification) -> Result<bool> {
    let Some(attempt) = sign_ups::find(call.tx, id)? else {
        return Ok(false);
    };
    let address = verification.email_address.as_deref().unwrap_or_default();
    if email_addresses::is_taken(call.tx, address)? {
        verifications::fail(call.tx, &verification.id, verification::TAKEN)?;
        call.touch_client(&attempt.client_id)?;
        return Ok(false);
    }
    complete_if_ready(call, &attempt)?;
    call.touch_client(&attempt.client_id)?;
    Ok(true)
}

/// Makes the user and their session once nothing is missing and the address is proven.
pub(crate) fn complete_if_ready(call: &mut Call<'_>, attempt: &SignUp) -> Result<()> {
    let Some(verification) = attempt.verification(call)? else { return Ok(()) };
    let is_ready = verification.status(call.now_ms) == "verified"
        && attempt.stored_status == "missing_requirements"
        && attempt.missing(&required(call)).is_empty();
    if !is_ready {
        return Ok(());
    }
    let address = verification.email_address.as_deref().unwrap_or_default();
    if email_addresses::is_taken(call.tx, address)? {
        return verifications::fail(call.tx, &verification.id, verification::TAKEN);
    }
    let user_id = random::id("user")?;
    // If somebody took the user name meanwhile, the account is made without it.
    let new = users::New {
        id: &user_id,
        username: attempt.username.as_deref(),
        first_name: attempt.first_name.as_deref(),
        last_name: attempt.last_name.as_deref(),
        password_hash: attempt.password_hash.as_ref(),
        unsafe_metadata: &attempt.unsafe_metadata,
    };
    users::insert(call.tx, &new, call.now_ms)?;
    email_address::insert_verified(call, &user_id, &verification)?;
    let agent = &verification.user_agent;
    let session_id = session::create(call, &attempt.client_id, &user_id, agent)?;
    sign_ups::complete(call.tx, &attempt.id, &session_id, &user_id)?;
    call.changed(&attempt.id);
    Ok(())
}
