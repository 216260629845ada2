//! Puts the wasm together again that `js/build/pack.mjs` took apart; how, is told there.
//!
//! It runs once, before the browser has optimised any of it, and each of its own bytes is transferred. So the step
//! that is most frequent has a short way, and no place is ever checked: it is taken modulo the size of its list, which
//! is a power of two. A text that is not the one that was packed is refused before, by its checksum.
//! The build unpacks what it has packed, and compares.

use std::array;
use std::ptr;
use std::sync::Mutex;

use wasm_bindgen::prelude::wasm_bindgen;

/// As in `js/build/embed.mjs`.
const MASK: u8 = 96;
const CHECKSUM_FACTOR: u32 = 0x0100_0193;

/// The limits, as in `js/build/pack.mjs`.
const STREAMS: usize = 64;
const ENTRIES: usize = 256;
const STEPS: usize = 1024;
const LOCALS: usize = 128;
const MEMORY: usize = 1 << 19;

/// The streams that hold no operands, as in `js/build/pack.mjs`.
const ACTIONS: u8 = 1;
const ARGUMENTS: u8 = 2;
const PROGRAM: u8 = 5;

/// What a step does beside writing a byte, as in `js/build/pack.mjs`.
const READ: u8 = 1;
const LOCAL: u8 = 2;
const REPEAT: u8 = 4;
const BEGIN: u8 = 8;
const END: u8 = 16;
const LAST: u8 = 32;
const CONTINUED: u8 = 128;

/// The text, and after it the wasm. JavaScript writes the one and reads the other, while nothing here runs.
static SHARED: Mutex<[u8; MEMORY]> = Mutex::new([0; MEMORY]);

/// Where the text has to be.
#[wasm_bindgen]
pub fn place() -> *const u8 {
    SHARED.lock().map_or(ptr::null(), |memory| memory.as_ptr())
}

/// Writes the wasm behind a text of so many bytes. False, and nothing is written, if the text has another checksum.
#[wasm_bindgen]
pub fn unpack(length: usize, expected: u32) -> bool {
    SHARED.lock().is_ok_and(|mut memory| {
        let intact = checksum(&*memory, length) == expected;
        if intact {
            Unpacker::new(&mut memory, length).run();
        }
        intact
    })
}

/// As in `js/build/embed.mjs`: of words of four bytes, since that takes a quarter of the time. Zeros follow the text.
fn checksum(memory: &[u8], length: usize) -> u32 {
    let (words, _) = memory.as_chunks();
    let words = words.iter().take(length.div_ceil(4));
    words.fold(0, |sum, word| (sum ^ u32::from_le_bytes(*word)).wrapping_mul(CHECKSUM_FACTOR))
}

struct Unpacker<'a> {
    memory: &'a mut [u8; MEMORY],
    /// Where the rest of each stream begins, and where it ends.
    streams: [(usize, usize); STREAMS],
    /// The variables of the function, the last used first.
    locals: [u8; LOCALS],
    /// Where the body of the function begins.
    body: usize,
    /// Where the next byte of the wasm goes.
    end: usize,
}

impl<'a> Unpacker<'a> {
    fn new(memory: &'a mut [u8; MEMORY], length: usize) -> Self {
        let mut streams = [(0, 0); STREAMS];
        let mut at = 0;
        for stream in &mut streams {
            if at < length {
                let size = (0..3).fold(0, |size, _| size << 7 | usize::from(byte(memory, &mut at)));
                *stream = (at, at + size);
                at += size;
            }
        }
        Self { memory, streams, locals: [0; LOCALS], body: 0, end: length }
    }

    fn run(&mut self) {
        let mut entries = [0; ENTRIES];
        let mut steps = [(0, 0); STEPS];
        let (mut entry, mut step) = (0, 0);
        while self.has_more(ACTIONS) {
            let action = self.next(ACTIONS);
            set(&mut steps, step, (action, self.next(ARGUMENTS)));
            step += 1;
            if action & LAST != 0 {
                entry += 1;
                set(&mut entries, entry, step);
            }
        }
        let numbers = array::from_fn(|i| i as u8);
        while self.has_more(PROGRAM) {
            let mut step = get(&entries, self.next(PROGRAM).into());
            loop {
                let (action, argument) = get(&steps, step);
                step += 1;
                if action & BEGIN != 0 {
                    self.body = self.end;
                    self.locals = numbers;
                }
                if action & !LAST == 0 {
                    self.write(argument);
                } else {
                    self.step(action, argument);
                }
                if action & LAST != 0 {
                    break;
                }
            }
        }
    }

    /// A step that does more than write its argument.
    fn step(&mut self, action: u8, argument: u8) {
        let mut value = argument;
        loop {
            if action & READ != 0 {
                value = self.next(argument) | action & CONTINUED;
            }
            if action & LOCAL != 0 {
                value = self.take_local(value);
            }
            self.write(value);
            if action & REPEAT == 0 || !self.has_more(argument) {
                break;
            }
        }
        if action & END != 0 {
            self.write_size();
        }
    }

    fn write(&mut self, byte: u8) {
        set(self.memory, self.end, byte);
        self.end += 1;
    }

    fn next(&mut self, stream: u8) -> u8 {
        self.streams
            .get_mut(usize::from(stream) % STREAMS)
            .map_or(0, |(at, _)| byte(self.memory, at))
    }

    fn has_more(&self, stream: u8) -> bool {
        let (at, end) = get(&self.streams, stream.into());
        at < end
    }

    /// The variable at this place, which moves to the front.
    fn take_local(&mut self, place: u8) -> u8 {
        let place = usize::from(place) % LOCALS;
        let local = get(&self.locals, place);
        self.locals.copy_within(..place, 1);
        set(&mut self.locals, 0, local);
        local
    }

    /// Writes the size of the function before its body.
    fn write_size(&mut self) {
        let size = self.end - self.body;
        let width = 1 + usize::from(size > 127) + usize::from(size > 16383);
        self.end += width;
        if let Some(function) = self.memory.get_mut(self.body..self.end) {
            function.copy_within(..size, width);
            for (i, byte) in function.iter_mut().take(width).enumerate() {
                *byte = (size >> (7 * i)) as u8 & 127 | if i + 1 < width { CONTINUED } else { 0 };
            }
        }
    }
}

/// The byte that a character of one or two bytes in UTF-8 stands for.
fn byte(memory: &[u8; MEMORY], at: &mut usize) -> u8 {
    let mut byte = get(memory, *at);
    *at += 1;
    if byte >= 128 {
        byte = byte << 6 | get(memory, *at) & 63;
        *at += 1;
    }
    byte ^ MASK
}

fn get<T: Copy + Default, const N: usize>(list: &[T; N], at: usize) -> T {
    list.get(at % N).copied().unwrap_or_default()
}

fn set<T, const N: usize>(list: &mut [T; N], at: usize, value: T) {
    if let Some(place) = list.get_mut(at % N) {
        *place = value;
    }
}
