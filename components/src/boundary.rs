//! The exports of the WebAssembly. JavaScript writes an event into memory and reads the answer out of it; `README.md`
//! has the protocol. Nothing here reads a raw address, so no input can do harm.
#![cfg(target_arch = "wasm32")]
#![expect(unsafe_code, reason = "an export by name is the one thing that Rust cannot check here")]

use std::cell::RefCell;

use crate::room::Room;

#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
    static EVENT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<String> = const { RefCell::new(String::new()) };
}

#[unsafe(no_mangle)]
extern "C" fn alloc(length: usize) -> *mut u8 {
    EVENT.with_borrow_mut(|event| {
        *event = vec![0; length];
        event.as_mut_ptr()
    })
}

#[unsafe(no_mangle)]
extern "C" fn send(at: u32, length: usize) -> usize {
    let event = EVENT.take();
    let text = event.get(..length).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default();
    let answer = ROOM.with_borrow_mut(|room| room.handle(at, text));
    ANSWER.replace(answer);
    ANSWER.with_borrow(String::len)
}

#[unsafe(no_mangle)]
extern "C" fn out() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}

#[unsafe(no_mangle)]
extern "C" fn free(at: u32) {
    ROOM.with_borrow_mut(|room| room.free(at));
}
