//! What people do: submitting and pressing. Pure.

use super::{SignUp, fields};
use crate::command::Filled;
use crate::context::Context;
use crate::event::Act;
use crate::facts::Facts;
use crate::flow::{Ask, Screen};
use crate::pieces::field::camel;
use crate::wire::{Pairs, put};

impl SignUp {
    /// A button, a link or a form.
    pub(super) fn acted(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        if self.flow.acted(facts, context, act) {
            return;
        }
        match act.what {
            "edit" | "back" => {
                context.clear();
                self.flow.drop_all(context);
                self.offers_sign_in = false;
                context.go_to("", false);
                self.flow.show(context, Screen::Start, true);
                if act.what == "edit" {
                    context.focus_field("email_address");
                }
            }
            "start" => self.submit(facts, context, act.fields),
            "method" | "resend" => self.send(facts, context),
            _ => {}
        }
    }

    /// Everything that an account needs, or what was missing.
    fn submit(&mut self, facts: &Facts, context: &mut Context, typed: Pairs<'_>) {
        put(&mut self.typed, typed.0);
        self.offers_sign_in = false;
        context.clear();
        let mut is_whole = true;
        let mut filled = Filled::default();
        for &name in &fields(facts, self.flow.screen) {
            let value = match name {
                "password" => typed.get(name),
                _ => typed.get(name).trim_ascii(),
            };
            if !is_optional(facts, self.flow.screen, name) {
                is_whole &= context.require(name, value);
            }
            filled.add(&camel(name), value);
        }
        if is_whole {
            let (name, ask) = match self.flow.screen {
                Screen::Continue => ("update", Ask::Update),
                _ => ("create", Ask::Create),
            };
            self.flow.expect(context.commands.fill(name, &filled), ask);
        }
    }

    /// Sends a link, or a code where there is no link, because somebody asked for it.
    pub(super) fn send(&mut self, facts: &Facts, context: &mut Context) {
        context.clear();
        self.flow.drop_all(context);
        let attempt = &facts.snapshot().sign_up();
        if attempt.has_strategy("email_link") {
            self.flow.wait.send(context, "", &facts.link_url("display_config.sign_up_url"));
        } else {
            let number = context.commands.prepare("sign_up", "email_code", "");
            self.flow.expect(number, Ask::Code);
        }
    }
}

/// Whether a field of a screen may stay empty.
pub(super) fn is_optional(facts: &Facts, screen: Screen, name: &str) -> bool {
    screen != Screen::Continue && !facts.attribute(name, "required")
}
