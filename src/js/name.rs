//! The names of fields, as numbers: JavaScript learns them once, and decodes no text at each read.

/// A name of a field: of a resource, an answer, an option, a message between tabs, an object of the page.
///
/// Read and written in camelCase, the spelling of JavaScript, unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name(u32);

impl Name {
    /// The same name as it is on the wire.
    pub(crate) const fn wire(self) -> Self {
        Self(self.0 + COUNT)
    }

    /// The name in snake_case.
    pub(crate) fn as_str(self) -> &'static str {
        NAMES.split(' ').nth(self.0 as usize).unwrap_or_default()
    }

    /// The number in a table.
    pub(crate) const fn byte(self) -> u8 {
        self.0 as u8
    }

    /// The number by which JavaScript knows the name.
    pub(super) const fn number(self) -> u32 {
        self.0
    }
}

macro_rules! names {
    ($($name:ident $(= $sent:ident)?)*) => {
        #[allow(non_camel_case_types)]
        #[repr(u8)]
        enum Number { $($name),* }

        #[allow(non_upper_case_globals)]
        impl Name {
            $(pub(crate) const $name: Self = Self(Number::$name as u32);)*
        }

        const COUNT: u32 = [$(Number::$name),*].len() as u32;

        /// All names in the order of their numbers.
        pub(super) const NAMES: &str = concat!($(stringify!($name), $("=", stringify!($sent),)? " "),*);
    };
}

// In snake_case. One whose two spellings follow no rule has both: `name_in_javascript=name_on_the_wire`. Those that
// are read most come first: the first 64 numbers take one byte.
names! {
    id status code active_sessions redirect_url email_address errors meta resource session updated_at at
    client email_addresses jwt retry_after sign_in sign_up type_ user attempt auth_config created_session_id
    document email_address_id first_factor_verification href lasts long_message message rank session_id sid
    strategy url verifications aborted add_event_listener after_sign_in_url after_sign_up_url argument assign baseURI BroadcastChannel
    callback_url claims clerk_error cookie display_config email exp expire_at externalVerificationRedirectURL=external_verification_redirect_url
    field first_name full_name get history host hostname iat if_available last_active_session_id
    last_active_token last_name leeway_in_seconds location locks long_poll_seconds name navigate navigator on_progress
    on_verified_on_other_device pathname phone_numbers polling primary_email_address primary_email_address_id
    primary_phone_number primary_phone_number_id primary_web3_wallet primary_web3_wallet_id protocol
    raw=__raw redirect_url_complete replace_state request resend_available_at response search select_initial_session sessions sign_in_url
    sign_up_url signal single_session_mode skip_cache state template text throw_on_error token totp_enabled
    touch_session user_profile_url verification verified_at_client web3_wallet web3_wallets web3wallet=web3_wallet

    abandon_at attempts backup_codes browser_name browser_version city country created_at created_user_id delete_self_enabled device_type error
    external_account external_accounts external_id has_image has_password identifier image_url ip_address
    is_mobile last_active_at last_sign_in_at latest_activity linked_to missing_fields next_action nonce
    optional_fields password_enabled phone_number profile_image_url public_metadata public_user_data
    required_fields second_factor_verification secret supported_first_factors supported_identifiers
    supported_second_factors supported_strategies unsafe_metadata unverified_fields uri user_data user_id username verified
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_its_number_and_its_text() {
        assert_eq!(Name::id.as_str(), "id");
        assert_eq!(Name::first_factor_verification.as_str(), "first_factor_verification");
        assert_eq!(NAMES.trim_end().split(' ').count(), COUNT as usize);
        assert_eq!(Name::id.wire().number(), Name::id.number() + COUNT);
    }
}
