//! What every component has: what it was given, messages, and the commands to be performed. Pure.

use std::rc::Rc;

use crate::command::Commands;
use crate::event::{ApiError, Refusal};
use crate::facts::Facts;
use crate::texts::Text;
use crate::wire::put;

/// Makes a text another one that sounds the same.
const AGAIN: &str = "\u{a0}";

/// The part of a component's state that is alike in all of them.
#[derive(Debug)]
pub(crate) struct Context {
    /// What is given. It is shared so that a component can read it while it changes the rest.
    pub(crate) facts: Rc<Facts>,
    /// Where in the component somebody is.
    pub(crate) path: String,
    /// What is to be done.
    pub(crate) commands: Commands,
    /// What does not belong to a field.
    pub(crate) alert: String,
    /// Field (its name on the wire) and what is wrong with it.
    errors: Vec<(&'static str, String)>,
    /// What assistive technology is told.
    pub(crate) said: String,
    /// Passwords are shown as they are typed.
    pub(crate) reveals: bool,
    /// Until when sending is pointless, because the server said so.
    pub(crate) locked_until: u64,
    /// The other one of SignIn and its sign-up is to be shown, with what was typed.
    pub(crate) turns: Option<String>,
}

impl Context {
    /// Nothing has happened yet.
    pub(crate) fn new(facts: Facts) -> Self {
        Self {
            facts: Rc::new(facts),
            path: const { String::new() },
            commands: const { Commands::new() },
            alert: const { String::new() },
            errors: const { Vec::new() },
            said: const { String::new() },
            reveals: false,
            locked_until: 0,
            turns: None,
        }
    }

    /// Goes to a screen's route, so that Back returns; or in place of the present one.
    pub(crate) fn go_to(&mut self, path: &str, replaces: bool) {
        if self.path != path {
            let facts = &self.facts;
            self.commands.route(&facts.place(path), &facts.carried(), replaces);
            put(&mut self.path, path);
        }
    }

    /// Moves the focus to the heading: of a screen to which the person went, or else only if the focus would get
    /// lost.
    pub(crate) fn focus_heading(&mut self, by_person: bool) {
        self.commands.focus(&self.facts.prefix, "title", !by_person);
    }

    /// Moves the focus to a field.
    pub(crate) fn focus_field(&mut self, name: &str) {
        self.commands.focus(&self.facts.prefix, name, false);
    }

    /// Forgets what was wrong.
    pub(crate) fn clear(&mut self) {
        self.alert.clear();
        self.errors.clear();
        self.said.clear();
    }

    /// Says something to assistive technology, again if it is the same as before.
    pub(crate) fn say(&mut self, text: Text) {
        let again = !self.said.is_empty() && !self.said.ends_with(AGAIN);
        self.said = self.facts.plain(text);
        if again {
            self.said.push_str(AGAIN);
        }
    }

    /// What is wrong with a field; may be empty.
    pub(crate) fn error_of(&self, field: &str) -> &str {
        let of_field = self.errors.iter().find(|(name, _)| *name == field);
        of_field.map_or("", |(_, message)| message)
    }

    /// Something is wrong with a field, which gets the focus if it is the first.
    pub(crate) fn blame(&mut self, field: &'static str, message: String) {
        if self.errors.is_empty() {
            self.focus_field(field);
        }
        self.errors.push((field, message));
    }

    /// Shows why something was refused: at its field, if the screen has it, else above.
    pub(crate) fn refused(&mut self, refusal: &Refusal<'_>, fields: &[&'static str]) {
        self.clear();
        if refusal.retry_after > 0 {
            self.locked_until = self.facts.now + refusal.retry_after * 1000;
        }
        self.alert = match refusal.code {
            "api_response_error" => String::new(),
            "network_error" => self.facts.plain(Text::ErrorNetwork),
            _ => self.facts.plain(Text::ErrorOther),
        };
        for error in refusal.errors() {
            let message = self.message(error, refusal.retry_after);
            match fields.iter().find(|field| is_named(field, error.param)) {
                Some(field) => self.blame(field, message),
                None => self.alert = message,
            }
        }
    }

    fn message(&self, error: ApiError<'_>, retry_after: u64) -> String {
        let text = match text_of(error.code, error.param) {
            Some(text) => text,
            None if retry_after > 0 => {
                let seconds = digits(retry_after);
                return self.facts.text_with(Text::ErrorTooMany, &seconds).plain();
            }
            None if error.message.is_empty() => Text::ErrorOther,
            None => return error.message.into(),
        };
        self.facts.plain(text)
    }

    /// Says that a field has to be filled. Gives whether it is.
    pub(crate) fn require(&mut self, field: &'static str, value: &str) -> bool {
        if value.is_empty() {
            let message = self.facts.plain(Text::ErrorEmpty);
            self.blame(field, message);
        }
        !value.is_empty()
    }

    /// Once sending makes sense again, the message that it does not goes.
    pub(crate) fn unlock(&mut self) {
        if self.locked_until > 0 && !self.is_locked() {
            self.locked_until = 0;
            self.alert.clear();
        }
    }

    /// Sending is pointless now.
    pub(crate) fn is_locked(&self) -> bool {
        self.locked_until > self.facts.now
    }
}

/// A number as text.
pub(crate) fn digits(number: u64) -> String {
    let mut text = String::new();
    crate::wire::push_number(&mut text, number);
    text
}

/// Whether a field is the one that an error is about. Some have several names.
fn is_named(field: &str, param: &str) -> bool {
    field == param
        || matches!((field, param), ("identifier", "email_address") | ("new_password", "password"))
}

/// Our words for an error of the Frontend API.
fn text_of(code: &str, param: &str) -> Option<Text> {
    Some(match code {
        "form_identifier_not_found" => Text::ErrorNotFound,
        "form_identifier_exists" if param == "username" => Text::ErrorUsername,
        "form_identifier_exists" => Text::ErrorExists,
        "form_password_incorrect" | "form_password_or_identifier_incorrect" => Text::ErrorPassword,
        "form_code_incorrect" => Text::ErrorCode,
        "verification_expired" | "verification_failed" => Text::ErrorCodeExpired,
        "form_param_format_invalid" if param != "username" => Text::ErrorEmail,
        "form_param_nil" => Text::ErrorEmpty,
        "form_password_length_too_short" => Text::ErrorShort,
        "form_password_length_too_long" => Text::ErrorLong,
        "not_allowed_access" | "sign_up_mode_restricted" => Text::ErrorStranger,
        "form_password_pwned" => Text::ErrorPwned,
        _ => return None,
    })
}
