//! A user as they see themselves, and what a session shows of them.

use serde_json::{Value, json};

use crate::call::Call;
use crate::error::Result;
use crate::plain::json::with;
use crate::resources::email_address;
use crate::store::tx::Tx;
use crate::store::users::User;
use crate::store::{email_addresses, sessions};

impl User {
    /// The user as the wire shows it to its owner.
    pub(crate) fn json(&self, call: &Call<'_>) -> Result<Value> {
        let object = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!({}));
        let two_factor = self.totp_secret.is_some();
        Ok(json!({
            "object": "user",
            "id": self.id,
            "external_id": null,
            "username": self.username,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "profile_image_id": "",
            "profile_image_url": "",
            "image_url": "",
            "has_image": false,
            "primary_email_address_id": self.primary_email_address_id,
            "primary_phone_number_id": null,
            "primary_web3_wallet_id": null,
            "email_addresses": email_address::of_user(call, &self.id)?,
            "phone_numbers": [],
            "web3_wallets": [],
            "external_accounts": [],
            "saml_accounts": [],
            "enterprise_accounts": [],
            "passkeys": [],
            "organization_memberships": [],
            "password_enabled": self.password_hash.is_some(),
            "totp_enabled": two_factor,
            "backup_code_enabled": false,
            "two_factor_enabled": two_factor,
            "create_organization_enabled": false,
            "create_organizations_limit": null,
            "delete_self_enabled": true,
            "public_metadata": object(&self.public_metadata),
            "unsafe_metadata": object(&self.unsafe_metadata),
            "last_sign_in_at": self.last_sign_in_at,
            "legal_accepted_at": null,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }))
    }

    /// The user as the application's own servers see them.
    pub(crate) fn json_for_servers(&self, call: &Call<'_>) -> Result<Value> {
        let last_active_at = sessions::last_active_of(call.tx, &self.id)?;
        let more = [
            ("private_metadata", json!({})),
            ("banned", json!(false)),
            ("locked", json!(false)),
            ("last_active_at", json!(last_active_at)),
        ];
        let user = self.json(call)?;
        Ok(more.into_iter().fold(user, |user, (name, value)| with(user, name, value)))
    }

    /// What tells this user from others: the primary address, or else the user name.
    pub(crate) fn identifier(&self, tx: &Tx<'_>) -> Result<Option<String>> {
        let address = match &self.primary_email_address_id {
            Some(id) => email_addresses::text(tx, id)?,
            None => None,
        };
        Ok(address.or_else(|| self.username.clone()))
    }

    /// What a session shows of its user.
    pub(crate) fn public_data(&self, tx: &Tx<'_>) -> Result<Value> {
        Ok(json!({
            "first_name": self.first_name,
            "last_name": self.last_name,
            "profile_image_url": "",
            "image_url": "",
            "has_image": false,
            "identifier": self.identifier(tx)?.unwrap_or_default(),
            "username": self.username,
            "user_id": self.id,
        }))
    }
}
