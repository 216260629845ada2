//! Clerk's components as values: an event changes a state and gives commands, a state gives HTML.
//!
//! Pure: no clock, no page, no request. JavaScript (`js/components`) sends the events, performs the commands and
//! puts the HTML on the page; `README.md` says how they talk. The server renders hosted pages with the same views.

mod boundary;
pub mod command;
pub mod component;
mod context;
pub mod event;
mod pieces;
mod props;
mod room;
pub mod route;
#[cfg(feature = "sign")]
mod sign_in;
#[cfg(feature = "sign")]
mod sign_up;
pub mod snapshot;
pub mod texts;
#[cfg(feature = "profile")]
mod user_button;
#[cfg(feature = "profile")]
mod user_profile;
mod wait;
pub mod wire;

pub use room::Room;
