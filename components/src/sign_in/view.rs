//! The screens of SignIn. Pure.

use maud::{Markup, html};

use super::{CLASS, SignIn, has_other, is_known};
use crate::context::Context;
use crate::facts::Facts;
use crate::flow::{Screen, view};
use crate::pieces::card::{self, Badge, Head, card};
use crate::pieces::field::{Field, managed, owner};
use crate::pieces::{button, icon, link_sent, people};
use crate::snapshot;
use crate::texts::Text;

/// The card of the present screen.
pub(super) fn card_of(state: &SignIn, context: &Context) -> Markup {
    if context.facts.snapshot().is_changing && state.flow.screen == Screen::Start {
        return card::root(context, CLASS, &html! {});
    }
    let attempt = &context.facts.snapshot().sign_in();
    let main = main(state, context, attempt);
    let footer = footer(state, context, attempt);
    let mut head = head(state, &context.facts, has_code(context, attempt));
    // Where people begin there is nothing to go back to.
    head.goes_back &= !context.path.is_empty();
    card(context, CLASS, head, &main, &footer)
}

fn has_code(context: &Context, attempt: &snapshot::SignIn<'_>) -> bool {
    context.facts.links_have_codes() && attempt.has_first("email_code")
}

fn head(state: &SignIn, facts: &Facts, with_code: bool) -> Head {
    use Text as T;
    let (title, subtitle) = match state.flow.screen {
        Screen::Start if facts.has_sign_up() => (T::CombinedTitle, T::CombinedSubtitle),
        Screen::Start => (T::SignInTitle, T::SignInSubtitle),
        Screen::Password => (T::PasswordTitle, T::PasswordSubtitle),
        Screen::Methods => (T::MethodsTitle, T::MethodsSubtitle),
        Screen::Totp => (T::TotpTitle, T::TotpSubtitle),
        Screen::Backup => (T::BackupTitle, T::BackupSubtitle),
        Screen::Choose => (T::ChooseTitle, T::ChooseSubtitle),
        _ => return view::head(&state.flow, with_code),
    };
    let is_first = matches!(state.flow.screen, Screen::Start | Screen::Choose);
    let (badge, subtitle) = (Badge::None, Some(subtitle));
    Head { title, subtitle, goes_back: !is_first, badge, has_logo: is_first }
}

fn main(state: &SignIn, context: &Context, attempt: &snapshot::SignIn<'_>) -> Markup {
    match state.flow.screen {
        Screen::Start => start(state, context),
        Screen::Password => password(state, context, attempt),
        Screen::Totp => link_sent::code(context, state.flow.is_held(context)),
        Screen::Backup => backup(state, context),
        Screen::Methods => methods(context, attempt, state.flow.is_busy()),
        Screen::Choose => choose(context, state.flow.is_busy()),
        screen => {
            let strategy = if screen == Screen::Code { "email_code" } else { "email_link" };
            let address = attempt.factor(strategy).unwrap_or_default().identifier;
            view::main(&state.flow, context, address, has_code(context, attempt))
        }
    }
}

fn start(state: &SignIn, context: &Context) -> Markup {
    let facts = &context.facts;
    let mut field = Field::named("identifier");
    field.value = &state.typed;
    if facts.attribute("username", "used_for_first_factor") {
        field.kind = "text";
        field.label = Text::EmailOrUsername;
    }
    let is_busy = state.flow.is_held(context);
    html! {
        form class="cl-form" data-on="submit:start" novalidate {
            (field.view(context))
            @if facts.attribute("password", "enabled") {
                (managed(context, "password", "password", "current-password", ""))
            }
            @if state.offers_account {
                a class="cl-formFieldAction" data-on="click:sign_up" href=(state.flow.twin_url(facts, &state.typed)) {
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
            (owner(context, attempt.identifier))
            (Field::named("password").view(context))
            (button::submit(context, Text::Continue, state.flow.is_held(context)))
        }
    }
}

fn backup(state: &SignIn, context: &Context) -> Markup {
    let mut field = Field::named("code");
    field.autocomplete = "off";
    field.label = Text::BackupCode;
    html! {
        form class="cl-form" data-on="submit:code" novalidate {
            (field.view(context))
            (button::submit(context, Text::Continue, state.flow.is_held(context)))
        }
    }
}

fn methods(context: &Context, attempt: &snapshot::SignIn<'_>, is_busy: bool) -> Markup {
    let is_second = attempt.status == "needs_second_factor";
    html! {
        div class="cl-alternativeMethods" {
            @if is_second {
                @for &strategy in &["totp", "backup_code"] {
                    @if attempt.has_second(strategy) { (method(context, strategy, "", is_busy)) }
                }
            } @else {
                @for factor in attempt.first_factors().filter(is_known) {
                    (method(context, factor.strategy, factor.identifier, is_busy))
                }
            }
        }
    }
}

fn method(context: &Context, strategy: &str, identifier: &str, is_busy: bool) -> Markup {
    let (text, path) = match strategy {
        "email_link" => (Text::MethodLink, icon::MAIL),
        "email_code" => (Text::MethodCode, icon::MAIL),
        "password" => (Text::MethodPassword, icon::KEY),
        "totp" => (Text::MethodTotp, icon::CLOCK),
        _ => (Text::MethodBackup, icon::KEY),
    };
    button::block(context, "click:method", strategy, path, text, identifier, is_busy)
}

fn choose(context: &Context, is_busy: bool) -> Markup {
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
        (button::block(context, "click:back", "", icon::ADD, Text::AddAccount, "", false))
        (button::block(context, "click:sign_out", "", icon::LEAVE, Text::SignOutAll, "", is_busy))
    }
}

fn footer(state: &SignIn, context: &Context, attempt: &snapshot::SignIn<'_>) -> Markup {
    let facts = &context.facts;
    let offers_another = match state.flow.screen {
        Screen::Start if facts.offers_sign_up() && !facts.has_sign_up() => {
            let url = state.flow.twin_url(facts, &state.typed);
            let (question, label) = (Text::SignInNoAccount, Text::SignInSignUp);
            return button::footer(context, question, "click:sign_up", &url, label);
        }
        Screen::Password | Screen::Link | Screen::Code | Screen::Ended => {
            attempt.status == "needs_first_factor" && has_other(attempt, state.used_strategy())
        }
        Screen::Totp => attempt.has_second("backup_code"),
        Screen::Backup => attempt.has_second("totp"),
        _ => false,
    };
    html! {
        @if offers_another {
            (button::quiet(context, "cl-footerActionLink", "click:methods", Text::UseAnother))
        }
    }
}
