//! `document.cookie`.

use wasm_bindgen::JsCast;

/// A cookie of this host that scripts can read. An empty value removes it.
pub(crate) struct Cookie<'a> {
    pub(crate) name: &'static str,
    pub(crate) value: &'a str,
    pub(crate) same_site: SameSite,
    pub(crate) secure: bool,
}

/// Who sends the cookie along.
pub(crate) enum SameSite {
    Lax,
    Strict,
}

/// Sets a cookie for a year, which is longer than any session.
pub(crate) fn set(cookie: &Cookie<'_>) {
    let same_site = match cookie.same_site {
        SameSite::Lax => "; SameSite=Lax",
        SameSite::Strict => "; SameSite=Strict",
    };
    let max_age = if cookie.value.is_empty() { "; Max-Age=0" } else { "; Max-Age=31536000" };
    let secure = if cookie.secure { "; Secure" } else { "" };
    let text = [cookie.name, "=", cookie.value, "; Path=/", same_site, max_age, secure].concat();
    if let Some(document) = document() {
        // Refused in a sandboxed frame, where no server would see the cookie either.
        let _ = document.set_cookie(&text);
    }
}

/// A cookie of this host.
pub(crate) fn get(name: &str) -> Option<String> {
    let all = document()?.cookie().ok()?;
    // Split by a character: the search for a string costs 10 KB, of panics and their formatting.
    let mut pairs = all.split(';').filter_map(|pair| pair.trim_start_matches(' ').split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.into())
}

/// Cookies are a matter of every document, though the bindings have them for those of HTML alone: a
/// page in XHTML is of another class.
fn document() -> Option<web_sys::HtmlDocument> {
    super::window()?.document().map(JsCast::unchecked_into)
}
