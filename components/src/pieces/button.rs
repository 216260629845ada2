//! Buttons and links. Pure.

use maud::{Markup, html};

use crate::context::Context;
use crate::pieces::icon;
use crate::texts::{Text, Words};

/// The button that submits the form. While it is busy it keeps its place, its name and the focus.
pub(crate) fn submit(context: &Context, label: Text, is_busy: bool) -> Markup {
    main("submit", ["", ""], context.facts.text(label), is_busy)
}

/// The main thing to do on a screen without a form.
pub(crate) fn primary(what: &str, label: Words<'_>, is_busy: bool) -> Markup {
    main("button", [what, ""], label, is_busy)
}

/// The same, with what it is about.
pub(crate) fn primary_at(what: &str, at: &str, label: Words<'_>, is_busy: bool) -> Markup {
    main("button", [what, at], label, is_busy)
}

fn main(kind: &str, [what, at]: [&str; 2], label: Words<'_>, is_busy: bool) -> Markup {
    let (state, busy) = if is_busy { (" cl-loading", "true") } else { ("", "false") };
    html! {
        button class={ "cl-formButtonPrimary" (state) } type=(kind) data-on=(what) data-at=(at) aria-disabled=(busy) {
            span class="cl-buttonLabel" { (label) }
            span class="cl-spinner" aria-hidden="true" {}
        }
    }
}

/// One of several things to do, as wide as the card.
pub(crate) fn block(what: &str, at: &str, path: &str, label: Words<'_>) -> Markup {
    html! {
        button class="cl-alternativeMethodsBlockButton" type="button" data-on=(what) data-at=(at) {
            (icon::icon(path))
            span class="cl-blockButtonText" { (label) }
            (icon::pointing(icon::NEXT))
        }
    }
}

/// A button that looks like a link.
pub(crate) fn quiet(class: &str, what: &str, label: Words<'_>) -> Markup {
    html! { button class=(class) type="button" data-on=(what) { (label) } }
}

/// A link in the footer, with the question before it.
pub(crate) fn footer(question: Words<'_>, what: &str, url: &str, label: Words<'_>) -> Markup {
    html! {
        div class="cl-footerAction" {
            span class="cl-footerActionText" { (question) } " "
            a class="cl-footerActionLink" href=(url) data-on=(what) { (label) }
        }
    }
}
