//! The head of the pages that this server draws itself.

use maud::{Markup, html};

/// The head of a page with this title and style sheet, in light or dark colours; `more` is what only this page needs.
pub(crate) fn head(title: &str, stylesheet: &str, more: &Markup) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) }
            link rel="icon" href="data:,";
            link rel="stylesheet" href=(stylesheet);
            (more)
        }
    }
}
