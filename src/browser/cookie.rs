//! `document.cookie`.

use wasm_bindgen::JsCast;

/// A cookie of this host that scripts can read. An empty value removes it.
pub(crate) struct Cookie {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) same_site: SameSite,
    pub(crate) secure: bool,
}

/// Who sends the cookie along.
pub(crate) enum SameSite {
    Lax,
    Strict,
}

/// Sets a cookie for a year, which is longer than any session.
pub(crate) fn set(cookie: &Cookie) {
    let same_site = match cookie.same_site {
        SameSite::Lax => "; SameSite=Lax",
        SameSite::Strict => "; SameSite=Strict",
    };
    let max_age = if cookie.value.is_empty() { "; Max-Age=0" } else { "; Max-Age=31536000" };
    let secure = if cookie.secure { "; Secure" } else { "" };
    let text = [cookie.name, "=", &cookie.value, "; Path=/", same_site, max_age, secure].concat();
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(document) = document.and_then(|doc| doc.dyn_into::<web_sys::HtmlDocument>().ok()) {
        // Refused in a sandboxed frame, where no server would see the cookie either.
        let _ = document.set_cookie(&text);
    }
}
