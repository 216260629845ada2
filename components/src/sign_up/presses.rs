//! What people do: submitting and pressing. Pure.

use super::{SignUp, fields};
use crate::command::Filled;
use crate::context::Context;
use crate::event::Act;
use crate::facts::Facts;
use crate::flow::{Ask, Screen};
use crate::pieces::field::camel;
use crate::route::is_address;
use crate::wire::{FIELD, Pairs, join, put};

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
            "transfer" => self.take_over(facts, context, act.at),
            _ => {}
        }
    }

    /// Goes on with what somebody submitted in SignIn, if an account needs no more than that.
    fn take_over(&mut self, facts: &Facts, context: &mut Context, typed: &str) {
        let name = if is_address(typed) { "email_address" } else { "username" };
        let fields_typed = join(&[name, FIELD, typed]);
        put(&mut self.typed, &fields_typed);
        if is_address(typed) && fields(facts, Screen::Start) == ["email_address"] {
            self.submit(facts, context, Pairs(&fields_typed));
        }
    }

    /// Everything that an account needs, or what was missing.
    fn submit(&mut self, facts: &Facts, context: &mut Context, typed: Pairs<'_>) {
        self.offers_sign_in = false;
        context.clear();
        let mut is_whole = true;
        let mut filled = Filled::default();
        // All but the password.
        let mut kept = Filled::default();
        for &name in &fields(facts, self.flow.screen) {
            let mut value = typed.get(name);
            if name != "password" {
                value = value.trim_ascii();
                kept.add(name, value);
            }
            if !is_optional(facts, self.flow.screen, name) {
                is_whole &= context.require(name, value);
            }
            filled.add(&camel(name), value);
        }
        put(&mut self.typed, kept.pairs().0);
        if is_whole {
            let (name, ask) = match self.flow.screen {
                Screen::Continue => ("update", Ask::Update),
                _ => ("create", Ask::Create),
            };
            self.flow.expect(context.commands.fill(name, "sign_up", &filled), ask);
        }
    }

    /// Sends a link, or a code where there is no link, because somebody asked for it.
    pub(super) fn send(&mut self, facts: &Facts, context: &mut Context) {
        context.clear();
        self.flow.drop_all(context);
        let attempt = &facts.snapshot().sign_up();
        if attempt.has_strategy("email_link") {
            let url = facts.link_url("display_config.sign_up_url");
            self.flow.wait.send(context, "sign_up", "", &url);
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

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::SignUp;
    use crate::context::Context;
    use crate::facts::Facts;
    use crate::wire::{Pairs, Reader};

    #[test]
    fn the_password_is_not_kept() {
        let enabled = ["email_address", "password"]
            .map(|name| ["user_settings.attributes.", name, ".enabled\u{1f}true"].concat());
        let start = ["cl1-", "", "", "", "", "ready", "0", "2", &enabled.join("\u{1f}")];
        let mut facts = Facts::default();
        facts.start(&mut Reader::new(&start.join("\u{1f}")));
        let mut context = Context::new(Facts::new(Rc::default()));
        let mut sign_up = SignUp::default();
        let typed = ["email_address", " a@b.test", "password", "secret"].join("\u{1f}");
        sign_up.submit(&facts, &mut context, Pairs(&typed));
        assert_eq!(sign_up.typed, "email_address\u{1f}a@b.test");
    }
}
