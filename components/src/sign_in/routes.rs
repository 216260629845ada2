//! Which screen belongs to a route, and to a state of the attempt. Pure.

use super::{Ask, Screen, SignIn};
use crate::command::Command;
use crate::context::Context;
use crate::wait::End;

impl SignIn {
    /// The component appeared, or the address changed. Sends nothing.
    pub(super) fn enter(&mut self, context: &mut Context, by_person: bool) {
        self.drop_all(context);
        context.clear();
        if self.typed.is_empty() {
            self.typed = match context.given_identifier() {
                given if given.is_empty() => self.attempt.identifier.clone(),
                given => given,
            };
        }
        if context.route.path == "verify" {
            self.verify(context);
            return;
        }
        if context.is_signed_in() && context.is_single_session() {
            self.leave(context);
            return;
        }
        let people = !context.start.snapshot.people.is_empty();
        match context.route.path.as_str() {
            "choose" if people && !context.is_single_session() => {
                self.show(context, Screen::Choose, by_person);
            }
            "factor-one" => self.resume_first(context, by_person),
            "factor-two" if self.attempt.status == "needs_second_factor" => {
                self.second(context, by_person);
            }
            "factor-two" | "choose" => {
                context.go_to("", true);
                self.show_start(context, by_person);
            }
            _ => self.show_start(context, by_person),
        }
        if !by_person {
            // Nothing on the page moves the focus because a component appears, unless it is a dialog.
            self.focus_at_start(context);
        }
    }

    fn focus_at_start(&self, context: &mut Context) {
        context.forget_focus();
        if context.start.is_modal {
            match self.screen {
                Screen::Start => context.focus_field("identifier"),
                _ => context.focus_heading(true),
            }
        }
    }

    /// The page that a link opened.
    fn verify(&mut self, context: &mut Context) {
        self.screen = Screen::Verify;
        let complete_url = context.after_sign_in();
        self.ask(context, Ask::Verify, |number| Command::Verify { number, complete_url });
    }

    /// Back at the first factor: goes on with what was sent, if anything was.
    fn resume_first(&mut self, context: &mut Context, by_person: bool) {
        let verification = &self.attempt.verification;
        let (status, strategy) = (verification.status.as_str(), verification.strategy.as_str());
        if self.attempt.status != "needs_first_factor" {
            context.go_to("", true);
            self.go_on(context, by_person);
            return;
        }
        let by_email = matches!(strategy, "email_link" | "email_code");
        let screen = match (strategy, status) {
            ("email_link", "unverified") => Screen::Link,
            ("email_code", "unverified") => Screen::Code,
            _ => match End::named(status).filter(|_| by_email) {
                Some(end) => Screen::Ended(end),
                None if self.prefers_password(context) => Screen::Password,
                None => Screen::Methods,
            },
        };
        if let Some(factor) = self.factor_of(strategy) {
            self.factor = factor;
        }
        if screen == Screen::Link {
            let id = self.factor.id.clone();
            self.wait.resume(context, &id);
        }
        self.before_methods = Screen::Start;
        self.show(context, screen, by_person);
    }

    /// What comes next, without anything being sent.
    fn go_on(&mut self, context: &mut Context, by_person: bool) {
        match self.attempt.status.as_str() {
            "needs_second_factor" => self.second(context, by_person),
            _ => self.show_start(context, by_person),
        }
    }

    /// The second factor: the app, else a backup code.
    pub(super) fn second(&mut self, context: &mut Context, by_person: bool) {
        let screen = match () {
            () if self.has_second("totp") => Screen::Totp,
            () if self.has_second("backup_code") => Screen::Backup,
            () => Screen::NoMethod,
        };
        context.go_to("factor-two", context.route.path == "verify");
        self.show(context, screen, by_person);
    }

    /// The first factor, right after the person said who they are: an email is sent now.
    pub(super) fn first(&mut self, context: &mut Context) {
        if self.prefers_password(context) {
            context.go_to("factor-one", false);
            self.show(context, Screen::Password, true);
        } else if self.factor_of("email_link").is_some() {
            self.send_link(context);
        } else if self.factor_of("email_code").is_some() {
            self.send_code(context);
        } else {
            context.go_to("factor-one", false);
            self.show(context, Screen::NoMethod, true);
        }
    }

    fn prefers_password(&self, context: &Context) -> bool {
        let is_first = context.environment("display_config.preferred_sign_in_strategy") == "password";
        let by_email = self.methods().any(|factor| factor.strategy != "password");
        self.factor_of("password").is_some() && (is_first || !by_email)
    }

    /// Sends a link, because somebody asked for it.
    pub(super) fn send_link(&mut self, context: &mut Context) {
        self.drop_all(context);
        let Some(factor) = self.factor_of("email_link") else { return self.send_code(context) };
        let url = context.link_url("display_config.sign_in_url");
        self.wait.send(context, &factor.id, url);
        self.factor = factor;
    }

    /// Sends a code, because somebody asked for it.
    pub(super) fn send_code(&mut self, context: &mut Context) {
        self.drop_all(context);
        let Some(factor) = self.factor_of("email_code") else { return };
        let (strategy, id) = (factor.strategy.clone(), factor.id.clone());
        self.factor = factor;
        self.ask(context, Ask::Code, |number| {
            let step = crate::command::Step::First;
            Command::Prepare { number, step, strategy, id }
        });
    }
}
