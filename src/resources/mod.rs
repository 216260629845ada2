//! What an app holds: live objects, kept up to date by every answer of the Frontend API.
//!
//! One file for each resource, with its table and what only it does. [`crate::instance`] runs the tables.

pub(crate) mod client;
mod email_address;
mod magic_link_flow;
mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
mod totp;
mod user;
mod verification;
