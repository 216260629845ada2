//! What a link, a code or a password completes.

use crate::error::Result;
use crate::plain::random;

const SIGN_IN: &str = "sia";
const SIGN_UP: &str = "sua";

/// An attempt, with its identifier. The prefix tells the kind, and only this module reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// Signing in.
    SignIn(String),
    /// Making an account.
    SignUp(String),
    /// Adding an address to an account. The identifier is the address's own.
    EmailAddress(String),
}

impl Attempt {
    /// The attempt of this identifier.
    pub(crate) fn of(id: String) -> Self {
        match id.split('_').next() {
            Some(SIGN_IN) => Self::SignIn(id),
            Some(SIGN_UP) => Self::SignUp(id),
            _ => Self::EmailAddress(id),
        }
    }

    /// Its identifier.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::SignIn(id) | Self::SignUp(id) | Self::EmailAddress(id) => id,
        }
    }
}

/// The identifier of a new sign-in.
pub(crate) fn sign_in_id() -> Result<String> {
    random::id(SIGN_IN)
}

/// The identifier of a new sign-up.
pub(crate) fn sign_up_id() -> Result<String> {
    random::id(SIGN_UP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_tells_what_kind_it_is_of() {
        let (sign_in, sign_up) = (sign_in_id().unwrap(), sign_up_id().unwrap());
        let address = random::id("idn").unwrap();
        assert_eq!(Attempt::of(sign_in.clone()), Attempt::SignIn(sign_in));
        assert_eq!(Attempt::of(sign_up.clone()), Attempt::SignUp(sign_up));
        assert_eq!(Attempt::of(address.clone()), Attempt::EmailAddress(address));
    }
}
