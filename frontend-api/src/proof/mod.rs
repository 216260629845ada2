//! How people prove who they are, by an email, a password or an authenticator app, and how often a
//! secret may be guessed.

pub(crate) mod email_limits;
pub(crate) mod guesses;
pub(crate) mod password;
pub(crate) mod totp;
pub(crate) mod verification;
