//! Which screen belongs to a route, and to a state of the attempt. Pure.

use super::{SignIn, has_other};
use crate::context::Context;
use crate::facts::Facts;
use crate::flow::{Ask, Screen};
use crate::snapshot;
use crate::wait::End;

impl SignIn {
    pub(super) fn screen_of_route(&mut self, facts: &Facts, context: &mut Context) -> Screen {
        let snapshot = facts.snapshot();
        let attempt = &snapshot.sign_in();
        match facts.path.as_str() {
            "choose" if snapshot.people().next().is_some() => Screen::Choose,
            "factor-one" if attempt.status == "needs_first_factor" => {
                self.resumed(facts, context, attempt)
            }
            "factor-two" if attempt.status == "needs_second_factor" => second(attempt),
            "factor-one" | "factor-two" | "choose" => {
                context.go_to("", true);
                Screen::Start
            }
            _ if facts.is_without_identifier() => Screen::Impossible,
            // A route of somebody else's: it stays as it is.
            _ => Screen::Start,
        }
    }

    /// Back at the first factor: goes on with what was sent, if anything was.
    fn resumed(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        attempt: &snapshot::SignIn<'_>,
    ) -> Screen {
        let verification = attempt.verification;
        let by_email = matches!(verification.strategy, "email_link" | "email_code");
        self.before_methods = Screen::Start;
        match (verification.strategy, verification.status) {
            ("email_link", "unverified") => {
                let factor = attempt.factor("email_link").unwrap_or_default();
                let url = facts.link_url("display_config.sign_in_url");
                self.flow.wait.resume(context, "sign_in", factor.id, &url);
                Screen::Link
            }
            ("email_code", "unverified") => Screen::Code,
            (_, status) => match End::named(status).filter(|_| by_email) {
                Some(end) => {
                    self.flow.end = end;
                    Screen::Ended
                }
                None if prefers_password(facts, attempt) => Screen::Password,
                None => Screen::Methods,
            },
        }
    }

    /// What comes next, in the card in which the person acts.
    pub(super) fn proceed(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        let attempt = &facts.snapshot().sign_in();
        match attempt.status {
            "complete" => self.flow.finish(facts, context),
            "needs_second_factor" => {
                self.flow.wait.cancel(context);
                // Back leads from there to the address, not to a link that was used.
                context.go_to("factor-two", !context.path.is_empty());
                self.flow.show(context, second(attempt), by_person);
            }
            "needs_first_factor" if !prefers_password(facts, attempt) => {
                if attempt.has_first("email_link") {
                    self.send_link(facts, context);
                } else {
                    self.send_code(facts, context);
                }
            }
            status => {
                let is_password = status == "needs_first_factor";
                let screen = if is_password { Screen::Password } else { Screen::Impossible };
                context.go_to("factor-one", false);
                self.flow.show(context, screen, by_person);
            }
        }
    }

    /// Sends a link, because somebody asked for it.
    pub(super) fn send_link(&mut self, facts: &Facts, context: &mut Context) {
        self.flow.drop_all(context);
        let Some(factor) = facts.snapshot().sign_in().factor("email_link") else { return };
        let url = facts.link_url("display_config.sign_in_url");
        self.flow.wait.send(context, "sign_in", factor.id, &url);
    }

    /// Sends a code, because somebody asked for it.
    pub(super) fn send_code(&mut self, facts: &Facts, context: &mut Context) {
        self.flow.drop_all(context);
        match facts.snapshot().sign_in().factor("email_code") {
            Some(factor) => {
                let number = context.commands.prepare("first", "email_code", factor.id);
                self.flow.expect(number, Ask::Code);
            }
            None => {
                context.go_to("factor-one", false);
                self.flow.show(context, Screen::Impossible, true);
            }
        }
    }
}

/// The second factor: the app, else a backup code.
fn second(attempt: &snapshot::SignIn<'_>) -> Screen {
    match () {
        () if attempt.has_second("totp") => Screen::Totp,
        () if attempt.has_second("backup_code") => Screen::Backup,
        () => Screen::Impossible,
    }
}

fn prefers_password(facts: &Facts, attempt: &snapshot::SignIn<'_>) -> bool {
    let is_first = facts.environment("display_config.preferred_sign_in_strategy") == "password";
    attempt.has_first("password") && (is_first || !has_other(attempt, "password"))
}
