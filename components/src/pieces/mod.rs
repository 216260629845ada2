//! Views that several screens share. Pure.

pub(crate) mod button;
pub(crate) mod card;
pub(crate) mod field;
pub(crate) mod icon;
pub(crate) mod link_sent;
pub(crate) mod people;
