//! A sign-in: an attempt to sign in as a user.

use serde_json::{Value, json};

use crate::call::Call;
use crate::error::Result;
use crate::plain::address;
use crate::plain::attempt::Attempt;
use crate::proof::verification;
use crate::resources::session;
use crate::store::sign_ins::{self, SignIn};
use crate::store::users::User;
use crate::store::verifications::{self, Verification};
use crate::store::{email_addresses, users};

/// How long until an attempt is forgotten.
pub(crate) const ABANDON_MS: i64 = 24 * 3_600_000;

/// The same after the first factor is proven. It is short, since people have their second one at hand.
const HALF_DONE_MS: i64 = 600_000;

impl SignIn {
    fn find(call: &Call<'_>, id: &str) -> Result<Option<Self>> {
        let attempt = sign_ins::find(call.tx, id)?;
        Ok(attempt.filter(|attempt| call.now_ms < attempt.abandon_at))
    }

    /// The attempt of this id, if it is the caller's.
    pub(crate) fn own(call: &Call<'_>, id: &str) -> Result<Self> {
        let own = Self::find(call, id)?.filter(|own| call.client_id() == Some(&own.client_id));
        own.ok_or_else(|| call.no_attempt("sign-in"))
    }

    /// The attempt that its verifications belong to.
    pub(crate) fn attempt(&self) -> Attempt {
        Attempt::SignIn(self.id.clone())
    }

    /// The newest verification of the first factor.
    pub(crate) fn first_factor(&self, call: &Call<'_>) -> Result<Option<Verification>> {
        let Some(id) = &self.first_factor_verification_id else { return Ok(None) };
        verifications::find(call.tx, id)
    }

    /// The attempt as the wire shows it.
    pub(crate) fn json(&self, call: &Call<'_>) -> Result<Value> {
        let user = users::get(call.tx, &self.user_id)?;
        let verification = |id: &Option<String>| -> Result<Option<Value>> {
            let Some(id) = id else { return Ok(None) };
            Ok(verifications::find(call.tx, id)?.map(|found| found.json(call)))
        };
        let first = self.first_factors(call, &user)?;
        let second = user.totp_secret.as_ref().filter(|_| self.is_half_proven());
        let second = second.map(|_| json!([{ "strategy": "totp" }]));
        Ok(json!({
            "object": "sign_in",
            "id": self.id,
            "status": self.status,
            "supported_identifiers": ["email_address", "username"],
            "supported_external_accounts": [],
            "identifier": self.identifier,
            "user_data": self.user_data(&user),
            "supported_first_factors": first,
            "supported_second_factors": second,
            "first_factor_verification": verification(&self.first_factor_verification_id)?,
            "second_factor_verification": verification(&self.second_factor_verification_id)?,
            "created_session_id": self.created_session_id,
        }))
    }

    /// Whether at least the first factor is proven.
    fn is_half_proven(&self) -> bool {
        self.status != "needs_first_factor"
    }

    /// The user's name, only after the first factor is proven: nobody can learn it by typing an address.
    fn user_data(&self, user: &User) -> Value {
        let known = self.is_half_proven();
        json!({
            "first_name": user.first_name.as_ref().filter(|_| known),
            "last_name": user.last_name.as_ref().filter(|_| known),
            "profile_image_url": "",
            "image_url": "",
            "has_image": false,
        })
    }

    /// The ways to prove the first factor. The address is in full if it was typed, else masked.
    fn first_factors(&self, call: &Call<'_>, user: &User) -> Result<Vec<Value>> {
        let mut factors = Vec::new();
        let address = match &self.email_address_id {
            Some(id) => email_addresses::text(call.tx, id)?,
            None => None,
        };
        if let Some(address) = address {
            let is_known = address == self.identifier;
            let shown = if is_known { address } else { address::mask(&address) };
            let primary = self.email_address_id == user.primary_email_address_id;
            factors.extend(call.settings.email_strategies().into_iter().map(|strategy| {
                json!({
                    "strategy": strategy,
                    "email_address_id": self.email_address_id,
                    "safe_identifier": shown,
                    "primary": primary,
                })
            }));
        }
        if user.password_hash.is_some() && call.settings.has_passwords() {
            factors.push(json!({ "strategy": "password" }));
        }
        Ok(factors)
    }
}

/// A client's current attempt, as the wire shows it.
pub(crate) fn current(call: &Call<'_>, id: &str) -> Result<Option<Value>> {
    SignIn::find(call, id)?.map(|attempt| attempt.json(call)).transpose()
}

/// Called once, when the first factor is proven by link or code.
pub(crate) fn verified(call: &mut Call<'_>, id: &str, verification: &Verification) -> Result<bool> {
    let Some(attempt) = SignIn::find(call, id)? else { return Ok(false) };
    if !is_still_theirs(call, &attempt, verification)? {
        verifications::fail(call.tx, &verification.id, verification::GONE)?;
        call.touch_client(&attempt.client_id)?;
        return Ok(false);
    }
    first_factor_done(call, &attempt)?;
    Ok(true)
}

/// Whether the address that was proven, if there was one, is still one of the user's.
pub(crate) fn is_still_theirs(
    call: &Call<'_>,
    attempt: &SignIn,
    verification: &Verification,
) -> Result<bool> {
    let Some(address) = &verification.email_address else { return Ok(true) };
    let owner = email_addresses::owner(call.tx, address)?;
    Ok(owner.is_some_and(|owner| owner.user_id == attempt.user_id))
}

/// Moves on to the second factor, if the user has one.
pub(crate) fn first_factor_done(call: &mut Call<'_>, attempt: &SignIn) -> Result<()> {
    if users::get(call.tx, &attempt.user_id)?.totp_secret.is_none() {
        return complete(call, attempt);
    }
    sign_ins::need_second_factor(call.tx, &attempt.id, call.now_ms + HALF_DONE_MS)?;
    call.changed(&attempt.id);
    call.touch_client(&attempt.client_id)
}

/// Signs in the browser that asked.
pub(crate) fn complete(call: &mut Call<'_>, attempt: &SignIn) -> Result<()> {
    let agent = match &attempt.first_factor_verification_id {
        Some(id) => verifications::user_agent(call.tx, id)?,
        None => None,
    };
    let agent = agent.unwrap_or_else(|| call.caller.user_agent.clone());
    let session_id = session::create(call, &attempt.client_id, &attempt.user_id, &agent)?;
    sign_ins::complete(call.tx, &attempt.id, &session_id)?;
    call.changed(&attempt.id);
    Ok(())
}
