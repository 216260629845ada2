//! What is stored and shown, one file each: its row, its JSON, and the steps that it can take.
//! Whoever calls has been let in before, by an endpoint in `routes`.

pub(crate) mod attempt;
pub(crate) mod client;
pub(crate) mod email_address;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod sign_up_fields;
pub(crate) mod user;
