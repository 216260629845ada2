//! What comes back: answers and refusals. Pure.

use super::{Ask, Flow, Screen};
use crate::command;
use crate::context::Context;
use crate::event::Refusal;
use crate::facts::Facts;
use crate::wait::End;
use crate::wire::Pairs;

/// How long somebody can read that they are signed in on the other tab.
const FOLLOW_MS: u64 = 2_000;

/// What is left to the kind of component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing.
    Nothing,
    /// The attempt has come further, elsewhere.
    Proceed,
    /// Nobody has this address, and it can be given an account in this card.
    SignUp,
    /// What the person asked for was done; or was refused.
    Asked(Ask),
}

impl Flow {
    /// A command was performed.
    pub(crate) fn answered(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        number: u64,
        answer: Pairs<'_>,
    ) -> Next {
        if self.wait.was_sent_again(context, number) {
            return Next::Nothing;
        }
        if self.wait.has_ended(number) {
            return self.wait_ended(facts, context);
        }
        match command::take(&mut self.ask, number) {
            Some(Ask::Code) => {
                self.wait.code_sent(context);
                self.sent(context, Screen::Code);
            }
            Some(Ask::Verify) => return self.link_worked(facts, context, answer),
            Some(Ask::Session) => {
                // The session is the current one, and the page was told to go on.
                if facts.is_modal {
                    context.commands.close();
                } else if facts.is_here(&self.after(facts)) {
                    self.show(context, Screen::SignedIn, false);
                }
            }
            Some(Ask::SignOut) => {
                context.go_to("", true);
                self.show(context, Screen::Start, true);
                return Next::Asked(Ask::SignOut);
            }
            Some(ask) => return Next::Asked(ask),
            None => {}
        }
        Next::Nothing
    }

    /// The wait is over: the verification says how it went.
    fn wait_ended(&mut self, facts: &Facts, context: &mut Context) -> Next {
        context.clear();
        let attempt = self.attempt(facts);
        match End::named(attempt.verification.status) {
            Some(end) => self.ended(facts, context, end),
            // The code was handed in meanwhile: that answer decides.
            None if self.is_busy() => {}
            None if attempt.is_complete && attempt.verification.same_client => {
                self.show(context, Screen::OtherTab, false);
                context.commands.tick(FOLLOW_MS);
            }
            None if attempt.is_unproved => self.ended(facts, context, End::Failed),
            None => return Next::Proceed,
        }
        Next::Nothing
    }

    fn ended(&mut self, facts: &Facts, context: &mut Context, end: End) {
        if end == End::SignedIn {
            self.leave(facts, context);
        } else {
            context.clear();
            self.end = end;
            self.show(context, Screen::Ended, false);
        }
    }

    /// On the link's page: the link was good.
    fn link_worked(&mut self, facts: &Facts, context: &mut Context, answer: Pairs<'_>) -> Next {
        let screen = match answer.get("outcome") {
            "other_device" => Screen::Switch,
            _ if facts.is_signed_in() => Screen::Done,
            _ if self.needs_more(facts) => return Next::Proceed,
            _ => Screen::Switch,
        };
        self.show(context, screen, false);
        Next::Nothing
    }

    /// Whether the address is proved, and that is not enough.
    fn needs_more(&self, facts: &Facts) -> bool {
        let snapshot = facts.snapshot();
        match self.is_sign_up {
            true => {
                snapshot.sign_up().status == "missing_requirements"
                    && !snapshot.sign_up().is_unverified()
            }
            false => snapshot.sign_in().status == "needs_second_factor",
        }
    }

    /// A command failed. The fields are those of the screen. Gives what was asked for, if that is to be looked at.
    pub(crate) fn failed(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        number: u64,
        why: &Refusal<'_>,
        fields: &[&'static str],
    ) -> Next {
        if self.wait.was_not_sent_again(context, number, why) {
            return Next::Nothing;
        }
        let was_sending = self.wait.is_sending;
        if self.wait.has_ended(number) {
            self.wait_failed(facts, context, why, was_sending.then_some(fields));
            return Next::Nothing;
        }
        let Some(ask) = command::take(&mut self.ask, number) else { return Next::Nothing };
        let session = why.error("identifier_already_signed_in").unwrap_or_default().session_id;
        if ask == Ask::Verify {
            if why.name != "MagicLinkError" {
                context.refused(why, &[]);
            }
            self.end = End::named(why.code).unwrap_or_default();
            self.show(context, Screen::Ended, false);
        } else if !session.is_empty() {
            self.enter_session(facts, context, session);
        } else if why.has("session_exists") && facts.is_signed_in() {
            self.leave(facts, context);
        } else if why.has("form_identifier_not_found") && !self.is_sign_up && facts.has_sign_up() {
            return Next::SignUp;
        } else if ask == Ask::Proof && self.screen == Screen::Link && !self.wait.is_on() {
            // The wait ended while the code was on its way: the link had worked, so the code is of no use any more.
            return self.wait_ended(facts, context);
        } else {
            if ask == Ask::Session {
                self.show(context, Screen::Start, false);
            }
            self.complain(context, why, fields);
            return Next::Asked(ask);
        }
        Next::Nothing
    }

    /// The wait broke; or the link could not be sent, then there are the fields of the screen.
    fn wait_failed(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        why: &Refusal<'_>,
        fields: Option<&[&'static str]>,
    ) {
        match End::named(why.code).filter(|_| why.name == "MagicLinkError") {
            Some(end) => self.ended(facts, context, end),
            None if why.code == "cancelled" => {}
            None => {
                // What was waited for is gone; else it can be tried again where it was asked for.
                if fields.is_none() {
                    self.end = End::Failed;
                    self.show(context, Screen::Ended, false);
                }
                self.complain(context, why, fields.unwrap_or_default());
            }
        }
    }

    /// Shows why something was refused. After "too many requests", the form works again by itself.
    fn complain(&self, context: &mut Context, why: &Refusal<'_>, fields: &[&'static str]) {
        context.refused(why, fields);
        self.wait.count_down(context);
    }
}
