//! What comes back: answers, refusals, progress, and changes from elsewhere. Pure.

use super::{Screen, SignIn};
use crate::context::Context;
use crate::event::{Progress, Refusal};
use crate::facts::Facts;
use crate::flow::Ask;
use crate::texts::Text;
use crate::wait::End;
use crate::wire::Pairs;

/// How long somebody can read that they are signed in on the other tab.
const FOLLOW_MS: u64 = 2_000;

impl SignIn {
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
            Some(Ask::Proof) if facts.snapshot().sign_in().status == "needs_first_factor" => {
                // It was taken, but is not enough: nobody knows what is.
                self.flow.wait.cancel(context);
                self.show(context, Screen::NoMethod, true);
            }
            Some(Ask::Create | Ask::CreateWithPassword | Ask::Proof) => {
                self.proceed(facts, context, true)
            }
            Some(Ask::Code) => {
                self.flow.wait.code_sent(context);
                self.sent(context, Screen::Code);
            }
            Some(Ask::Verify) => self.link_worked(facts, context, answer),
            Some(Ask::Session) => {
                // The session is the current one, and the page was told to go on.
                if facts.is_modal {
                    context.commands.close();
                } else if facts.is_here(&facts.after_sign_in()) {
                    self.show(context, Screen::SignedIn, false);
                }
            }
            Some(Ask::SignOut) => {
                self.typed.clear();
                context.go_to("", true);
                self.show_start(context, true);
            }
            Some(Ask::Update) | None => {}
        }
    }

    /// An email went out.
    fn sent(&mut self, context: &mut Context, screen: Screen) {
        context.clear();
        context.say(Text::Sent);
        context.go_to("factor-one", false);
        self.show(context, screen, true);
    }

    /// The wait is over: the verification says how it went.
    fn wait_ended(&mut self, facts: &Facts, context: &mut Context) {
        let attempt = facts.snapshot().sign_in();
        match End::named(attempt.verification.status) {
            Some(end) => self.ended(facts, context, end),
            // The code was handed in meanwhile: that answer decides.
            None if self.flow.is_busy() => {}
            None if attempt.status == "complete" && attempt.verification.same_client => {
                self.show(context, Screen::OtherTab, false);
                context.commands.tick(FOLLOW_MS);
            }
            None if attempt.status == "needs_first_factor" => {
                self.ended(facts, context, End::Failed)
            }
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
            if facts.snapshot().sign_in().status == "needs_second_factor" {
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
        match self.flow.take(number) {
            Some(ask @ (Ask::Create | Ask::CreateWithPassword)) => {
                self.not_created(facts, context, why, ask);
            }
            Some(Ask::Verify) => {
                if why.name != "MagicLinkError" {
                    context.refused(why, &[]);
                }
                self.flow.end = End::named(why.code).unwrap_or_default();
                self.show(context, Screen::Ended, false);
            }
            Some(ask) => {
                self.complain(context, why);
                if ask == Ask::Session {
                    self.show_start(context, false);
                }
            }
            None => {}
        }
    }

    /// The attempt was refused.
    fn not_created(&mut self, facts: &Facts, context: &mut Context, why: &Refusal<'_>, ask: Ask) {
        let has = |code| why.error(code).is_some();
        let session = why.error("identifier_already_signed_in").unwrap_or_default().session_id;
        if !session.is_empty() {
            self.enter_session(facts, context, session);
        } else if has("session_exists") && facts.is_signed_in() {
            self.leave(facts, context);
        } else if ask == Ask::CreateWithPassword
            && (has("form_password_incorrect") || has("strategy_for_user_invalid"))
        {
            self.create(context, "");
        } else {
            self.offers_account = has("form_identifier_not_found") && self.typed.contains('@');
            self.complain(context, why);
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
                self.complain(context, why);
            }
        }
    }

    /// Shows why something was refused. After "too many requests", the form works again by itself.
    fn complain(&self, context: &mut Context, why: &Refusal<'_>) {
        context.refused(
            why,
            match self.screen {
                Screen::Start => &["identifier"],
                Screen::Password => &["password"],
                Screen::Link | Screen::Code | Screen::Totp | Screen::Backup => &["code"],
                _ => &[],
            },
        );
        if why.retry_after > 0 {
            context.commands.tick(why.retry_after * 1000);
        }
    }

    /// The wait was heard of.
    pub(super) fn heard(&mut self, context: &mut Context, progress: &Progress<'_>) {
        let is_sending = self.is_sending();
        if self.flow.wait.progress(context, progress) && is_sending {
            self.sent(context, Screen::Link);
        }
    }

    /// The time that was asked for has passed.
    pub(super) fn woken(&mut self, facts: &Facts, context: &mut Context) {
        match self.screen {
            Screen::OtherTab if !self.flow.is_busy() => self.finish(facts, context),
            Screen::Start if !context.is_locked() => context.clear(),
            _ => self.flow.wait.count_down(context),
        }
    }

    /// Somebody signed in or out elsewhere.
    pub(super) fn others_changed(&mut self, facts: &Facts, context: &mut Context) {
        let snapshot = facts.snapshot();
        if self.flow.is_busy() || self.flow.wait.is_on() || snapshot.is_changing {
            return;
        }
        let is_in = facts.is_signed_in();
        match self.screen {
            Screen::SignedIn | Screen::Done if !is_in => self.show_start(context, false),
            Screen::SignedIn | Screen::Done | Screen::OtherTab | Screen::Switch => {}
            Screen::Choose if snapshot.people().next().is_none() => {
                context.go_to("", true);
                self.show_start(context, false);
            }
            _ if is_in && facts.is_single_session() => self.leave(facts, context),
            _ => {}
        }
    }
}
