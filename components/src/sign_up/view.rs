//! The screens of SignUp. Pure.

use maud::{Markup, html};

use super::presses::{is_optional, sign_in_url};
use super::{CLASS, Screen, SignUp, fields};
use crate::context::Context;
use crate::pieces::card::{self, Head, ICON_BAD, ICON_GOOD, ICON_MAIL, NO_ICON, card};
use crate::pieces::field::Field;
use crate::pieces::{button, link_sent};
use crate::snapshot;
use crate::texts::Text;

/// The card of the present screen.
pub(super) fn view(state: &SignUp, context: &Context) -> Markup {
    let attempt = &context.facts.snapshot().sign_up();
    let main = main(state, context, attempt);
    let footer = footer(state, context);
    card(context, CLASS, head(state, context, attempt), &main, &footer)
}

fn has_code(context: &Context, attempt: &snapshot::SignUp<'_>) -> bool {
    context.facts.links_have_codes() && attempt.has_strategy("email_code")
}

fn head(state: &SignUp, context: &Context, attempt: &snapshot::SignUp<'_>) -> Head {
    use Text as T;
    let sent = if has_code(context, attempt) { T::LinkCodeSubtitle } else { T::LinkSubtitle };
    let (title, subtitle, back, badge) = match state.screen {
        Screen::Start => (T::SignUpTitle, Some(T::SignUpSubtitle), "", NO_ICON),
        Screen::Link => (T::SignUpLinkTitle, Some(sent), "click:back", ICON_MAIL),
        Screen::Code => (T::SignUpLinkTitle, Some(T::CodeSubtitle), "click:back", ICON_MAIL),
        Screen::Continue => (T::ContinueTitle, Some(T::ContinueSubtitle), "click:back", NO_ICON),
        Screen::Restricted => (T::NoSignUpTitle, Some(T::NoSignUpMessage), "", ICON_BAD),
        Screen::Verify => (T::VerifyLoading, None, "", NO_ICON),
        Screen::Switch => (T::SwitchTitle, Some(T::SwitchSubtitle), "", ICON_GOOD),
        Screen::OtherTab => (T::OtherTabTitle, Some(T::OtherTabSubtitle), "", ICON_GOOD),
        Screen::Done => (T::SignUpVerified, Some(T::VerifiedSubtitle), "", ICON_GOOD),
        Screen::SignedIn => (T::SignedInTitle, None, "", NO_ICON),
        Screen::Ended => card::ended(state.flow.end),
    };
    Head { title, subtitle, back, badge, has_logo: state.screen == Screen::Start }
}

fn main(state: &SignUp, context: &Context, attempt: &snapshot::SignUp<'_>) -> Markup {
    match state.screen {
        Screen::Start | Screen::Continue => form(state, context),
        Screen::Link | Screen::Code => {
            let with_code = state.screen == Screen::Code || has_code(context, attempt);
            let (wait, is_busy) = (&state.flow.wait, state.flow.is_busy());
            link_sent::link_sent(context, wait, attempt.email_address, with_code, is_busy)
        }
        Screen::Restricted => html! {
            a class="cl-formButtonPrimary" href=(context.facts.configured("display_config.sign_up_url")) {
                span class="cl-buttonLabel" { (context.facts.text(Text::NoSignUpLink)) }
            }
        },
        Screen::Ended => {
            let can_send = attempt.status == "missing_requirements" && attempt.is_unverified();
            card::ways_on(context, can_send, state.flow.is_busy() || state.is_sending())
        }
        Screen::Verify | Screen::Done => card::spinner(),
        Screen::Switch | Screen::OtherTab => html! {},
        Screen::SignedIn => card::signed_in(context),
    }
}

fn form(state: &SignUp, context: &Context) -> Markup {
    let facts = &context.facts;
    let length = facts.environment("user_settings.password_settings.min_length");
    let hint = facts.text_with(Text::PasswordHint, length).plain();
    let given = facts.given_identifier();
    html! {
        form class="cl-form" data-on="submit:start" novalidate {
            @for name in fields(facts, state.screen) {
                ({
                    let mut field = Field::named(name);
                    field.value = state.value(facts, name);
                    field.is_optional = is_optional(facts, state.screen, name);
                    if name == "password" {
                        field.autocomplete = "new-password";
                        field.hint = &hint;
                        field.value = "";
                    }
                    if name == "email_address" && field.value.is_empty() && given.contains('@') {
                        field.value = &given;
                    }
                    field.view(context)
                })
            }
            @if state.offers_sign_in {
                a class="cl-formFieldAction" data-on="click:sign_in"
                    href=(sign_in_url(facts, state.value(facts, "email_address"))) {
                    (facts.text(Text::SignInInstead))
                }
            }
            (button::submit(context, Text::Continue,
                state.flow.is_busy() || state.is_sending() || context.is_locked()))
        }
    }
}

fn footer(state: &SignUp, context: &Context) -> Markup {
    let facts = &context.facts;
    html! {
        @if matches!(state.screen, Screen::Start | Screen::Continue | Screen::Restricted) {
            (button::footer(facts.text(Text::SignUpHave), "click:sign_in",
                &sign_in_url(facts, state.value(facts, "email_address")), facts.text(Text::SignUpSignIn)))
        }
    }
}
