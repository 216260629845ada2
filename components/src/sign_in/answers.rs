//! What comes back: answers, refusals, progress, and changes from elsewhere. Pure.

use super::{Ask, Screen, SignIn};
use crate::command::Command;
use crate::context::Context;
use crate::event::Refusal;
use crate::wait::End;
use crate::wire::Pairs;

/// How long somebody can read that they are signed in on the other tab.
const FOLLOW_MS: u64 = 2_000;

impl SignIn {
    /// A command was performed.
    pub(super) fn done(&mut self, context: &mut Context, number: u64, answer: &Pairs) {
        if self.wait.was_sent_again(context, number) {
            return;
        }
        if self.wait.has_ended(number) {
            self.wait_ended(context);
            return;
        }
        match self.answered(number) {
            Some(Ask::Create { .. }) => self.proceed(context, true),
            Some(Ask::Proof) => self.proved(context),
            Some(Ask::Code) => {
                self.wait.code_sent(context);
                context.say(crate::texts::Text::Sent);
                context.go_to("factor-one", false);
                self.show(context, Screen::Code, true);
            }
            Some(Ask::Verify) => self.link_worked(context, answer),
            Some(Ask::Session { to }) => self.entered(context, &to),
            Some(Ask::SignOut) => {
                context.go_to("", true);
                self.typed.clear();
                self.show_start(context, true);
            }
            None => {}
        }
    }

    /// What comes next, in the card in which the person acts.
    fn proceed(&mut self, context: &mut Context, by_person: bool) {
        match self.attempt.status.as_str() {
            "complete" => self.finish(context, self.attempt.created_session_id.clone()),
            "needs_second_factor" => {
                self.wait.cancel(context);
                self.second(context, by_person);
            }
            "needs_first_factor" => self.first(context),
            _ => {
                context.go_to("factor-one", false);
                self.show(context, Screen::NoMethod, by_person);
            }
        }
    }

    /// A code or a password was right.
    fn proved(&mut self, context: &mut Context) {
        if self.attempt.status == "needs_first_factor" {
            // It was taken, but is not enough: nobody knows what is.
            self.wait.cancel(context);
            self.show(context, Screen::NoMethod, true);
        } else {
            self.proceed(context, true);
        }
    }

    /// The wait is over: the verification says how it went.
    fn wait_ended(&mut self, context: &mut Context) {
        let verification = &self.attempt.verification;
        match End::named(&verification.status) {
            Some(end) => self.ended(context, end),
            // The code was handed in meanwhile: that answer decides.
            None if self.is_busy() => {}
            None if self.attempt.status == "complete" && verification.same_client => {
                self.show(context, Screen::OtherTab, false);
                context.run(Command::Tick(FOLLOW_MS));
            }
            None if self.attempt.status == "needs_first_factor" => self.ended(context, End::Failed),
            None => self.proceed(context, false),
        }
    }

    fn ended(&mut self, context: &mut Context, end: End) {
        if end == End::SignedIn {
            self.leave(context);
        } else {
            context.clear();
            self.show(context, Screen::Ended(end), false);
        }
    }

    /// On the link's page: the link was good.
    fn link_worked(&mut self, context: &mut Context, answer: &Pairs) {
        let screen = match self.attempt.status.as_str() {
            _ if answer.get("outcome") == "other_device" => Screen::Switch,
            _ if context.is_signed_in() => Screen::Done,
            "needs_second_factor" => return self.second(context, false),
            _ => Screen::Switch,
        };
        self.show(context, screen, false);
    }

    /// The session is the current one, and the page was told to go on.
    fn entered(&mut self, context: &mut Context, to: &str) {
        if context.start.is_modal {
            context.run(Command::Close);
        } else if context.is_here(to) {
            self.show(context, Screen::SignedIn, false);
        }
    }

    /// A command failed.
    pub(super) fn refused(&mut self, context: &mut Context, number: u64, why: &Refusal) {
        if self.wait.was_not_sent_again(context, number, why) {
            return;
        }
        if self.wait.has_ended(number) {
            self.wait_failed(context, why);
            return;
        }
        match self.answered(number) {
            Some(Ask::Create { with_password }) => self.not_created(context, why, with_password),
            Some(Ask::Verify) => {
                let end = End::named(&why.code).unwrap_or(End::Failed);
                if why.name != "MagicLinkError" {
                    context.show(why, &[]);
                }
                self.show(context, Screen::LinkEnded(end), false);
            }
            Some(Ask::Session { .. }) => {
                context.show(why, &[]);
                self.show_start(context, false);
            }
            Some(_) => context.show(why, self.fields()),
            None => {}
        }
    }

    /// The attempt was refused.
    fn not_created(&mut self, context: &mut Context, why: &Refusal, with_password: bool) {
        let has = |code: &str| why.errors.iter().find(|error| error.code == code);
        if let Some(error) = has("identifier_already_signed_in").filter(|error| !error.session_id.is_empty()) {
            let to = context.after_sign_in();
            self.enter_session(context, error.session_id.clone(), to);
        } else if has("session_exists").is_some() && context.is_signed_in() {
            self.leave(context);
        } else if with_password
            && (has("form_password_incorrect").is_some() || has("strategy_for_user_invalid").is_some())
        {
            let typed = Pairs::default().with("identifier", &self.typed);
            self.create(context, typed);
        } else {
            self.offers_account = has("form_identifier_not_found").is_some() && self.typed.contains('@');
            context.show(why, self.fields());
            self.unlock_later(context, why);
        }
    }

    /// The link could not be sent, or the wait for it broke.
    fn wait_failed(&mut self, context: &mut Context, why: &Refusal) {
        let code = why.code.as_str();
        match End::named(code).filter(|_| why.name == "MagicLinkError") {
            Some(end) => self.ended(context, end),
            None if code == "cancelled" => {}
            None => {
                // What was waited for is gone; else it was not sent, and can be tried again where it was asked for.
                if self.screen == Screen::Link {
                    self.show(context, Screen::Ended(End::Failed), false);
                }
                context.show(why, self.fields());
                self.unlock_later(context, why);
            }
        }
    }

    /// After "too many requests", the form works again by itself.
    fn unlock_later(&self, context: &mut Context, why: &Refusal) {
        if why.retry_after > 0 {
            context.run(Command::Tick(why.retry_after * 1000));
        }
    }

    /// The fields of the screen, by their names on the wire.
    fn fields(&self) -> &'static [&'static str] {
        match self.screen {
            Screen::Start => &["identifier"],
            Screen::Password => &["password"],
            Screen::Link | Screen::Code | Screen::Totp | Screen::Backup => &["code"],
            _ => &[],
        }
    }

    /// The wait was heard of.
    pub(super) fn progress(&mut self, context: &mut Context, number: u64, phase: &str, resend_at: u64) {
        if !self.wait.progress(context, number, phase, resend_at) {
            return;
        }
        if self.is_sending() {
            context.clear();
            context.say(crate::texts::Text::Sent);
            context.go_to("factor-one", false);
            self.show(context, Screen::Link, true);
        }
    }

    /// The time that was asked for has passed.
    pub(super) fn ticked(&mut self, context: &mut Context) {
        match self.screen {
            Screen::OtherTab if !self.is_busy() => {
                self.finish(context, self.attempt.created_session_id.clone());
            }
            Screen::Start if context.now >= context.locked_until => context.alert.clear(),
            _ => self.wait.count_down(context),
        }
    }

    /// Somebody signed in or out elsewhere.
    pub(super) fn changed(&mut self, context: &mut Context) {
        let is_idle = !self.is_busy() && !self.wait.is_on() && !context.start.snapshot.changing;
        let is_in = context.is_signed_in();
        match self.screen {
            Screen::SignedIn | Screen::Done if is_idle && !is_in => self.show_start(context, false),
            Screen::Choose if is_idle && context.start.snapshot.people.is_empty() => {
                context.go_to("", true);
                self.show_start(context, false);
            }
            Screen::SignedIn | Screen::Done | Screen::OtherTab | Screen::Switch => {}
            _ if is_idle && is_in && context.is_single_session() => self.leave(context),
            _ => {}
        }
    }
}
