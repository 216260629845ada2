//! `document.cookie`.

use wasm_bindgen::JsCast;

use super::cookie::{self, Cookie};

/// Sets a cookie of this host.
pub(crate) fn set_cookie(cookie: &Cookie<'_>) {
    if let Some(document) = document() {
        // Refused in a sandboxed frame, where no server would see the cookie either.
        let _ = document.set_cookie(&cookie.text());
    }
}

/// The value of a cookie of this host.
pub(crate) fn cookie(name: &str) -> Option<String> {
    cookie::find(&document()?.cookie().ok()?, name)
}

/// Unchecked, since the bindings declare `cookie` for `HTMLDocument` only. Every document has it, and a page
/// in XHTML has another class.
fn document() -> Option<web_sys::HtmlDocument> {
    super::window()?.document().map(JsCast::unchecked_into)
}
