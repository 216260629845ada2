//! The screens of SignIn. Pure.

use maud::{Markup, html};

use super::presses::sign_up_url;
use super::{CLASS, Screen, SignIn, is_known};
use crate::context::Context;
use crate::pieces::card::{self, Head, ICON_BAD, ICON_GOOD, ICON_MAIL, NO_ICON, card};
use crate::pieces::field::Field;
use crate::pieces::{button, icon, link_sent, people};
use crate::snapshot;
use crate::texts::Text;

/// The card of the present screen.
pub(super) fn view(state: &SignIn, context: &Context) -> Markup {
    if context.facts.snapshot().is_changing && state.screen == Screen::Start {
        return card::root(context, CLASS, &html! {});
    }
    let attempt = &context.facts.snapshot().sign_in();
    let main = main(state, context, attempt);
    let footer = footer(state, context, attempt);
    card(context, CLASS, head(state, context, attempt), &main, &footer)
}

fn has_code(context: &Context, attempt: &snapshot::SignIn<'_>) -> bool {
    context.facts.links_have_codes() && attempt.factor("email_code").is_some()
}

fn head(state: &SignIn, context: &Context, attempt: &snapshot::SignIn<'_>) -> Head {
    use Text as T;
    let sent = if has_code(context, attempt) { T::LinkCodeSubtitle } else { T::LinkSubtitle };
    let (title, subtitle, back, badge) = match state.screen {
        Screen::Start => (T::SignInTitle, Some(T::SignInSubtitle), "", NO_ICON),
        Screen::Password => (T::PasswordTitle, Some(T::PasswordSubtitle), "click:back", NO_ICON),
        Screen::Link => (T::LinkTitle, Some(sent), "click:back", ICON_MAIL),
        Screen::Code => (T::LinkTitle, Some(T::CodeSubtitle), "click:back", ICON_MAIL),
        Screen::Methods => (T::MethodsTitle, Some(T::MethodsSubtitle), "click:back", NO_ICON),
        Screen::NoMethod => (T::NoMethodTitle, Some(T::NoMethodMessage), "click:back", ICON_BAD),
        Screen::Totp => (T::TotpTitle, Some(T::TotpSubtitle), "click:back", NO_ICON),
        Screen::Backup => (T::BackupTitle, Some(T::BackupSubtitle), "click:back", NO_ICON),
        Screen::Choose => (T::ChooseTitle, Some(T::ChooseSubtitle), "", NO_ICON),
        Screen::Verify => (T::VerifyLoading, None, "", NO_ICON),
        Screen::Switch => (T::SwitchTitle, Some(T::SwitchSubtitle), "", ICON_GOOD),
        Screen::OtherTab => (T::OtherTabTitle, Some(T::OtherTabSubtitle), "", ICON_GOOD),
        Screen::Done => (T::VerifiedTitle, Some(T::VerifiedSubtitle), "", ICON_GOOD),
        Screen::SignedIn => (T::SignedInTitle, None, "", NO_ICON),
        Screen::Ended => card::ended(state.flow.end),
    };
    let has_logo = matches!(state.screen, Screen::Start | Screen::Choose);
    Head { title, subtitle, back, badge, has_logo }
}

fn main(state: &SignIn, context: &Context, attempt: &snapshot::SignIn<'_>) -> Markup {
    match state.screen {
        Screen::Start => start(state, context),
        Screen::Password => password(state, context, attempt),
        Screen::Link | Screen::Code => {
            let strategy = if state.screen == Screen::Link { "email_link" } else { "email_code" };
            let address = attempt.factor(strategy).unwrap_or_default().identifier;
            let with_code = state.screen == Screen::Code || has_code(context, attempt);
            link_sent::link_sent(
                context,
                &state.flow.wait,
                address,
                with_code,
                state.flow.is_busy(),
            )
        }
        Screen::Totp => link_sent::code(context, state.flow.is_busy()),
        Screen::Backup => backup(state, context),
        Screen::Methods => methods(context, attempt),
        Screen::NoMethod => html! {
            a class="cl-formButtonPrimary" href=(context.facts.configured("display_config.sign_in_url")) {
                span class="cl-buttonLabel" { (context.facts.text(Text::NoMethodLink)) }
            }
        },
        Screen::Choose => choose(context),
        Screen::Ended => {
            let can_send =
                attempt.status == "needs_first_factor" && attempt.factor("email_link").is_some();
            card::ways_on(context, can_send, state.flow.is_busy() || state.is_sending())
        }
        Screen::Verify | Screen::Done => card::spinner(),
        Screen::Switch | Screen::OtherTab => html! {},
        Screen::SignedIn => card::signed_in(context),
    }
}

/// A field that nobody sees. A password manager fills it in, so that it need not be asked for twice.
fn managed(name: &str, kind: &str, autocomplete: &str, value: &str) -> Markup {
    html! {
        input class="cl-srOnly" name=(name) type=(kind) autocomplete=(autocomplete) value=(value)
            tabindex="-1" aria-hidden="true";
    }
}

fn start(state: &SignIn, context: &Context) -> Markup {
    let facts = &context.facts;
    let mut field = Field { value: &state.typed, ..Field::named("identifier") };
    if facts.attribute("username", "used_for_first_factor") {
        field = Field { kind: "text", label: Text::EmailOrUsername, ..field };
    }
    let is_busy = state.flow.is_busy() || state.is_sending() || context.is_locked();
    html! {
        form class="cl-form" data-on="submit:start" novalidate {
            (field.view(context))
            @if facts.attribute("password", "enabled") {
                (managed("password", "password", "current-password", ""))
            }
            @if state.offers_account {
                a class="cl-formFieldAction" data-on="click:sign_up" href=(sign_up_url(facts, &state.typed)) {
                    (facts.text(Text::CreateAccount))
                }
            }
            (button::submit(context, Text::Continue, is_busy))
        }
    }
}

fn password(state: &SignIn, context: &Context, attempt: &snapshot::SignIn<'_>) -> Markup {
    html! {
        (link_sent::identity(context, attempt.identifier))
        form class="cl-form" data-on="submit:password" novalidate {
            (managed("username", "text", "username", attempt.identifier))
            (Field::named("password").view(context))
            (button::submit(context, Text::Continue, state.flow.is_busy() || state.is_sending()))
        }
    }
}

fn backup(state: &SignIn, context: &Context) -> Markup {
    let field = Field { autocomplete: "off", label: Text::BackupCode, ..Field::named("code") };
    html! {
        form class="cl-form" data-on="submit:code" novalidate {
            (field.view(context))
            (button::submit(context, Text::Continue, state.flow.is_busy()))
        }
    }
}

fn methods(context: &Context, attempt: &snapshot::SignIn<'_>) -> Markup {
    let is_second = attempt.status == "needs_second_factor";
    html! {
        div class="cl-alternativeMethods" {
            @if is_second {
                @for strategy in ["totp", "backup_code"] {
                    @if attempt.has_second(strategy) { (method(context, strategy, "")) }
                }
            } @else {
                @for factor in attempt.first_factors().filter(is_known) {
                    (method(context, factor.strategy, factor.identifier))
                }
            }
        }
    }
}

fn method(context: &Context, strategy: &str, identifier: &str) -> Markup {
    let (text, path) = match strategy {
        "email_link" => (Text::MethodLink, icon::MAIL),
        "email_code" => (Text::MethodCode, icon::MAIL),
        "password" => (Text::MethodPassword, icon::KEY),
        "totp" => (Text::MethodTotp, icon::CLOCK),
        _ => (Text::MethodBackup, icon::KEY),
    };
    button::block("click:method", strategy, path, context.facts.text_with(text, identifier))
}

fn choose(context: &Context) -> Markup {
    let facts = &context.facts;
    html! {
        ul class="cl-accounts" {
            @for person in facts.snapshot().people() {
                li {
                    button class="cl-userPreview" type="button" data-on="click:pick" data-at=(person.session_id) {
                        (people::preview(person))
                        (icon::pointing(icon::NEXT))
                    }
                }
            }
        }
        (button::block("click:back", "", icon::ADD, facts.text(Text::AddAccount)))
        (button::block("click:sign_out", "", icon::LEAVE, facts.text(Text::SignOutAll)))
    }
}

fn footer(state: &SignIn, context: &Context, attempt: &snapshot::SignIn<'_>) -> Markup {
    let facts = &context.facts;
    let is_other = |factor: &snapshot::Factor<'_>| factor.strategy != state.used_strategy();
    let has_other = match state.screen {
        Screen::Start if facts.offers_sign_up() => {
            let url = sign_up_url(facts, &state.typed);
            let question = facts.text(Text::SignInNoAccount);
            return button::footer(question, "click:sign_up", &url, facts.text(Text::SignInSignUp));
        }
        Screen::Password | Screen::Link | Screen::Code | Screen::Ended => {
            attempt.status == "needs_first_factor"
                && attempt.first_factors().filter(is_known).any(|factor| is_other(&factor))
        }
        Screen::Totp => attempt.has_second("backup_code"),
        Screen::Backup => attempt.has_second("totp"),
        _ => false,
    };
    html! {
        @if has_other {
            (button::quiet("cl-footerActionLink", "click:methods", facts.text(Text::UseAnother)))
        }
    }
}
