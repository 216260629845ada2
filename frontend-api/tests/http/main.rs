//! The server as its callers meet it: real HTTP, a real database file, a real mail server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

mod bad_input;
mod client_uat;
mod clients;
mod clocks;
mod factors;
mod hold;
mod links;
mod mail_server;
mod mailbox;
mod me;
mod origins;
mod process;
mod sessions;
mod sign_in;
mod sign_up;
mod smtp;
mod support;
mod wire;
mod www;
