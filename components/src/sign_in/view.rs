//! The screens of SignIn. Pure.

use maud::{Markup, html};

use super::{CLASS, Screen, SignIn};
use crate::context::Context;
use crate::pieces::card::{self, Head, card};
use crate::pieces::field::Field;
use crate::pieces::{button, icon, link_sent, people};
use crate::texts::Text;
use crate::wait::End;

/// The card of the present screen.
pub(super) fn view(state: &SignIn, context: &Context) -> Markup {
    if context.start.snapshot.changing && state.screen == Screen::Start {
        return card::root(context, CLASS, &html! {});
    }
    let head = head(state, context);
    let main = main(state, context);
    let footer = footer(state, context);
    card(context, CLASS, &head, &main, &footer)
}

fn head(state: &SignIn, context: &Context) -> Head {
    use Text as T;
    let bad = Some(("cl-badge cl-error", icon::ALERT));
    let good = Some(("cl-badge cl-success", icon::CHECK));
    let late = Some(("cl-badge cl-warning", icon::CLOCK));
    let mail = Some(("cl-badge", icon::MAIL));
    let with_code = context.links_have_codes() && state.factor_of("email_code").is_some();
    let sent = if with_code { T::LinkCodeSubtitle } else { T::LinkSubtitle };
    let (title, subtitle, back, badge) = match state.screen {
        Screen::Start => (T::SignInTitle, Some(T::SignInSubtitle), "", None),
        Screen::Password => (T::PasswordTitle, Some(T::PasswordSubtitle), "click:back", None),
        Screen::Link => (T::LinkTitle, Some(sent), "click:back", mail),
        Screen::Code => (T::CodeTitle, Some(T::CodeSubtitle), "click:back", mail),
        Screen::Methods => (T::MethodsTitle, Some(T::MethodsSubtitle), "click:back", None),
        Screen::NoMethod => (T::NoMethodTitle, Some(T::NoMethodMessage), "click:back", bad),
        Screen::Totp => (T::TotpTitle, Some(T::TotpSubtitle), "click:back", None),
        Screen::Backup => (T::BackupTitle, Some(T::BackupSubtitle), "click:back", None),
        Screen::Choose => (T::ChooseTitle, Some(T::ChooseSubtitle), "", None),
        Screen::Verify => (T::VerifyLoading, None, "", None),
        Screen::Switch => (T::SwitchTitle, Some(T::SwitchSubtitle), "", good),
        Screen::OtherTab => (T::OtherTabTitle, Some(T::OtherTabSubtitle), "", good),
        Screen::Done => (T::VerifiedTitle, Some(T::VerifiedSubtitle), "", good),
        Screen::SignedIn => (T::SignedInTitle, None, "", None),
        Screen::Ended(end) | Screen::LinkEnded(end) => match end {
            End::Expired => (T::ExpiredTitle, Some(T::ExpiredSubtitle), "", late),
            End::Mismatch => (T::MismatchTitle, Some(T::MismatchSubtitle), "", bad),
            End::Superseded | End::SignedIn => (T::EndedTitle, Some(T::EndedSubtitle), "", bad),
            End::Failed => (T::FailedTitle, Some(T::FailedSubtitle), "", bad),
        },
    };
    let subtitle = subtitle.map(|text| context.text(text)).unwrap_or_default();
    let has_logo = matches!(state.screen, Screen::Start | Screen::Choose);
    Head { title: context.text(title), subtitle, back, badge, has_logo }
}

fn main(state: &SignIn, context: &Context) -> Markup {
    match state.screen {
        Screen::Start => start(state, context),
        Screen::Password => password(state, context),
        Screen::Link => link(state, context),
        Screen::Code => html! {
            (link_sent::identity(context, &state.factor.identifier))
            (link_sent::code(context, state.is_busy()))
            (link_sent::resend(context, &state.wait))
            (link_sent::mailbox(context, &state.factor.identifier))
        },
        Screen::Totp => link_sent::code(context, state.is_busy()),
        Screen::Backup => backup(state, context),
        Screen::Methods => methods(state, context),
        Screen::NoMethod => no_method(context),
        Screen::Choose => choose(context),
        Screen::Ended(_) | Screen::LinkEnded(_) => ended(state, context),
        Screen::Verify | Screen::Done => html! {
            div class="cl-spinnerBox" { span class="cl-spinner" aria-hidden="true" {} }
        },
        Screen::Switch => html! {},
        Screen::OtherTab => html! {},
        Screen::SignedIn => signed_in(context, state.is_busy()),
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
    let mut field = Field::named("identifier").with(&state.typed);
    if context.attribute("username", "used_for_first_factor") {
        field = Field { kind: "text", ..field.labelled(Text::EmailOrUsername) };
    }
    let is_busy = state.is_busy() || state.is_sending();
    let is_locked = context.locked_until > context.now;
    html! {
        form class="cl-form" data-on="submit:start" novalidate {
            (field.view(context))
            @if context.attribute("password", "enabled") {
                (managed("password", "password", "current-password", ""))
            }
            @if state.offers_account {
                a class="cl-formFieldAction" data-on="click:sign_up"
                    href=(state.sign_up_url(context, &state.typed)) { (context.text(Text::CreateAccount)) }
            }
            (button::submit(context, Text::Continue, is_busy || is_locked))
        }
    }
}

fn password(state: &SignIn, context: &Context) -> Markup {
    html! {
        (link_sent::identity(context, &state.attempt.identifier))
        form class="cl-form" data-on="submit:password" novalidate {
            (managed("username", "text", "username", &state.attempt.identifier))
            (Field::named("password").view(context))
            (button::submit(context, Text::Continue, state.is_busy() || state.is_sending()))
        }
    }
}

fn link(state: &SignIn, context: &Context) -> Markup {
    let with_code = context.links_have_codes() && state.factor_of("email_code").is_some();
    html! {
        (link_sent::identity(context, &state.factor.identifier))
        (link_sent::mailbox(context, &state.factor.identifier))
        (link_sent::waiting(context, &state.wait))
        @if with_code { (link_sent::code(context, state.is_busy())) }
        (link_sent::resend(context, &state.wait))
    }
}

fn backup(state: &SignIn, context: &Context) -> Markup {
    let field = Field { autocomplete: "off", ..Field::named("code").labelled(Text::BackupCode) };
    html! {
        form class="cl-form" data-on="submit:code" novalidate {
            (field.view(context))
            (button::submit(context, Text::Continue, state.is_busy()))
        }
    }
}

fn methods(state: &SignIn, context: &Context) -> Markup {
    let second = state.attempt.status == "needs_second_factor";
    html! {
        div class="cl-alternativeMethods" {
            @if !second {
                @for factor in state.methods() {
                    (method(context, &factor.strategy, &factor.identifier))
                }
            }
            @if second && state.has_second("totp") { (method(context, "totp", "")) }
            @if second && state.has_second("backup_code") { (method(context, "backup_code", "")) }
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
    button::block("click:method", strategy, path, &context.text_with(text, identifier))
}

fn no_method(context: &Context) -> Markup {
    let url = context.first_environment(&["display_config.sign_in_url"]);
    html! { a class="cl-formButtonPrimary" href=(url) { (context.text(Text::NoMethodLink)) } }
}

fn choose(context: &Context) -> Markup {
    html! {
        ul class="cl-accounts" {
            @for person in &context.start.snapshot.people {
                li {
                    button class="cl-userPreview" type="button" data-on="click:pick" data-at=(person.session_id) {
                        (people::preview(person))
                        (icon::pointing(icon::NEXT))
                    }
                }
            }
        }
        (button::block("click:add", "", icon::ADD, &context.text(Text::AddAccount)))
        (button::block("click:sign_out", "", icon::LEAVE, &context.text(Text::SignOutAll)))
    }
}

fn ended(state: &SignIn, context: &Context) -> Markup {
    let can_send = state.attempt.status == "needs_first_factor" && state.factor_of("email_link").is_some();
    let is_busy = state.is_busy() || state.is_sending();
    html! {
        @if can_send {
            (button::primary("click:link", &context.text(Text::NewLink), is_busy))
            (button::quiet("cl-formButtonReset", "click:again", &context.text(Text::StartAgain)))
        } @else {
            (button::primary("click:again", &context.text(Text::StartAgain), is_busy))
        }
    }
}

/// Who is signed in, and the ways on: this page itself is where a sign-in would have led.
pub(crate) fn signed_in(context: &Context, is_busy: bool) -> Markup {
    let snapshot = &context.start.snapshot;
    let person = snapshot.people.iter().find(|person| person.session_id == snapshot.session_id);
    let home = context.first_environment(&["display_config.home_url"]);
    html! {
        @if let Some(person) = person {
            div class="cl-userPreview" { (people::preview(person)) }
        }
        @if !context.is_here(&home) {
            (button::primary("click:continue", &context.text(Text::Continue), is_busy))
        }
        (button::quiet("cl-formButtonReset", "click:sign_out", &context.text(Text::SignOut)))
    }
}

fn footer(state: &SignIn, context: &Context) -> Markup {
    let another = || button::quiet("cl-footerActionLink", "click:methods", &context.text(Text::UseAnother));
    let has_other = state.methods().any(|factor| factor.strategy != state.used_strategy());
    match state.screen {
        Screen::Start if context.offers_sign_up() => {
            let label = context.text(Text::SignInSignUp);
            let url = state.sign_up_url(context, &state.typed);
            button::footer(&context.text(Text::SignInNoAccount), "click:sign_up", &url, &label)
        }
        Screen::Password | Screen::Link | Screen::Code | Screen::Ended(_) if has_other => another(),
        Screen::Totp if state.has_second("backup_code") => another(),
        Screen::Backup if state.has_second("totp") => another(),
        _ => html! {},
    }
}
