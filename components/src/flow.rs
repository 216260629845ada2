//! What a sign-in and a sign-up have in common: one awaited answer, one wait for a link, and how they end. Pure.

use crate::context::Context;
use crate::facts::Facts;
use crate::texts::Text;
use crate::wait::{End, Wait};

/// How many digits a code has that is handed in by itself.
const CODE_LENGTH: usize = 6;

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

impl Flow {
    /// A request is on its way.
    pub(crate) fn is_busy(&self) -> bool {
        self.ask.is_some()
    }

    /// From now on, the answer to this command is awaited.
    pub(crate) fn expect(&mut self, number: u64, ask: Ask) {
        self.ask = Some((number, ask));
    }

    /// Whether an answer is the awaited one, and to what. It is not awaited any more then.
    pub(crate) fn take(&mut self, number: u64) -> Option<Ask> {
        self.ask.take_if(|(awaited, _)| *awaited == number).map(|(_, ask)| ask)
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

    /// Escape, or the cross. While something is under way, it asks once.
    pub(crate) fn close(&mut self, context: &mut Context) {
        if (self.is_busy() || self.wait.is_on()) && !self.asked_to_close {
            self.asked_to_close = true;
            context.alert = context.facts.text(Text::CloseAsk).plain();
        } else {
            self.drop_all(context);
            context.commands.close();
        }
    }

    /// Whether what was typed is a whole code that was not handed in yet.
    pub(crate) fn is_new_code(&self, typed: &str) -> bool {
        let is_whole =
            typed.len() == CODE_LENGTH && typed.bytes().all(|byte| byte.is_ascii_digit());
        is_whole && typed != self.tried_code && !self.is_busy()
    }

    /// Hands in a password or a code.
    pub(crate) fn prove(
        &mut self,
        context: &mut Context,
        [step, strategy]: [&str; 2],
        value: &str,
    ) {
        context.clear();
        let is_password = strategy == "password";
        let field = if is_password { "password" } else { "code" };
        let code: String;
        let value = match is_password {
            true => value,
            false => {
                code = value.chars().filter(|c| !c.is_ascii_whitespace()).collect();
                self.tried_code.clone_from(&code);
                &code
            }
        };
        if context.require(field, value) {
            let number = context.commands.attempt(step, strategy, "", value);
            self.expect(number, Ask::Proof);
        }
    }

    /// Makes a session the current one.
    pub(crate) fn enter_session(&mut self, context: &mut Context, id: &str, to: &str) {
        self.wait.cancel(context);
        let number = context.commands.set_session(id, to);
        self.expect(number, Ask::Session);
    }

    /// The page of a link asks whether it is good.
    pub(crate) fn verify(&mut self, context: &mut Context, to: &str) {
        let number = context.commands.verify(to);
        self.expect(number, Ask::Verify);
    }

    /// Ends every session of this browser.
    pub(crate) fn sign_out(&mut self, context: &mut Context) {
        let number = context.commands.sign_out("", "");
        self.expect(number, Ask::SignOut);
    }
}

/// Somebody is signed in already: leaves for where they would have gone. Gives whether they stay, because that is this
/// page.
pub(crate) fn leave(facts: &Facts, context: &mut Context, to: &str) -> bool {
    if facts.is_modal {
        context.commands.close();
    } else if !facts.is_here(to) {
        context.commands.go(to);
        return false;
    }
    true
}
