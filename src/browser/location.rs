//! `window.location` and the URL parser that the browser has anyway.

use web_sys::{Event, Location, Url};

use super::page;

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

/// The page is served over https.
pub(crate) fn is_https() -> bool {
    href().starts_with("https://")
}

/// A query parameter of the page's URL.
pub(crate) fn query_param(name: &str) -> Option<String> {
    Url::new(&href()).ok()?.search_params().get(name)
}

/// Takes a query parameter out of the page's URL, so that it is neither shared nor reused.
pub(crate) fn take_query_param(name: &str) -> Option<String> {
    let url = Url::new(&href()).ok()?;
    let value = url.search_params().get(name)?;
    url.search_params().delete(name);
    let history = super::window()?.history().ok()?;
    let state = history.state().unwrap_or_default();
    // Refused in a sandboxed frame; then the address stays as it is.
    let _ = history.replace_state_with_url(&state, "", Some(&url.href()));
    Some(value)
}

/// `url` belongs to the page's own origin.
pub(crate) fn is_same_origin(url: &Url) -> bool {
    location().and_then(|location| location.origin().ok()) == Some(url.origin())
}

/// Resolves `to` against the page's URL.
fn resolve(to: &str) -> Option<Url> {
    let base = href();
    if base.is_empty() { Url::new(to).ok() } else { Url::new_with_base(to, &base).ok() }
}

/// Resolves `to` if it names a page: a `javascript:` URL would run in this page's name.
pub(crate) fn resolve_page(to: &str) -> Option<Url> {
    resolve(to).filter(|url| matches!(url.protocol().as_str(), "http:" | "https:"))
}

/// Leaves for another page. `clerk:beforeunload` tells the app first (wire protocol 6.12).
pub(crate) fn assign(url: &Url) {
    let Some(window) = super::window() else { return };
    if let Ok(event) = Event::new("clerk:beforeunload") {
        let _ = window.dispatch_event(&event);
    }
    let page_of = |href: &str| href.split('#').next().map(str::to_owned);
    // A change of the fragment alone keeps the page.
    page::set_leaving(page_of(&url.href()) != page_of(&href()));
    let _ = window.location().assign(&url.href());
}
