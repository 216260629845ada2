//! What lasts.

pub(crate) mod db;
pub(crate) mod keys;
pub(crate) mod tidy;
