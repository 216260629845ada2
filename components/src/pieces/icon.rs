//! Icons: paths of a 16 by 16 picture, drawn in the colour of the text. Pure.

use maud::{Markup, html};

pub(crate) const BACK: &str = "M10 3 5 8l5 5";
pub(crate) const CLOSE: &str = "m4 4 8 8m0-8-8 8";
pub(crate) const EDIT: &str = "m3 13 .6-3L10.5 3.1l2.4 2.4L6 12.4z";
pub(crate) const EYE: &str =
    "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8m6.5-2a2 2 0 1 0 0 4 2 2 0 0 0 0-4";
pub(crate) const EYE_OFF: &str =
    "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8M3 13 13 3";
pub(crate) const MAIL: &str = "M2 4h12v8.5H2zm0 .5 6 4.5 6-4.5";
pub(crate) const CHECK: &str = "m3.5 8.5 3 3 6-7";
pub(crate) const ALERT: &str = "M8 2 1.5 13.5h13zm0 4.5v3m0 1.9v.1";
pub(crate) const CLOCK: &str = "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2m0 3v3.5l2 1.5";
pub(crate) const KEY: &str =
    "M5.5 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5m1.8.7L13 1.5m-2.5 2.5 1.5 1.5";
pub(crate) const NEXT: &str = "m6 3 5 5-5 5";
pub(crate) const ADD: &str = "M8 3v10M3 8h10";
pub(crate) const LEAVE: &str = "M6 2.5H3v11h3M7 8h7m-3-3 3 3-3 3";
pub(crate) const GEAR: &str = "M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8 1.5v2m0 9v2m-6.5-6.5h2m9 0h2M3.4 3.4l1.4 1.4m6.4 6.4 1.4 1.4m0-9.2-1.4 1.4M4.8 11.2l-1.4 1.4";

/// An icon of no meaning of its own.
pub(crate) fn icon(path: &str) -> Markup {
    named("cl-icon", path)
}

/// One that points to where the text goes, or comes from: it flips with the direction of writing.
pub(crate) fn pointing(path: &str) -> Markup {
    named("cl-icon cl-iconFlips", path)
}

fn named(class: &str, path: &str) -> Markup {
    html! {
        svg class=(class) viewBox="0 0 16 16" aria-hidden="true" { path d=(path) {} }
    }
}
