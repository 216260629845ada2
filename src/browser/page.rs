//! Whether the page is looked at, and whether it is going away.

use std::cell::Cell;

use web_sys::VisibilityState;

thread_local! {
    static LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// The person is looking at this very page.
pub(crate) fn has_focus() -> bool {
    let document = super::window().and_then(|window| window.document());
    document.is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// The page is in front, not behind another tab.
pub(crate) fn is_visible() -> bool {
    let document = super::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// The browser believes that it has a network.
pub(crate) fn is_online() -> bool {
    super::window().is_none_or(|window| window.navigator().on_line())
}

/// A navigation of ours is under way: listeners of this page are not called any more.
pub(crate) fn is_leaving() -> bool {
    LEAVING.get()
}

pub(crate) fn set_leaving(leaving: bool) {
    LEAVING.set(leaving);
}
