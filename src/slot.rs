//! A cell whose value is read as a copy.
//!
//! The SDK uses it in place of `RefCell`, whose flag, panics and messages cost bytes. Nobody ever holds a
//! reference into a slot, so nothing can be borrowed twice.

use std::cell::Cell;

/// Holds a value.
#[derive(Default)]
pub(crate) struct Slot<T>(Cell<T>);

impl<T: Clone + Default> Slot<T> {
    /// A copy of the value.
    pub(crate) fn get(&self) -> T {
        let value = self.0.take();
        let copy = value.clone();
        self.0.set(value);
        copy
    }

    pub(crate) fn set(&self, value: T) {
        self.0.set(value);
    }

    pub(crate) fn take(&self) -> T {
        self.0.take()
    }
}
