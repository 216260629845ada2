//! What is shown, one file each: the JSON of a row, and the steps that it can take. The row itself is
//! the store's. Whoever calls has been let in before, by an endpoint in `routes`.

pub(crate) mod attempt;
pub(crate) mod client;
pub(crate) mod email_address;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod sign_up_fields;
pub(crate) mod user;
