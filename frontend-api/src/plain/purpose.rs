//! What a link or a code is for, which the identifier of its attempt tells.

/// What a link or a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signing in.
    SignIn,
    /// Making an account.
    SignUp,
    /// Adding an address to an account.
    EmailAddress,
}

impl Purpose {
    /// What the prefix of an attempt's identifier says.
    pub(crate) fn of(attempt_id: &str) -> Self {
        match attempt_id.split('_').next() {
            Some("sia") => Self::SignIn,
            Some("sua") => Self::SignUp,
            _ => Self::EmailAddress,
        }
    }
}
