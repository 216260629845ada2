//! What is shown, one file for each resource: the JSON of a row, and the steps that it can take. The row
//! itself is in `store`. The endpoints in `routes` have already checked what the caller may do.

pub(crate) mod attempt;
pub(crate) mod client;
pub(crate) mod email_address;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod sign_up_fields;
pub(crate) mod user;
