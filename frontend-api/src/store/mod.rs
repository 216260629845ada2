//! What lasts.

pub(crate) mod db;
pub(crate) mod housekeeping;
pub(crate) mod signing_key;
