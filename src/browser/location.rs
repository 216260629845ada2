//! `window.location` and the URL parser that the browser has anyway.

pub(crate) use web_sys::Url;
use web_sys::{Event, Location};

use super::address::Address;
use super::page;
use crate::js::{self, Name};

fn location() -> Option<Location> {
    super::window().map(|window| window.location())
}

/// The page's own URL; empty where there is no page.
pub(crate) fn href() -> String {
    location().and_then(|location| location.href().ok()).unwrap_or_default()
}

/// The page's host, without a port.
pub(crate) fn hostname() -> String {
    location().and_then(|location| location.hostname().ok()).unwrap_or_default()
}

/// The page's scheme, with its colon.
fn scheme() -> String {
    location().and_then(|location| location.protocol().ok()).unwrap_or_default()
}

/// The page is served over https.
pub(crate) fn is_https() -> bool {
    scheme() == "https:"
}

/// A query parameter of the page's URL.
pub(crate) fn query_param(name: &str) -> Option<String> {
    Url::new(&href()).ok()?.search_params().get(name)
}

/// Shows `url`, which is of this origin, as the page's address.
pub(crate) fn replace(url: &str) {
    let Some(history) = super::window().and_then(|window| window.history().ok()) else { return };
    let state = history.state().unwrap_or_default();
    // Refused in a sandboxed frame; then the address stays as it is.
    let _ = history.replace_state_with_url(&state, "", Some(url));
}

/// Whether `url` has the page's own origin.
pub(crate) fn is_same_origin(url: &Url) -> bool {
    Url::new(&href()).is_ok_and(|own| is_one_origin(&own, url))
}

/// Whether both have the same origin. Does not read `origin`: some browsers have it for http(s) only.
pub(crate) fn is_one_origin(one: &Url, other: &Url) -> bool {
    one.host() == other.host() && one.protocol() == other.protocol()
}

/// Resolves `to` as a link of the page does: against its `<base>`, where it has one.
fn resolve(to: &str) -> Option<Url> {
    let base = js::get(&js::get(&js_sys::global(), Name::document), Name::baseURI).as_string();
    let base = base.unwrap_or_else(href);
    if base.is_empty() { Url::new(to).ok() } else { Url::new_with_base(to, &base).ok() }
}

/// `to` as it is, or resolved if it is relative.
pub(crate) fn absolute(to: String) -> String {
    if Url::new(&to).is_ok() { to } else { resolve(&to).map_or(to, |url| url.href()) }
}

/// Resolves `to`, only if it names a page: a `javascript:` URL would run in this page's name.
pub(crate) fn resolve_page(to: &str) -> Option<Url> {
    resolve(to).filter(|url| is_of_pages(&url.protocol(), &scheme()))
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

/// Path, query and fragment, after one slash: after two, a browser would read the name of a host.
pub(crate) fn path_of(url: &Url) -> String {
    ["/", url.pathname().trim_start_matches('/'), &url.search(), &url.hash()].concat()
}

/// Goes to another page. `clerk:beforeunload` tells the app first (wire protocol 6.12).
pub(crate) fn assign(url: &Url) {
    let Some(window) = super::window() else { return };
    if let Ok(event) = Event::new("clerk:beforeunload") {
        let _ = window.dispatch_event(&event);
    }
    let page_of = |href: &str| href.split('#').next().map(str::to_owned);
    // When only the fragment changes, the page stays.
    page::set_leaving(page_of(&url.href()) != page_of(&href()));
    let _ = window.location().assign(&url.href());
}

/// Reads an absolute URL.
pub(crate) fn read(url: &str) -> Option<Address> {
    let url = Url::new(url).ok()?;
    let (scheme, host, path) = (url.protocol(), url.host(), url.pathname());
    let has_more = url.href() != [&*scheme, "//", &host, &path].concat();
    Some(Address { scheme, host, name: url.hostname(), path, has_more })
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
