//! The frame of the profile: pages, navigation, and the page of an address's link. Pure.

use maud::{Markup, html};

use super::{CLASS, Screen, UserProfile, page, sections, sign_in_url};
use crate::context::Context;
use crate::pieces::button;
use crate::pieces::card::{self, Badge, Head, card};
use crate::texts::Text;

/// The present screen.
pub(super) fn view(state: &UserProfile, context: &Context) -> Markup {
    let facts = &context.facts;
    let (title, badge) = match state.screen {
        Screen::Pages if facts.snapshot().user().id.is_empty() => (Text::Loading, Badge::None),
        Screen::Pages => return pages(state, context),
        Screen::Verify => (Text::Loading, Badge::None),
        Screen::Verified => (Text::AddressLinkDone, Badge::Good),
        Screen::Ended => (Text::AddressLinkBad, Badge::Bad),
    };
    let main = match state.screen {
        Screen::Pages => card::leaving(context, &sign_in_url(facts)),
        Screen::Verify => card::spinner(),
        _ => button::primary_at(context, "click:page", "account", Text::AddressLinkGo, false),
    };
    let head = Head { title, subtitle: None, goes_back: false, badge, has_logo: false };
    card(context, CLASS, head, &main, &html! {})
}

fn pages(state: &UserProfile, context: &Context) -> Markup {
    let facts = &context.facts;
    let page = page(facts, context);
    let title = if page == "security" { Text::SecurityPage } else { Text::AccountPage };
    let has_nav = facts.prop(&["hideNavigation"]) != "true" && facts.prop(&["only"]).is_empty();
    let body = html! {
        div class="cl-card cl-userProfileCard" {
            (card::cross(context))
            @if has_nav {
                nav class="cl-navbar" aria-label=(facts.text(Text::ProfileTitle)) {
                    (item(context, page, "account", Text::AccountPage))
                    (item(context, page, "security", Text::SecurityPage))
                }
            }
            div class="cl-pageScrollBox" {
                div class="cl-header" {
                    h1 class="cl-headerTitle" id=(facts.id("title")) tabindex="-1" { (facts.text(title)) }
                }
                (card::messages(context))
                @if page == "security" {
                    (sections::security(state, context))
                } @else {
                    (sections::account(state, context))
                }
            }
        }
    };
    card::root(context, CLASS, &body)
}

fn item(context: &Context, page: &str, name: &str, label: Text) -> Markup {
    let is_here = page == name;
    html! {
        button class=(if is_here { "cl-navbarButton cl-active" } else { "cl-navbarButton" }) type="button"
            data-on="click:page" data-at=(name) aria-current=(if is_here { "page" } else { "false" }) {
            (context.facts.text(label))
        }
    }
}
