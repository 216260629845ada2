//! What lasts: the only SQL, a file for each table. A function is named by what it is for, and runs
//! one statement or a few in the transaction that it is handed.

pub(crate) mod clients;
pub(crate) mod db;
pub(crate) mod email_addresses;
pub(crate) mod keys;
pub(crate) mod sessions;
pub(crate) mod sign_ins;
pub(crate) mod sign_ups;
pub(crate) mod tidy;
pub(crate) mod tx;
pub(crate) mod users;
pub(crate) mod verifications;
