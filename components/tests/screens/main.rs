//! Plays the components as JavaScript does: events in, commands and markup out. One binary, since linking takes longer than testing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may panic"
)]
#![allow(clippy::disallowed_macros, clippy::print_stderr, reason = "a test may format")]

mod any_input;
#[cfg(feature = "sign")]
mod sign_in;
#[cfg(feature = "sign")]
mod sign_up;
mod stage;
#[cfg(feature = "profile")]
mod user_button;
#[cfg(feature = "profile")]
mod user_profile;
#[cfg(all(feature = "sign", feature = "profile"))]
mod walk;
#[cfg(feature = "sign")]
mod with_sign_up;
