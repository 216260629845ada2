//! An address that a user claims, and may have proven.

use serde_json::{Value, json};

use crate::call::Call;
use crate::error::{Result, not_found};
use crate::plain::attempt::Attempt;
use crate::plain::random;
use crate::proof::verification;
use crate::store::email_addresses::{self, EmailAddress};
use crate::store::users;
use crate::store::verifications::{self, Verification};

impl EmailAddress {
    /// The address of this id, if it is this user's.
    pub(crate) fn of(call: &Call<'_>, user_id: &str, id: &str) -> Result<Self> {
        let found = email_addresses::find_own(call.tx, user_id, id)?;
        found.ok_or_else(|| not_found("email address"))
    }

    /// The attempt that its verifications belong to.
    pub(crate) fn attempt(&self) -> Attempt {
        Attempt::EmailAddress(self.id.clone())
    }

    /// Its newest verification.
    pub(crate) fn verification(&self, call: &Call<'_>) -> Result<Option<Verification>> {
        let Some(id) = &self.verification_id else { return Ok(None) };
        verifications::find(call.tx, id)
    }

    /// The address as its user sees it.
    pub(crate) fn json(&self, call: &Call<'_>) -> Result<Value> {
        let verification = self.verification(call)?.map(|found| found.json(call));
        Ok(json!({
            "object": "email_address",
            "id": self.id,
            "email_address": self.email_address,
            "reserved": false,
            "verification": verification,
            "linked_to": [],
            "matches_sso_connection": false,
        }))
    }
}

/// A user's addresses, oldest first.
pub(crate) fn of_user(call: &Call<'_>, user_id: &str) -> Result<Vec<Value>> {
    let addresses = email_addresses::of_user(call.tx, user_id)?;
    addresses.iter().map(|address| address.json(call)).collect()
}

/// Gives a user an address that they have proven. It becomes the primary one if they have none.
pub(crate) fn insert_verified(
    call: &Call<'_>,
    user_id: &str,
    verification: &Verification,
) -> Result<()> {
    let new = EmailAddress {
        id: random::id("idn")?,
        user_id: user_id.to_owned(),
        email_address: verification.email_address.clone().unwrap_or_default(),
        verified: true,
        verification_id: Some(verification.id.clone()),
    };
    email_addresses::insert(call.tx, &new, call.now_ms)?;
    users::set_first_primary(call.tx, user_id, &new.id)
}

/// Called once, when an address is proven by link or code.
pub(crate) fn verified(call: &mut Call<'_>, id: &str, verification: &Verification) -> Result<bool> {
    let found = email_addresses::find(call.tx, id)?;
    let Some(address) = found else { return Ok(false) };
    let owner = email_addresses::owner(call.tx, &address.email_address)?;
    if owner.is_some_and(|owner| owner.user_id != address.user_id) {
        verifications::fail(call.tx, &verification.id, verification::TAKEN)?;
        return Ok(false);
    }
    email_addresses::set_verified(call.tx, &address.id)?;
    call.touch_user(&address.user_id)?;
    call.touch_client(&verification.client_id)?;
    Ok(true)
}
