//! The tables. All SQL is here, in one file for each table. A function is named after its purpose, and
//! runs one statement or a few in the transaction that it is given.

pub(crate) mod admin;
pub(crate) mod certain_time;
pub(crate) mod clients;
pub(crate) mod db;
pub(crate) mod email_addresses;
pub(crate) mod keys;
pub(crate) mod secret_keys;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_ins;
pub(crate) mod sign_ups;
pub(crate) mod tidy;
pub(crate) mod tx;
pub(crate) mod user_list;
pub(crate) mod users;
pub(crate) mod verifications;
