//! The exports of the WebAssembly. JavaScript writes an event into memory and reads the answer out of it; `README.md`
//! has the protocol. Nothing here reads a raw address, so no input can do harm.
#![cfg(target_arch = "wasm32")]
#![expect(unsafe_code, reason = "an export by name is the one thing that Rust cannot check here")]

use std::cell::RefCell;

use crate::room::Room;

#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// What stays between two calls.
struct Module {
    room: Room,
    event: Vec<u8>,
    answer: String,
}

thread_local! {
    static MODULE: RefCell<Module> = const {
        RefCell::new(Module { room: Room::new(), event: Vec::new(), answer: String::new() })
    };
}

#[unsafe(no_mangle)]
extern "C" fn alloc(length: usize) -> *mut u8 {
    MODULE.with_borrow_mut(|module| {
        module.event = vec![0; length];
        module.event.as_mut_ptr()
    })
}

#[unsafe(no_mangle)]
extern "C" fn send(at: u32, length: usize) -> usize {
    MODULE.with_borrow_mut(|Module { room, event, answer }| {
        let bytes = event.get(..length);
        let text = bytes.and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default();
        *answer = room.handle(at, text);
        event.clear();
        answer.len()
    })
}

#[unsafe(no_mangle)]
extern "C" fn out() -> *const u8 {
    MODULE.with_borrow(|module| module.answer.as_ptr())
}

#[unsafe(no_mangle)]
extern "C" fn free(at: u32) {
    MODULE.with_borrow_mut(|module| module.room.free(at));
}
