//! `window.location` and the URL parser that the browser has anyway.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::Event;

use super::address::Address;
use super::page;
use super::search_params::SearchParams;
use crate::js::{self, Name};

#[wasm_bindgen]
extern "C" {
    /// An absolute URL as the browser reads it.
    #[wasm_bindgen(js_name = URL)]
    pub(crate) type Url;

    #[wasm_bindgen(constructor, catch, js_class = "URL")]
    fn new(url: &JsValue, base: &JsValue) -> Result<Url, JsValue>;
}

#[wasm_bindgen(module = "/js/src/text.js")]
extern "C" {
    /// The URL with this value in its query, or without one if it is `undefined`.
    #[wasm_bindgen(js_name = withParam)]
    pub(crate) fn with_param(url: &JsValue, name: &str, value: &JsValue) -> JsValue;

    /// The URL with this value in the query of its fragment.
    #[wasm_bindgen(js_name = withRouteParam)]
    pub(crate) fn with_route_param(url: &JsValue, name: &str, value: &JsValue) -> JsValue;

    /// Path, query and fragment.
    #[wasm_bindgen(js_name = pathOf)]
    pub(crate) fn path_of(url: &Url) -> JsValue;

    /// Whether the URLs are the same but for their fragments.
    #[wasm_bindgen(js_name = isOnePage)]
    fn is_one_page(url: &JsValue, other: &JsValue) -> bool;
}

impl Url {
    pub(crate) fn href(&self) -> JsValue {
        js::get(self, Name::href)
    }
}

/// `undefined` where there is no page.
fn location() -> JsValue {
    super::window().map(|window| js::get(&window, Name::location)).unwrap_or_default()
}

/// The page's own URL; `undefined` where there is no page.
pub(crate) fn href() -> JsValue {
    js::get(&location(), Name::href)
}

/// The page's host, without a port.
pub(crate) fn hostname() -> String {
    js::get(&location(), Name::hostname).as_string().unwrap_or_default()
}

/// The page is served over https.
pub(crate) fn is_https() -> bool {
    js::is(&location(), Name::protocol, "https:")
}

/// A query parameter of the page's URL.
pub(crate) fn query_param(name: &str) -> Option<JsValue> {
    let value = SearchParams::new(&js::get(&location(), Name::search)).get(name);
    value.is_string().then_some(value)
}

/// Shows `url`, which is of this origin, as the page's address.
pub(crate) fn replace(url: &JsValue) {
    let Some(window) = super::window() else { return };
    let history = js::get(&window, Name::history);
    if let Some(replace) = js::function(&history, Name::replace_state) {
        // Refused in a sandboxed frame; then the address stays as it is.
        let _ = replace.call3(&history, &js::get(&history, Name::state), &"".into(), url);
    }
}

/// Whether `url` has the page's own origin.
pub(crate) fn is_same_origin(url: &Url) -> bool {
    is_one_origin(&location(), url)
}

/// Whether both have the same origin. Does not read `origin`: some browsers have it for http(s) only.
pub(crate) fn is_one_origin(one: &JsValue, other: &JsValue) -> bool {
    [Name::host, Name::protocol].iter().all(|part| js::get(one, *part) == js::get(other, *part))
}

/// Resolves `to` as a link of the page does: against its `<base>`, where it has one.
fn resolve(to: &JsValue) -> Option<Url> {
    let base = js::string(&js::get(&js_sys::global(), Name::document), Name::baseURI);
    Url::new(to, &base.unwrap_or_else(href)).ok()
}

/// `to` as it is, or resolved if it is relative.
pub(crate) fn absolute(to: JsValue) -> JsValue {
    match Url::new(&to, &JsValue::UNDEFINED) {
        Ok(_) => to,
        Err(_) => resolve(&to).map_or(to, |url| url.href()),
    }
}

/// Resolves `to`, only if it names a page: a `javascript:` URL would run in this page's name.
pub(crate) fn resolve_page(to: &JsValue) -> Option<Url> {
    let scheme = |of: &JsValue| js::get(of, Name::protocol).as_string().unwrap_or_default();
    resolve(to).filter(|url| is_of_pages(&scheme(url), &scheme(&location())))
}

/// Whether pages have this scheme: http(s), or the one of this page (an extension, an app's shell, a file).
/// A scheme whose URLs carry their own content never counts, wherever this page came from.
fn is_of_pages(scheme: &str, own: &str) -> bool {
    match scheme {
        "http:" | "https:" => true,
        "javascript:" | "data:" | "blob:" | "filesystem:" | "about:" | "view-source:" => false,
        scheme => scheme == own,
    }
}

/// Goes to another page. `clerk:beforeunload` tells the app first (wire protocol 6.12).
pub(crate) fn assign(url: &Url) {
    let Some(window) = super::window() else { return };
    if let Ok(event) = Event::new("clerk:beforeunload") {
        let _ = window.dispatch_event(&event);
    }
    // When only the fragment changes, the page stays.
    page::set_leaving(!is_one_page(&url.href(), &href()));
    if let Some(assign) = js::function(&location(), Name::assign) {
        let _ = assign.call1(&location(), &url.href());
    }
}

/// Reads an absolute URL.
pub(crate) fn read(url: &str) -> Option<Address> {
    let url = Url::new(&url.into(), &JsValue::UNDEFINED).ok()?;
    let [scheme, host, path, name, href] =
        [Name::protocol, Name::host, Name::pathname, Name::hostname, Name::href]
            .map(|part| js::get(&url, part).as_string().unwrap_or_default());
    let has_more = href != [&*scheme, "//", &host, &path].concat();
    Some(Address { scheme, host, name, path, has_more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_http_or_the_scheme_of_this_page() {
        for own in ["https:", "chrome-extension:", "capacitor:", "app:", "file:"] {
            for scheme in ["http:", "https:", own] {
                assert!(is_of_pages(scheme, own), "{scheme} {own}");
            }
            assert!(!is_of_pages("ftp:", own));
        }
        assert!(!is_of_pages("capacitor:", "https:"));
        assert!(!is_of_pages("file:", ""));
        for scheme in ["javascript:", "data:", "blob:", "filesystem:", "about:", "view-source:"] {
            assert!(!is_of_pages(scheme, scheme), "{scheme}");
        }
    }
}
