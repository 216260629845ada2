//! Proving who somebody is: by an email, a password, an authenticator app; and how often one may guess.

pub(crate) mod guesses;
pub(crate) mod password;
pub(crate) mod totp;
pub(crate) mod verification;
