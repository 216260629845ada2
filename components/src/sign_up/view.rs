//! The screens of SignUp. Pure.

use maud::{Markup, html};

use super::presses::is_optional;
use super::{CLASS, SignUp, fields};
use crate::context::Context;
use crate::flow::{Screen, view};
use crate::pieces::button;
use crate::pieces::card::{Badge, Head, card};
use crate::pieces::field::{Field, owner, password_hint};
use crate::route::is_address;
use crate::texts::Text;

/// The card of the present screen.
pub(super) fn card_of(state: &SignUp, context: &Context) -> Markup {
    let attempt = &context.facts.snapshot().sign_up();
    let with_code = context.facts.links_have_codes() && attempt.has_strategy("email_code");
    let main = match state.flow.screen {
        Screen::Start | Screen::Continue => form(state, context),
        _ => view::main(&state.flow, context, attempt.email_address, with_code),
    };
    let head = match state.flow.screen {
        Screen::Start => Head {
            title: Text::SignUpTitle,
            subtitle: Some(Text::SignUpSubtitle),
            goes_back: false,
            badge: Badge::None,
            has_logo: true,
        },
        Screen::Continue => Head {
            title: Text::ContinueTitle,
            subtitle: Some(Text::ContinueSubtitle),
            goes_back: true,
            badge: Badge::None,
            has_logo: false,
        },
        _ => view::head(&state.flow, with_code),
    };
    card(context, CLASS, head, &main, &footer(state, context))
}

fn form(state: &SignUp, context: &Context) -> Markup {
    let facts = &context.facts;
    let hint = password_hint(context);
    let given = facts.given_identifier();
    let fields = fields(facts, state.flow.screen);
    html! {
        form class="cl-form" data-on="submit:start" novalidate {
            @if fields == ["password"] { (owner(context, facts.snapshot().sign_up().email_address)) }
            @for &name in &fields {
                ({
                    let mut field = Field::named(name);
                    field.value = state.value(facts, name);
                    field.is_optional = is_optional(facts, state.flow.screen, name);
                    if name == "password" {
                        field.autocomplete = "new-password";
                        field.hint = &hint;
                        field.value = "";
                    }
                    if name == "email_address" && field.value.is_empty() && is_address(&given) {
                        field.value = &given;
                    }
                    field.view(context)
                })
            }
            @if state.offers_sign_in {
                a class="cl-formFieldAction" data-on="click:sign_in"
                    href=(state.flow.twin_url(facts, state.value(facts, "email_address"))) {
                    (facts.text(Text::SignInInstead))
                }
            }
            (button::submit(context, Text::Continue, state.flow.is_held(context)))
        }
    }
}

fn footer(state: &SignUp, context: &Context) -> Markup {
    let facts = &context.facts;
    html! {
        @if matches!(state.flow.screen, Screen::Start | Screen::Continue | Screen::Impossible) {
            (button::footer(context, Text::SignUpHave, "click:sign_in",
                &state.flow.twin_url(facts, state.value(facts, "email_address")), Text::SignUpSignIn))
        }
    }
}
