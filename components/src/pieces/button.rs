//! Buttons and links. Pure.

use maud::{Markup, html};

use crate::context::Context;
use crate::pieces::icon;
use crate::texts::Text;

/// The button that submits the form. While it is busy it keeps its place, its name and the focus.
pub(crate) fn submit(context: &Context, label: Text, is_busy: bool) -> Markup {
    let class = if is_busy { "cl-formButtonPrimary cl-loading" } else { "cl-formButtonPrimary" };
    html! {
        button class=(class) type="submit" aria-disabled=[is_busy.then_some("true")] {
            span class="cl-buttonLabel" { (context.text(label)) }
            @if is_busy { span class="cl-spinner" aria-hidden="true" {} }
        }
    }
}

/// A button that is as wide as the card: the main thing to do on a screen without a form.
pub(crate) fn primary(what: &str, label: &str, is_busy: bool) -> Markup {
    let class = if is_busy { "cl-formButtonPrimary cl-loading" } else { "cl-formButtonPrimary" };
    html! {
        button class=(class) type="button" data-on=(what) aria-disabled=[is_busy.then_some("true")] {
            span class="cl-buttonLabel" { (label) }
            @if is_busy { span class="cl-spinner" aria-hidden="true" {} }
        }
    }
}

/// One of several things to do, as wide as the card.
pub(crate) fn block(what: &str, at: &str, path: &str, label: &str) -> Markup {
    html! {
        button class="cl-alternativeMethodsBlockButton" type="button" data-on=(what) data-at=(at) {
            (icon::icon(path))
            span class="cl-blockButtonText" { (label) }
            (icon::pointing(icon::NEXT))
        }
    }
}

/// A button that looks like a link.
pub(crate) fn quiet(class: &str, what: &str, label: &str) -> Markup {
    html! { button class=(class) type="button" data-on=(what) { (label) } }
}

/// A link in the footer, with the question before it.
pub(crate) fn footer(question: &str, what: &str, url: &str, label: &str) -> Markup {
    html! {
        div class="cl-footerAction" {
            @if !question.is_empty() { span class="cl-footerActionText" { (question) } " " }
            @if url.is_empty() {
                button class="cl-footerActionLink" type="button" data-on=(what) { (label) }
            } @else {
                a class="cl-footerActionLink" href=(url) data-on=(what) { (label) }
            }
        }
    }
}
