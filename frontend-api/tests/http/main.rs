//! The server as its callers meet it: real HTTP, a real database file, a real mail server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

mod backend;
mod bad_input;
mod client;
mod client_uat;
mod clocks;
mod codes;
mod files;
mod handshake;
mod held_poll;
mod hosted;
mod mail_server;
mod mailbox;
mod me;
mod origins;
mod passwords;
mod process;
mod sessions;
mod settings;
mod settings_page;
mod sign_ins;
mod sign_ups;
mod smtp;
mod support;
mod totp;
mod verify;
mod wire;
mod wire_files;
