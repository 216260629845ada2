//! What a sign-in and a sign-up have in common: one awaited answer, one wait for a link, and how they end. Pure.

mod answers;
pub(crate) mod view;

pub(crate) use answers::Next;

use crate::code;
use crate::context::Context;
use crate::event::{Act, Progress};
use crate::facts::Facts;
use crate::snapshot::Verification;
use crate::texts::Text;
use crate::wait::{End, Wait};
use crate::wire::put;

/// What the card shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Screen {
    /// The address; for a sign-up, all that an account needs.
    #[default]
    Start,
    /// The password.
    Password,
    /// A link was sent, maybe with a code.
    Link,
    /// A code was sent.
    Code,
    /// The ways to sign in.
    Methods,
    /// The account has no way that we know; or it needs something that we cannot ask for.
    Impossible,
    /// The code of the authenticator app.
    Totp,
    /// One of the codes for a lost app.
    Backup,
    /// The people who are signed in.
    Choose,
    /// What an account still lacks.
    Continue,
    /// The link is being checked, on its page.
    Verify,
    /// The link worked, for a page in another browser or tab.
    Switch,
    /// The link was opened on another tab of this browser.
    OtherTab,
    /// The wait has ended without success.
    Ended,
    /// Signed in, on the way.
    Done,
    /// Signed in already, and this is the page to which it would go.
    SignedIn,
}

/// What a command was for whose answer is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The attempt is being made.
    Create,
    /// The same, with what a password manager filled in.
    CreateWithPassword,
    /// What was missing is being added.
    Update,
    /// A code is being sent.
    Code,
    /// A code or password was handed in.
    Proof,
    /// The link's page checks the link.
    Verify,
    /// A session becomes the current one.
    Session,
    /// Somebody signs out.
    SignOut,
}

/// What is under way.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    is_sign_up: bool,
    pub(crate) screen: Screen,
    /// The command whose answer is awaited, and what it was for. An answer to any other is too late.
    ask: Option<(u64, Ask)>,
    pub(crate) wait: Wait,
    /// How the last wait ended.
    pub(crate) end: End,
    /// The code that was last handed in.
    tried_code: String,
    /// Closing was asked for once, while something is under way.
    pub(crate) asked_to_close: bool,
}

/// The attempt, as far as it is alike.
pub(crate) struct Attempt<'a> {
    verification: Verification<'a>,
    is_complete: bool,
    /// The address is still to be proved.
    is_unproved: bool,
    created_session_id: &'a str,
}

impl Flow {
    /// That of a sign-up.
    pub(crate) fn of_sign_up() -> Self {
        Self { is_sign_up: true, ..Self::default() }
    }

    fn attempt<'a>(&self, facts: &'a Facts) -> Attempt<'a> {
        let snapshot = facts.snapshot();
        if self.is_sign_up {
            let attempt = snapshot.sign_up();
            Attempt {
                verification: attempt.verification,
                is_complete: attempt.status == "complete",
                is_unproved: attempt.is_unverified(),
                created_session_id: attempt.created_session_id,
            }
        } else {
            let attempt = snapshot.sign_in();
            Attempt {
                verification: attempt.verification,
                is_complete: attempt.status == "complete",
                is_unproved: attempt.status == "needs_first_factor",
                created_session_id: attempt.created_session_id,
            }
        }
    }

    /// Where it leads.
    fn after(&self, facts: &Facts) -> String {
        if self.is_sign_up { facts.after_sign_up() } else { facts.after_sign_in() }
    }

    /// Where the other component is: for somebody who has no account, or who has one.
    pub(crate) fn twin_url(&self, facts: &Facts, typed: &str) -> String {
        let (props, environment) = match self.is_sign_up {
            true => (["signInUrl", "signInURL"], "display_config.sign_in_url"),
            false => (["signUpUrl", "signUpURL"], "display_config.sign_up_url"),
        };
        facts.twin_url(&props, environment, typed)
    }

    /// Goes to the other component, with what was typed.
    pub(crate) fn open_twin(&mut self, facts: &Facts, context: &mut Context, typed: &str) {
        let typed = typed.trim_ascii();
        self.drop_all(context);
        if facts.has_sign_up() && self.is_sign_up != facts.base.is_empty() {
            context.turns = Some(typed.into());
        } else if facts.is_modal {
            context.commands.open(if self.is_sign_up { "sign_in" } else { "sign_up" }, typed);
        } else {
            context.commands.go(&self.twin_url(facts, typed));
        }
    }

    /// A request is on its way. While it is that for a link, the screen shows where that was asked for.
    pub(crate) fn is_busy(&self) -> bool {
        self.ask.is_some() || self.wait.is_sending
    }

    /// No form can be submitted just now: an answer is awaited, or the server wants no more requests.
    pub(crate) fn is_held(&self, context: &Context) -> bool {
        self.is_busy() || context.is_locked()
    }

    /// From now on, the answer to this command is awaited.
    pub(crate) fn expect(&mut self, number: u64, ask: Ask) {
        self.ask = Some((number, ask));
    }

    /// Drops the awaited answer, so that it changes nothing.
    pub(crate) fn forget(&mut self) {
        self.ask = None;
    }

    /// Drops everything that is under way.
    pub(crate) fn drop_all(&mut self, context: &mut Context) {
        self.ask = None;
        self.wait.cancel(context);
        self.tried_code.clear();
        self.asked_to_close = false;
    }

    /// The component appeared, or the address changed. Gives whether its route decides what to show.
    pub(crate) fn enter(&mut self, facts: &Facts, context: &mut Context) -> bool {
        self.drop_all(context);
        context.clear();
        if facts.path == "verify" {
            // The page that a link opened.
            self.screen = Screen::Verify;
            let number = context.commands.verify(&self.after(facts));
            self.expect(number, Ask::Verify);
            false
        } else if facts.is_signed_in() && facts.is_single_session() {
            self.leave(facts, context);
            false
        } else {
            true
        }
    }

    /// Shows the screen of a route. Nothing moves the focus because a component appears, unless it is a dialog:
    /// there it goes to the first field of the start.
    pub(crate) fn show_entered(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        screen: Screen,
        first_field: &str,
        by_person: bool,
    ) {
        let is_new = self.screen != screen;
        self.screen = screen;
        if by_person && is_new {
            context.focus_heading(true);
        } else if !by_person && facts.is_modal {
            match screen {
                Screen::Start => context.focus_field(first_field),
                _ => context.focus_heading(true),
            }
        }
    }

    /// Shows a screen to which the person came by what they did, or else by what happened elsewhere.
    pub(crate) fn show(&mut self, context: &mut Context, screen: Screen, by_person: bool) {
        if self.screen != screen {
            self.screen = screen;
            context.reveals = false;
            match screen {
                Screen::Password if by_person => context.focus_field("password"),
                Screen::Code | Screen::Totp | Screen::Backup if by_person => {
                    context.focus_field("code");
                }
                _ => context.focus_heading(by_person),
            }
        }
    }

    /// A button, a link or a form. Gives whether nothing of it is left to the kind of component.
    pub(crate) fn acted(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) -> bool {
        if act.what == "close" {
            self.close(context);
            return true;
        }
        self.asked_to_close = false;
        let is_code = self.screen == Screen::Code && self.wait.seconds_left(facts.now) == 0;
        match act.what {
            // These drop what is under way.
            "edit" | "back" => return false,
            "sign_up" => self.open_twin(facts, context, act.fields.get("identifier")),
            "sign_in" => self.open_twin(facts, context, act.fields.get("email_address")),
            "continue" => context.commands.go(facts.configured("display_config.home_url")),
            // The others wait for the answer.
            _ if self.is_busy() => {}
            _ if self.is_sign_up && context.is_locked() => {}
            "password" | "code" => self.prove(context, act.fields.get(act.what)),
            "resend" if !is_code => self.wait.send_again(context),
            "sign_out" => self.sign_out(context),
            _ => return false,
        }
        true
    }

    /// Escape, or the cross. While something is under way, it asks once.
    pub(crate) fn close(&mut self, context: &mut Context) {
        if (self.is_busy() || self.wait.is_on()) && !self.asked_to_close {
            self.asked_to_close = true;
            context.alert = context.facts.plain(Text::CloseAsk);
        } else {
            self.drop_all(context);
            context.commands.close();
        }
    }

    /// Something was typed: six digits are a whole code, which is handed in, once.
    pub(crate) fn typed(&mut self, context: &mut Context, typed: &str) {
        let by_itself = matches!(self.screen, Screen::Link | Screen::Code | Screen::Totp);
        if by_itself && code::is_whole(typed) && typed != self.tried_code {
            self.prove(context, typed);
        }
    }

    /// Hands in the password or the code that the screen asks for.
    pub(crate) fn prove(&mut self, context: &mut Context, typed: &str) {
        if self.is_held(context) {
            return;
        }
        context.clear();
        let (field, step, strategy) = match self.screen {
            Screen::Password => ("password", "first", "password"),
            Screen::Totp => ("code", "second", "totp"),
            Screen::Backup => ("code", "second", "backup_code"),
            _ if self.is_sign_up => ("code", "sign_up", "email_code"),
            _ => ("code", "first", "email_code"),
        };
        let value = if field == "code" { code::without_spaces(typed) } else { typed.into() };
        if field == "code" {
            put(&mut self.tried_code, &value);
        }
        if context.require(field, &value) {
            let number = context.commands.attempt(step, strategy, "", &value);
            self.expect(number, Ask::Proof);
        }
    }

    /// Makes the new session the current one.
    pub(crate) fn finish(&mut self, facts: &Facts, context: &mut Context) {
        self.enter_session(facts, context, self.attempt(facts).created_session_id);
    }

    /// Makes a session the current one.
    pub(crate) fn enter_session(&mut self, facts: &Facts, context: &mut Context, id: &str) {
        self.show(context, Screen::Done, false);
        self.wait.cancel(context);
        let number = context.commands.set_session(id, &self.after(facts));
        self.expect(number, Ask::Session);
    }

    /// Ends every session of this browser.
    pub(crate) fn sign_out(&mut self, context: &mut Context) {
        let number = context.commands.sign_out("", "");
        self.expect(number, Ask::SignOut);
    }

    /// Somebody is signed in already: leaves for where they would have gone. If that is this page, they stay.
    pub(crate) fn leave(&mut self, facts: &Facts, context: &mut Context) {
        let to = self.after(facts);
        self.screen = Screen::SignedIn;
        if facts.is_modal {
            context.commands.close();
        } else if !facts.is_here(&to) {
            self.screen = Screen::Done;
            context.commands.leave(&to);
        }
    }

    /// The wait was heard of.
    pub(crate) fn heard(&mut self, context: &mut Context, progress: &Progress<'_>) {
        let was_sending = self.wait.is_sending;
        if self.wait.progress(context, progress) && was_sending {
            self.sent(context, Screen::Link);
        }
    }

    /// An email went out.
    fn sent(&mut self, context: &mut Context, screen: Screen) {
        context.clear();
        context.say(Text::Sent);
        context.go_to(if self.is_sign_up { "verify-email-address" } else { "factor-one" }, false);
        self.show(context, screen, true);
    }

    /// The time that was asked for has passed.
    pub(crate) fn woken(&mut self, facts: &Facts, context: &mut Context) {
        if self.screen == Screen::OtherTab && !self.is_busy() {
            self.finish(facts, context);
        } else {
            context.unlock();
            self.wait.count_down(context);
        }
    }

    /// Somebody signed in or out elsewhere.
    pub(crate) fn changed(&mut self, facts: &Facts, context: &mut Context) {
        let snapshot = facts.snapshot();
        if self.is_busy() || self.wait.is_on() || snapshot.is_changing {
            return;
        }
        let is_in = facts.is_signed_in();
        match self.screen {
            Screen::SignedIn | Screen::Done if !is_in => self.show(context, Screen::Start, false),
            Screen::SignedIn | Screen::Done | Screen::OtherTab | Screen::Switch => {}
            Screen::Choose if snapshot.people().next().is_none() => {
                context.go_to("", true);
                self.show(context, Screen::Start, false);
            }
            _ if is_in && facts.is_single_session() => self.leave(facts, context),
            _ => {}
        }
    }
}
