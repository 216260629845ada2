//! A browser SDK for magic links: sign up, sign in and verify an email address by clicking a link.
//!
//! The rooms, in reading order. Each one names only rooms below it.

mod clerk;
mod resources;

mod instance;

mod magic_link;
mod session;

mod fapi;

mod browser;
mod error;
mod js;
mod slot;
mod task;

pub use clerk::{call, create};

/// The allocator of std costs 3.4 KB more, compressed, and pays off only where much is allocated.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
