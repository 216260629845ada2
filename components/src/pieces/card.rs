//! The card around every screen: root, heading, messages, footer. Pure.

use maud::{Markup, html};

use crate::context::Context;
use crate::pieces::icon;
use crate::route;
use crate::texts::Text;

/// What is at the head of a screen.
#[derive(Default)]
pub(crate) struct Head {
    /// The one heading.
    pub(crate) title: String,
    /// Below it; may be empty.
    pub(crate) subtitle: String,
    /// What the way back sends; empty: there is none.
    pub(crate) back: &'static str,
    /// A class and the path of an icon that says how something ended.
    pub(crate) badge: Option<(&'static str, &'static str)>,
    /// The app's logo belongs here: on the first screens.
    pub(crate) has_logo: bool,
}

/// The outermost element of a component.
pub(crate) fn root(context: &Context, class: &str, body: &Markup) -> Markup {
    let language = &context.texts.language;
    let direction = match language.is_empty() {
        true => None,
        false if context.texts.is_right_to_left() => Some("rtl"),
        false => Some("ltr"),
    };
    html! {
        div class=(class) lang=[Some(language).filter(|language| !language.is_empty())] dir=[direction] {
            (body)
        }
    }
}

/// A screen: the card with everything in it.
pub(crate) fn card(context: &Context, class: &str, head: &Head, main: &Markup, footer: &Markup) -> Markup {
    let body = html! {
        div class="cl-card" {
            @if context.start.is_modal {
                button class="cl-modalCloseButton" type="button" data-on="click:close"
                    aria-label=(context.text(Text::Close)) { (icon::icon(icon::CLOSE)) }
            }
            @if !head.back.is_empty() {
                button class="cl-headerBackLink" type="button" data-on=(head.back)
                    aria-label=(context.text(Text::Back)) { (icon::pointing(icon::BACK)) }
            }
            @if head.has_logo { (logo(context)) }
            @if let Some((class, path)) = head.badge { (icon::badge(class, path)) }
            div class="cl-header" {
                h1 class="cl-headerTitle" id=(context.id("title")) tabindex="-1" { (head.title) }
                @if !head.subtitle.is_empty() { p class="cl-headerSubtitle" { (head.subtitle) } }
            }
            (messages(context))
            div class="cl-main" { (main) }
            @if !footer.0.is_empty() { div class="cl-footer" { (footer) } }
            (pages(context))
        }
    };
    root(context, class, &body)
}

/// What went wrong, and what assistive technology is told. The two elements stay.
pub(crate) fn messages(context: &Context) -> Markup {
    html! {
        div class="cl-alert" role="alert" {
            @if !context.alert.is_empty() {
                (icon::icon(icon::ALERT))
                p class="cl-alertText" { (context.alert) }
            }
        }
        div class="cl-srOnly" role="status" { (context.said) }
    }
}

fn logo(context: &Context) -> Markup {
    let given = context.prop(&["appearance.layout.logoImageUrl"]);
    let url = if given.is_empty() { context.environment("display_config.logo_image_url") } else { given };
    let name = context.environment("display_config.application_name");
    html! {
        @if context.prop(&["appearance.layout.logoPlacement"]) != "none" {
            @if let Some(url) = route::href(url) {
                div class="cl-logoBox" { img class="cl-logoImage" src=(url) alt=(name); }
            }
        }
    }
}

/// The app's own pages, if it names any.
fn pages(context: &Context) -> Markup {
    let pages = [
        ("appearance.layout.helpPageUrl", Text::Help),
        ("appearance.layout.privacyPageUrl", Text::Privacy),
        ("appearance.layout.termsPageUrl", Text::Terms),
    ];
    let pages = pages.map(|(prop, label)| (route::href(context.prop(&[prop])), label));
    html! {
        @if pages.iter().any(|(url, _)| url.is_some()) {
            div class="cl-footerPages" {
                @for (url, label) in pages {
                    @if let Some(url) = url {
                        a class="cl-footerPagesLink" href=(url) { (context.text(label)) }
                    }
                }
            }
        }
    }
}

/// The card of a component that has nothing to show yet, or that could not load.
pub(crate) fn unready(context: &Context, class: &str) -> Markup {
    if context.start.load == "failed" {
        let head = Head {
            title: context.text(Text::LoadFailed),
            subtitle: context.text(Text::LoadFailedHint),
            badge: Some(("cl-badge cl-error", icon::ALERT)),
            ..Head::default()
        };
        let main = super::button::primary("click:load", &context.text(Text::TryAgain), false);
        return card(context, class, &head, &main, &html! {});
    }
    let body = html! {
        div class="cl-card cl-loading" aria-busy="true" {
            div class="cl-spinnerBox" role="status" {
                span class="cl-spinner" aria-hidden="true" {}
                span class="cl-srOnly" { (context.text(Text::Loading)) }
            }
        }
    };
    root(context, class, &body)
}
