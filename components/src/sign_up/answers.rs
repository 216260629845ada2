//! What comes back: answers and refusals. Pure.

use super::{FIELDS, Screen, SignUp, fields};
use crate::context::Context;
use crate::event::Refusal;
use crate::facts::Facts;
use crate::flow::Ask;
use crate::texts::Text;
use crate::wait::End;
use crate::wire::Pairs;

/// How long somebody can read that they are signed in on the other tab.
const FOLLOW_MS: u64 = 2_000;

impl SignUp {
    /// A command was performed.
    pub(super) fn answered(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        number: u64,
        answer: Pairs<'_>,
    ) {
        if self.flow.wait.was_sent_again(context, number) {
            return;
        }
        if self.flow.wait.has_ended(number) {
            return self.wait_ended(facts, context);
        }
        match self.flow.take(number) {
            Some(Ask::Code) => {
                self.flow.wait.code_sent(context);
                self.sent(context, Screen::Code);
            }
            Some(Ask::Verify) => self.link_worked(facts, context, answer),
            Some(Ask::Session) => {
                // The session is the current one, and the page was told to go on.
                if facts.is_modal {
                    context.commands.close();
                } else if facts.is_here(&facts.after_sign_up()) {
                    self.show(context, Screen::SignedIn, false);
                }
            }
            Some(Ask::SignOut) => self.show(context, Screen::Start, true),
            Some(_) => self.proceed(facts, context, true),
            None => {}
        }
    }

    /// What comes next: proving the address, what is still missing, or the new session.
    fn proceed(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        let attempt = &facts.snapshot().sign_up();
        if attempt.status == "complete" {
            self.finish(facts, context);
        } else if attempt.is_unverified() {
            self.send(facts, context);
        } else {
            self.flow.wait.cancel(context);
            let can_ask = attempt.missing().all(|name| FIELDS.contains(&name));
            let is_open = attempt.status == "missing_requirements";
            let screen = if can_ask && is_open { Screen::Continue } else { Screen::Restricted };
            context.clear();
            // Back leads from there to the start, not to a link that was used.
            context.go_to("continue", !context.path.is_empty());
            self.show(context, screen, by_person);
        }
    }

    /// An email went out.
    pub(super) fn sent(&mut self, context: &mut Context, screen: Screen) {
        context.clear();
        context.say(Text::Sent);
        context.go_to("verify-email-address", false);
        self.show(context, screen, true);
    }

    /// The wait is over: the verification says how it went.
    fn wait_ended(&mut self, facts: &Facts, context: &mut Context) {
        let attempt = &facts.snapshot().sign_up();
        match End::named(attempt.verification.status) {
            Some(end) => self.ended(facts, context, end),
            // The code was handed in meanwhile: that answer decides.
            None if self.flow.is_busy() => {}
            None if attempt.status == "complete" && attempt.verification.same_client => {
                self.show(context, Screen::OtherTab, false);
                context.commands.tick(FOLLOW_MS);
            }
            None if attempt.is_unverified() => self.ended(facts, context, End::Failed),
            None => self.proceed(facts, context, false),
        }
    }

    fn ended(&mut self, facts: &Facts, context: &mut Context, end: End) {
        if end == End::SignedIn {
            self.leave(facts, context);
        } else {
            context.clear();
            self.flow.end = end;
            self.show(context, Screen::Ended, false);
        }
    }

    /// On the link's page: the link was good.
    fn link_worked(&mut self, facts: &Facts, context: &mut Context, answer: Pairs<'_>) {
        if answer.get("outcome") != "other_device" {
            if facts.is_signed_in() {
                return self.show(context, Screen::Done, false);
            }
            let attempt = &facts.snapshot().sign_up();
            if attempt.status == "missing_requirements" && !attempt.is_unverified() {
                return self.proceed(facts, context, false);
            }
        }
        self.show(context, Screen::Switch, false);
    }

    /// A command failed.
    pub(super) fn failed(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        number: u64,
        why: &Refusal<'_>,
    ) {
        if self.flow.wait.was_not_sent_again(context, number, why) {
            return;
        }
        if self.flow.wait.has_ended(number) {
            return self.wait_failed(facts, context, why);
        }
        let session = why.error("identifier_already_signed_in").unwrap_or_default().session_id;
        match self.flow.take(number) {
            Some(Ask::Verify) => {
                if why.name != "MagicLinkError" {
                    context.refused(why, &[]);
                }
                self.flow.end = End::named(why.code).unwrap_or_default();
                self.show(context, Screen::Ended, false);
            }
            Some(Ask::Create | Ask::Update) if !session.is_empty() => {
                self.show(context, Screen::Done, false);
                self.flow.enter_session(context, session, &facts.after_sign_up());
            }
            Some(Ask::Create) if why.error("session_exists").is_some() && facts.is_signed_in() => {
                self.leave(facts, context);
            }
            Some(ask) => {
                let taken = |error: crate::event::ApiError<'_>| error.param == "email_address";
                let exists =
                    why.errors().filter(|error| error.code == "form_identifier_exists").any(taken);
                self.offers_sign_in = exists && ask == Ask::Create;
                if ask == Ask::Session {
                    self.show(context, Screen::Start, false);
                }
                self.complain(facts, context, why);
            }
            None => {}
        }
    }

    /// The link could not be sent, or the wait for it broke.
    fn wait_failed(&mut self, facts: &Facts, context: &mut Context, why: &Refusal<'_>) {
        match End::named(why.code).filter(|_| why.name == "MagicLinkError") {
            Some(end) => self.ended(facts, context, end),
            None if why.code == "cancelled" => {}
            None => {
                // What was waited for is gone; else it was not sent, and can be tried again where it was asked for.
                if self.screen == Screen::Link {
                    self.flow.end = End::Failed;
                    self.show(context, Screen::Ended, false);
                }
                self.complain(facts, context, why);
            }
        }
    }

    /// Shows why something was refused. After "too many requests", the form works again by itself.
    fn complain(&self, facts: &Facts, context: &mut Context, why: &Refusal<'_>) {
        let names: Vec<_> = match self.screen {
            Screen::Link | Screen::Code => vec!["code"],
            Screen::Start | Screen::Continue => fields(facts, self.screen).collect(),
            _ => vec![],
        };
        context.refused(why, &names);
        if why.retry_after > 0 {
            context.commands.tick(why.retry_after * 1000);
        }
    }
}
