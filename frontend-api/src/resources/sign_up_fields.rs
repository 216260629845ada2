//! What a form may put into the fields of a sign-up.

use axum::http::StatusCode;
use serde_json::Value;

use crate::call::Call;
use crate::error::{Error, Refusal, Result, invalid};
use crate::http::fields::Fields;
use crate::plain::address;
use crate::settings::FIELDS;
use crate::store::sign_ups::Changes;
use crate::store::{email_addresses, users};

const MAX_METADATA_CHARS: usize = 8_192;

impl Changes {
    /// Reads the form, except its password. If one field is refused, all are.
    pub(crate) fn read(call: &Call<'_>, fields: &Fields) -> Result<Self> {
        refuse_what_is_off(call, fields)?;
        for name in ["phone_number", "web3_wallet"] {
            if fields.secret(name).is_some() {
                let message = "Only email addresses are supported here.";
                return Err(invalid(name, "form_param_unknown", message));
            }
        }
        Ok(Self {
            email_address: email_address(call, fields)?,
            username: username(call, fields, None)?,
            first_name: fields.text("first_name")?,
            last_name: fields.text("last_name")?,
            unsafe_metadata: metadata(fields)?,
            password_hash: None,
        })
    }
}

/// Refuses fields that nobody has here. One that is sent empty does no harm.
pub(crate) fn refuse_what_is_off(call: &Call<'_>, fields: &Fields) -> Result<()> {
    let is_off = |name: &&str| fields.secret(name).is_some() && !call.settings.asks_for(name);
    FIELDS.into_iter().find(is_off).map_or(Ok(()), |name| {
        let message = format!("{} is not asked for here.", name.replace('_', " "));
        Err(invalid(name, "form_param_unknown", message))
    })
}

fn email_address(call: &Call<'_>, fields: &Fields) -> Result<Option<String>> {
    let name = "email_address";
    let Some(typed) = fields.text(name)? else { return Ok(None) };
    let Some(address) = address::normalise(&typed) else {
        return Err(invalid(name, "form_param_format_invalid", "That is not an email address."));
    };
    refuse_stranger(call, &address)?;
    if email_addresses::is_taken(call.tx, &address)? {
        return Err(taken(name));
    }
    Ok(Some(address))
}

/// Refuses to begin a sign-up if nobody may.
pub(crate) fn refuse_if_closed(call: &Call<'_>) -> Result<()> {
    if call.settings.text("sign_up") != "closed" {
        return Ok(());
    }
    let message = "Nobody can sign up here at the moment. If you have an account, sign in.";
    Err(Refusal::new(StatusCode::FORBIDDEN, "sign_up_mode_restricted", message).into())
}

/// Refuses an address that may not sign up. A link or code that was sent before still works.
pub(crate) fn refuse_stranger(call: &Call<'_>, address: &str) -> Result<()> {
    refuse_if_closed(call)?;
    if call.settings.lets_in(address) {
        return Ok(());
    }
    let message = "This email address may not sign up here.";
    let refusal = Refusal::new(StatusCode::FORBIDDEN, "not_allowed_access", message);
    Err(Refusal { param: Some("email_address"), ..refusal }.into())
}

/// The refusal of an identifier that somebody else has.
pub(crate) fn taken(name: &'static str) -> Error {
    let what = name.replace('_', " ");
    invalid(name, "form_identifier_exists", format!("That {what} is taken. Please try another."))
}

/// Reads the form's `username`, in lower case. Refuses one that somebody other than `of` has.
pub(crate) fn username(
    call: &Call<'_>,
    fields: &Fields,
    of: Option<&str>,
) -> Result<Option<String>> {
    let name = "username";
    let Some(typed) = fields.text(name)? else { return Ok(None) };
    let username = typed.to_ascii_lowercase();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !(3..=64).contains(&username.len()) || !username.chars().all(is_plain) {
        let message = "A username has 3 to 64 letters, digits, or . _ -";
        return Err(invalid(name, "form_param_format_invalid", message));
    }
    match users::named(call.tx, &username)? {
        Some(owner) if Some(owner.id.as_str()) != of => Err(taken(name)),
        _ => Ok(Some(username)),
    }
}

/// Reads the form's `unsafe_metadata`: a JSON object as text.
pub(crate) fn metadata(fields: &Fields) -> Result<Option<String>> {
    let name = "unsafe_metadata";
    let Some(text) = fields.secret(name) else { return Ok(None) };
    let object = serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
    match object {
        Some(object) if text.len() <= MAX_METADATA_CHARS => Ok(Some(object.to_string())),
        _ => {
            let message = "Metadata is a JSON object of at most 8 kB.";
            Err(invalid(name, "form_param_format_invalid", message))
        }
    }
}
