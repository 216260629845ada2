//! The card around every screen: root, heading, messages, footer. Pure.

use maud::{Markup, html};

use crate::context::Context;
use crate::pieces::{button, icon};
use crate::route;
use crate::texts::Text;

/// The big icon above a heading that says how something ended.
#[derive(Clone, Copy)]
pub(crate) enum Badge {
    None,
    Bad,
    Good,
    Late,
    Mail,
}

impl Badge {
    /// Its class and its path.
    fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("", ""),
            Self::Bad => ("cl-badge cl-error", icon::ALERT),
            Self::Good => ("cl-badge cl-success", icon::CHECK),
            Self::Late => ("cl-badge cl-warning", icon::CLOCK),
            Self::Mail => ("cl-badge", icon::MAIL),
        }
    }
}

/// What is at the head of a screen.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    /// The one heading.
    pub(crate) title: Text,
    /// Below it.
    pub(crate) subtitle: Option<Text>,
    /// There is a way back.
    pub(crate) goes_back: bool,
    /// How something ended.
    pub(crate) badge: Badge,
    /// The app's logo belongs here: on the first screens.
    pub(crate) has_logo: bool,
}

/// The outermost element of a component.
pub(crate) fn root(context: &Context, class: &str, body: &Markup) -> Markup {
    let texts = &context.facts.texts;
    let language = Some(&texts.language).filter(|language| !language.is_empty());
    let direction = language.map(|_| if texts.is_right_to_left() { "rtl" } else { "ltr" });
    html! { div class=(class) lang=[language] dir=[direction] { (body) } }
}

/// A screen: the card with everything in it.
pub(crate) fn card(
    context: &Context,
    class: &str,
    head: Head,
    main: &Markup,
    footer: &Markup,
) -> Markup {
    let facts = &context.facts;
    let (badge, path) = head.badge.look();
    let body = html! {
        div class="cl-card" {
            (cross(context))
            @if head.goes_back {
                button class="cl-headerBackLink" type="button" data-on="click:back"
                    aria-label=(context.facts.text(Text::Back)) { (icon::pointing(icon::BACK)) }
            }
            @if head.has_logo { (logo(context)) }
            @if !path.is_empty() { div class=(badge) { (icon::icon(path)) } }
            div class="cl-header" {
                h1 class="cl-headerTitle" id=(facts.id("title")) tabindex="-1" { (facts.text(head.title)) }
                @if let Some(subtitle) = head.subtitle { p class="cl-headerSubtitle" { (facts.text(subtitle)) } }
            }
            (messages(context))
            div class="cl-main" { (main) }
            @if !footer.0.is_empty() { div class="cl-footer" { (footer) } }
            (pages(context))
        }
    };
    root(context, class, &body)
}

/// The way out of a dialog.
pub(crate) fn cross(context: &Context) -> Markup {
    html! {
        @if context.facts.is_modal {
            button class="cl-modalCloseButton" type="button" data-on="click:close"
                aria-label=(context.facts.text(Text::Close)) { (icon::icon(icon::CLOSE)) }
        }
    }
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
    let facts = &context.facts;
    let url = match facts.prop(&["appearance.layout.logoImageUrl"]) {
        "" => facts.environment("display_config.logo_image_url"),
        given => given,
    };
    let is_wanted = facts.prop(&["appearance.layout.logoPlacement"]) != "none";
    html! {
        @if let Some(url) = route::href(url).filter(|_| is_wanted) {
            div class="cl-logoBox" {
                img class="cl-logoImage" src=(url) alt=(facts.environment("display_config.application_name"));
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
    html! {
        div class="cl-footerPages" {
            @for &(prop, label) in &pages {
                @if let Some(url) = route::link(context.facts.prop(&[prop])) {
                    a class="cl-footerPagesLink" href=(url) { (context.facts.text(label)) }
                }
            }
        }
    }
}

/// The card of a component that has nothing to show yet, or that could not load.
pub(crate) fn unready(context: &Context, class: &str) -> Markup {
    if context.facts.load == "failed" {
        let head = Head {
            title: Text::LoadFailed,
            subtitle: Some(Text::LoadFailedHint),
            goes_back: false,
            badge: Badge::Bad,
            has_logo: false,
        };
        let main = button::primary(context, "click:load", Text::TryAgain, false);
        return card(context, class, head, &main, &html! {});
    }
    let body = html! {
        div class="cl-card cl-loading" aria-busy="true" {
            (cross(context))
            div class="cl-spinnerBox" role="status" {
                span class="cl-spinner" aria-hidden="true" {}
                span class="cl-srOnly" { (context.facts.text(Text::Loading)) }
            }
        }
    };
    root(context, class, &body)
}

/// Somebody is being taken to a page. Should that fail, there is a link, which the style sheet shows after a while.
pub(crate) fn leaving(context: &Context, url: &str) -> Markup {
    html! {
        (spinner())
        a class="cl-formButtonReset cl-late" href=(url) { (context.facts.text(Text::Continue)) }
    }
}

/// Something is under way.
pub(crate) fn spinner() -> Markup {
    html! {
        div class="cl-spinnerBox" { span class="cl-spinner" aria-hidden="true" {} }
    }
}
