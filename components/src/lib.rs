//! Clerk's components as values: an event changes a state and gives commands, a state gives HTML.
//!
//! Pure: no clock, no page, no request. JavaScript (`js/components`) sends the events, performs the commands and
//! puts the HTML on the page; `README.md` says how they talk. The server renders hosted pages with the same views.

pub mod boundary;
pub mod command;
pub mod event;
pub mod snapshot;
pub mod wire;
