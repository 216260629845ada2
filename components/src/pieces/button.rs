//! Buttons and links. Pure.

use maud::{Markup, html};

use crate::context::Context;
use crate::pieces::icon;
use crate::route;
use crate::texts::Text;

/// The button that submits the form. While it is busy it keeps its place, its name and the focus.
pub(crate) fn submit(context: &Context, label: Text, is_busy: bool) -> Markup {
    main(context, "submit", "", "", label, is_busy)
}

/// The main thing to do on a screen without a form.
pub(crate) fn primary(context: &Context, what: &str, label: Text, is_busy: bool) -> Markup {
    main(context, "button", what, "", label, is_busy)
}

/// The same, with what it is about.
pub(crate) fn primary_at(
    context: &Context,
    what: &str,
    at: &str,
    label: Text,
    is_busy: bool,
) -> Markup {
    main(context, "button", what, at, label, is_busy)
}

fn main(context: &Context, kind: &str, what: &str, at: &str, label: Text, is_busy: bool) -> Markup {
    let (state, busy) = if is_busy { (" cl-loading", "true") } else { ("", "false") };
    html! {
        button class={ "cl-formButtonPrimary" (state) } type=(kind) data-on=(what) data-at=(at) aria-disabled=(busy) {
            span class="cl-buttonLabel" { (context.facts.text(label)) }
            span class="cl-spinner" aria-hidden="true" {}
        }
    }
}

/// One of several things to do, as wide as the card. The value is for the label's placeholder. While one is under
/// way, none can be begun.
pub(crate) fn block(
    context: &Context,
    what: &str,
    at: &str,
    path: &str,
    label: Text,
    value: &str,
    is_busy: bool,
) -> Markup {
    let text = context.facts.text_with(label, value).plain();
    // A long address breaks before its `@`.
    let start = route::before(&text, b"@");
    let end = text.get(start.len()..).unwrap_or_default();
    html! {
        button class="cl-alternativeMethodsBlockButton" type="button" data-on=(what) data-at=(at)
            aria-disabled=(if is_busy { "true" } else { "false" }) {
            (icon::icon(path))
            span class="cl-blockButtonText" { (start) wbr; (end) }
            (icon::pointing(icon::NEXT))
        }
    }
}

/// A button that looks like a link.
pub(crate) fn quiet(context: &Context, class: &str, what: &str, label: Text) -> Markup {
    html! { button class=(class) type="button" data-on=(what) { (context.facts.text(label)) } }
}

/// A link in the footer, with the question before it.
pub(crate) fn footer(
    context: &Context,
    question: Text,
    what: &str,
    url: &str,
    label: Text,
) -> Markup {
    html! {
        div class="cl-footerAction" {
            span class="cl-footerActionText" { (context.facts.text(question)) } " "
            a class="cl-footerActionLink" href=(url) data-on=(what) { (context.facts.text(label)) }
        }
    }
}
