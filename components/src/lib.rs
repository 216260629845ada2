//! Clerk's components as values: an event changes a state and gives commands, a state gives HTML.
//!
//! Pure: no clock, no page, no request. JavaScript (`js/components`) sends the events, performs the commands and
//! puts the HTML on the page; `README.md` says how they talk. The server renders hosted pages with the same views.

#![cfg_attr(
    not(all(feature = "sign", feature = "profile")),
    allow(dead_code, reason = "each of the two files that pages load has half of the components")
)]

mod boundary;
mod code;
mod command;
mod component;
mod context;
mod event;
mod facts;
#[cfg(feature = "sign")]
mod flow;
mod pieces;
mod props;
mod room;
mod route;
#[cfg(feature = "sign")]
mod sign_in;
#[cfg(feature = "sign")]
mod sign_up;
mod snapshot;
pub mod texts;
#[cfg(feature = "profile")]
mod user_button;
#[cfg(feature = "profile")]
mod user_profile;
mod wait;
mod wire;

pub use room::Room;
pub use route::REDIRECTS;
pub use wire::{FIELD, RECORD};
