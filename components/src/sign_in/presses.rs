//! What people do: submitting, pressing, typing. Pure.

use super::SignIn;
use crate::command::Filled;
use crate::context::Context;
use crate::event::Act;
use crate::facts::Facts;
use crate::flow::{Ask, Screen};
use crate::wire::{Pairs, put};

impl SignIn {
    /// A button, a link or a form.
    pub(super) fn acted(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        if self.flow.acted(facts, context, act) {
            return;
        }
        match act.what {
            "edit" | "back" => self.back(context, act.what),
            "start" => self.submit_start(context, act.fields),
            "methods" => {
                context.clear();
                self.before_methods = self.flow.screen;
                self.flow.show(context, Screen::Methods, true);
            }
            "method" => self.choose_method(facts, context, act.at),
            "resend" => {
                context.clear();
                self.send_code(facts, context);
            }
            "pick" => self.flow.enter_session(facts, context, act.at),
            "transfer" => put(&mut self.typed, act.at),
            _ => {}
        }
    }

    fn submit_start(&mut self, context: &mut Context, fields: Pairs<'_>) {
        let typed = fields.get("identifier").trim_ascii();
        put(&mut self.typed, typed);
        self.offers_account = false;
        if !context.is_locked() {
            context.clear();
            if context.require("identifier", typed) {
                self.create(context, fields.get("password"));
            }
        }
    }

    /// Starts an attempt. A password manager may have filled in a password before anybody was asked for it.
    pub(super) fn create(&mut self, context: &mut Context, password: &str) {
        let mut fields = Filled::default();
        fields.add("identifier", &self.typed);
        fields.add("password", password);
        let number = context.commands.fill("create", "sign_in", &fields);
        let ask = if password.is_empty() { Ask::Create } else { Ask::CreateWithPassword };
        self.flow.expect(number, ask);
    }

    fn choose_method(&mut self, facts: &Facts, context: &mut Context, strategy: &str) {
        context.clear();
        match strategy {
            "email_link" => self.send_link(facts, context),
            "email_code" => self.send_code(facts, context),
            "password" => {
                self.flow.drop_all(context);
                context.go_to("factor-one", false);
                self.flow.show(context, Screen::Password, true);
            }
            "totp" => self.flow.show(context, Screen::Totp, true),
            "backup_code" => self.flow.show(context, Screen::Backup, true),
            _ => {}
        }
    }

    /// One step back: from the list of methods to where it was opened, else to the address.
    fn back(&mut self, context: &mut Context, what: &str) {
        context.clear();
        if self.flow.screen == Screen::Methods && self.before_methods != Screen::Start {
            self.flow.forget();
            // Only the link's own screen waits for a link that is being sent.
            if self.flow.wait.is_sending && self.before_methods != Screen::Link {
                self.flow.wait.cancel(context);
            }
            self.flow.show(context, self.before_methods, true);
        } else {
            self.flow.drop_all(context);
            context.go_to("", false);
            self.offers_account = false;
            self.flow.show(context, Screen::Start, true);
            if what == "edit" {
                context.focus_field("identifier");
            }
        }
    }
}
