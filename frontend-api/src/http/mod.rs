//! What all requests and answers have in common, whatever they are about.

pub(crate) mod caller;
pub(crate) mod cookies;
pub(crate) mod cors;
pub(crate) mod fields;
pub(crate) mod headers;
pub(crate) mod network;
pub(crate) mod path;
pub(crate) mod reply;
pub(crate) mod shared_reads;
pub(crate) mod unread;
