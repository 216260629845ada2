//! Whether the page is looked at, and whether it is going away.

use std::cell::Cell;

thread_local! {
    static LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// The person is looking at this very page.
pub(crate) fn has_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// A navigation of ours is under way: this page has nothing to say any more.
pub(crate) fn is_leaving() -> bool {
    LEAVING.get()
}

pub(crate) fn set_leaving(leaving: bool) {
    LEAVING.set(leaving);
}
