//! A browser SDK for magic links: sign up, sign in and verify an email address by clicking a link.
//!
//! The rooms, in reading order. Each one names only rooms below it.

mod clerk;
mod resources;
mod session;

mod magic_link;

mod fapi;

mod browser;
mod error;
mod slot;
mod wire;

pub use clerk::{Clerk, complete, is_magic_link_error};

#[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../js/types.d.ts");
