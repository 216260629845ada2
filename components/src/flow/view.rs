//! The screens that a sign-in and a sign-up have in common. Pure.

use maud::{Markup, html};

use super::{Flow, Screen};
use crate::context::Context;
use crate::pieces::card::{self, Badge, Head};
use crate::pieces::{button, link_sent, people};
use crate::texts::Text;
use crate::wait::End;

/// The head of a screen; whether the email has a code beside its link.
pub(crate) fn head(flow: &Flow, with_code: bool) -> Head {
    use Text as T;
    let mine = |sign_in, sign_up| if flow.is_sign_up { sign_up } else { sign_in };
    let link = mine(T::LinkTitle, T::SignUpLinkTitle);
    let sent = if with_code { T::LinkCodeSubtitle } else { T::LinkSubtitle };
    let (title, subtitle, badge) = match flow.screen {
        Screen::Link => (link, Some(sent), Badge::Mail),
        Screen::Code => (link, Some(T::CodeSubtitle), Badge::Mail),
        Screen::Verify => (T::VerifyLoading, None, Badge::None),
        Screen::Switch => (T::SwitchTitle, Some(T::SwitchSubtitle), Badge::Good),
        Screen::OtherTab => (T::OtherTabTitle, Some(T::OtherTabSubtitle), Badge::Good),
        Screen::Done => {
            (mine(T::VerifiedTitle, T::SignUpVerified), Some(T::VerifiedSubtitle), Badge::Good)
        }
        Screen::SignedIn => (T::SignedInTitle, None, Badge::None),
        Screen::Ended => match flow.end {
            End::Expired => (T::ExpiredTitle, Some(T::ExpiredSubtitle), Badge::Late),
            End::Mismatch => (T::MismatchTitle, Some(T::MismatchSubtitle), Badge::Bad),
            End::Superseded | End::SignedIn => (T::EndedTitle, Some(T::EndedSubtitle), Badge::Bad),
            End::Failed => (T::FailedTitle, Some(T::FailedSubtitle), Badge::Bad),
        },
        _ => (T::NoMethodTitle, Some(mine(T::NoMethodMessage, T::NoSignUpMessage)), Badge::Bad),
    };
    // A sign-up that is not offered has nothing to go back to.
    let goes_back = match flow.screen {
        Screen::Impossible => !flow.is_sign_up,
        screen => matches!(screen, Screen::Link | Screen::Code),
    };
    Head { title, subtitle, goes_back, badge, has_logo: false }
}

/// What is below the head. The address is that to which an email went.
pub(crate) fn main(flow: &Flow, context: &Context, address: &str, with_code: bool) -> Markup {
    let facts = &context.facts;
    match flow.screen {
        Screen::Link | Screen::Code => {
            let with_code = with_code || flow.screen == Screen::Code;
            link_sent::link_sent(context, &flow.wait, address, with_code, flow.is_held(context))
        }
        Screen::Ended => ended(flow, context, flow.attempt(facts).is_unproved),
        Screen::Verify => card::spinner(),
        Screen::Done => card::leaving(context, &flow.after(facts)),
        Screen::Switch | Screen::OtherTab => html! {},
        Screen::SignedIn => signed_in(context),
        _ => {
            let (url, label) = match flow.is_sign_up {
                true => ("display_config.sign_up_url", Text::NoSignUpLink),
                false => ("display_config.sign_in_url", Text::NoMethodLink),
            };
            html! {
                a class="cl-formButtonPrimary" href=(facts.configured(url)) {
                    span class="cl-buttonLabel" { (facts.text(label)) }
                }
            }
        }
    }
}

/// After a wait that ended: a new link, or from the start.
fn ended(flow: &Flow, context: &Context, can_send: bool) -> Markup {
    let is_busy = flow.is_busy();
    html! {
        @if can_send {
            (button::primary_at(context, "click:method", "email_link", Text::NewLink, is_busy))
            (button::quiet(context, "cl-formButtonReset", "click:back", Text::StartAgain))
        } @else {
            (button::primary(context, "click:back", Text::StartAgain, is_busy))
        }
    }
}

/// Who is signed in, and the ways on: this page itself is where a sign-in would have led.
fn signed_in(context: &Context) -> Markup {
    let facts = &context.facts;
    html! {
        @if let Some(person) = facts.snapshot().person() {
            div class="cl-userPreview" { (people::preview(person)) }
        }
        @if !facts.is_here(facts.configured("display_config.home_url")) {
            (button::primary(context, "click:continue", Text::Continue, false))
        }
        (button::quiet(context, "cl-formButtonReset", "click:sign_out", Text::SignOut))
    }
}
