//! What every component has: what it started with, the time, messages, and the commands to be given. Pure.

use std::rc::Rc;

use crate::command::Command;
use crate::event::{Refusal, Start};
use crate::route::{self, Route};
use crate::texts::{Text, Texts, fill};

/// The part of a component's state that is alike in all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) start: Start,
    pub(crate) route: Route,
    pub(crate) texts: Rc<Texts>,
    /// Milliseconds since the Unix epoch, by this machine's clock.
    pub(crate) now: u64,
    /// What does not belong to a field.
    pub(crate) alert: String,
    /// Field (its name on the wire) and what is wrong with it.
    pub(crate) errors: Vec<(String, String)>,
    /// What assistive technology is told.
    pub(crate) said: String,
    /// Passwords are shown as they are typed.
    pub(crate) reveals: bool,
    /// Until when sending is pointless, because the server said so.
    pub(crate) locked_until: u64,
    /// Number of the last command.
    number: u64,
    commands: Vec<Command>,
}

impl Context {
    /// Has something done.
    pub(crate) fn run(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// What has to be done since the last time.
    pub(crate) fn take_commands(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.commands)
    }

    /// The number for a new command that is answered.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// The text in the language of the page.
    pub(crate) fn text(&self, text: Text) -> String {
        self.text_with(text, "")
    }

    /// The same, with a value for its placeholder.
    pub(crate) fn text_with(&self, text: Text, value: &str) -> String {
        fill(self.texts.get(text), self.environment("display_config.application_name"), value)
    }

    /// A part of the configuration, by its name on the wire.
    pub(crate) fn environment(&self, name: &str) -> &str {
        self.start.environment.get(name)
    }

    /// A setting of one of the person's attributes: `password`, `enabled`.
    pub(crate) fn attribute(&self, attribute: &str, setting: &str) -> bool {
        let mut name = String::from("user_settings.attributes.");
        name.push_str(attribute);
        name.push('.');
        name.push_str(setting);
        self.start.environment.is(&name)
    }

    /// The first of these props that was given.
    pub(crate) fn prop(&self, names: &[&str]) -> &str {
        let mut given = names.iter().map(|name| self.start.props.get(name));
        given.find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// The id of an element.
    pub(crate) fn id(&self, name: &str) -> String {
        let mut id = self.start.prefix.clone();
        id.push_str(name);
        id
    }

    /// Whether there may be one session only.
    pub(crate) fn is_single_session(&self) -> bool {
        self.start.environment.is("auth_config.single_session_mode")
    }

    /// Whether everybody can make an account.
    pub(crate) fn offers_sign_up(&self) -> bool {
        let mode = self.environment("user_settings.sign_up.mode");
        mode != "restricted" && mode != "waitlist"
    }

    /// Whether somebody is signed in.
    pub(crate) fn is_signed_in(&self) -> bool {
        !self.start.snapshot.session_id.is_empty()
    }

    /// Whether an email with a link has a code as well. That is so on this project's server, which is known by a
    /// setting that no other has.
    pub(crate) fn links_have_codes(&self) -> bool {
        !self.environment("auth_config.long_poll_seconds").is_empty()
    }

    /// Goes to a screen's route, so that Back returns; or in place of the present one.
    pub(crate) fn go_to(&mut self, path: &str, replaces: bool) {
        if self.route.path != path {
            self.route.path = path.into();
            let mut path = String::from(path);
            path.push_str(&self.route.carried().0);
            self.run(Command::Route { path, replaces });
        }
    }

    /// Moves the focus to the heading: of a screen to which the person went, or else only if the focus would get
    /// lost.
    pub(crate) fn focus_heading(&mut self, by_person: bool) {
        let id = self.id("title");
        self.run(Command::Focus { id, if_inside: !by_person });
    }

    /// Moves the focus to a field.
    pub(crate) fn focus_field(&mut self, name: &str) {
        let id = self.id(name);
        self.run(Command::Focus { id, if_inside: false });
    }

    /// Leaves the focus where it is.
    pub(crate) fn forget_focus(&mut self) {
        self.commands.retain(|command| !matches!(command, Command::Focus { .. }));
    }

    /// Forgets what was wrong.
    pub(crate) fn clear(&mut self) {
        self.alert.clear();
        self.errors.clear();
        self.said.clear();
    }

    /// Says something to assistive technology, again if it is the same as before.
    pub(crate) fn say(&mut self, text: Text) {
        let again = !self.said.is_empty() && !self.said.ends_with('\u{a0}');
        self.said = self.text(text);
        if again {
            self.said.push('\u{a0}');
        }
    }

    /// What is wrong with a field; may be empty.
    pub(crate) fn error_of(&self, field: &str) -> &str {
        let of_field = self.errors.iter().find(|(name, _)| name == field);
        of_field.map_or("", |(_, message)| message)
    }

    /// Shows why something was refused: at its field, if the screen has it, else above. Focuses the first such field.
    pub(crate) fn show(&mut self, refusal: &Refusal, fields: &[&str]) {
        self.clear();
        if refusal.retry_after > 0 {
            self.locked_until = self.now + refusal.retry_after * 1000;
        }
        for error in &refusal.errors {
            let message = match text_of(&error.code, &error.param) {
                Some(text) => self.text(text),
                None if refusal.retry_after > 0 => self.too_many(refusal.retry_after),
                None if error.message.is_empty() => self.text(Text::ErrorOther),
                None => error.message.clone(),
            };
            // One field, several names.
            let known = |name: &&&str| {
                **name == error.param
                    || (**name == "identifier" && error.param == "email_address")
                    || (**name == "new_password" && error.param == "password")
            };
            match fields.iter().find(known) {
                Some(field) => self.errors.push(((*field).into(), message)),
                None => self.alert = message,
            }
        }
        if refusal.errors.is_empty() {
            self.alert = self.text(match refusal.code.as_str() {
                "network_error" => Text::ErrorNetwork,
                _ => Text::ErrorOther,
            });
        }
        self.focus_first_error(fields);
    }

    /// Says that a field has to be filled, for each that is empty. Returns whether there was none.
    pub(crate) fn require(&mut self, fields: &[&str], is_empty: impl Fn(&str) -> bool) -> bool {
        self.clear();
        for field in fields.iter().filter(|field| is_empty(field)) {
            let message = self.text(Text::ErrorEmpty);
            self.errors.push(((*field).into(), message));
        }
        self.focus_first_error(fields);
        self.errors.is_empty()
    }

    fn focus_first_error(&mut self, fields: &[&str]) {
        if let Some(field) = fields.iter().find(|field| !self.error_of(field).is_empty()) {
            self.focus_field(field);
        }
    }

    fn too_many(&self, seconds: u64) -> String {
        self.text_with(Text::ErrorTooMany, &digits(seconds))
    }

    /// A URL that the app or the configuration gave, if it can be followed.
    pub(crate) fn followed(&self, url: &str) -> Option<String> {
        route::href(url).map(String::from)
    }

    /// The first URL of the page's query that has one of these names and may be followed.
    pub(crate) fn query_url(&self, names: &[&str]) -> Option<String> {
        let known = ["display_config.home_url", "display_config.sign_in_url"]
            .map(|name| route::origin(self.environment(name)).unwrap_or_default());
        let listed = self.start.props.get("allowedRedirectOrigins").split(',');
        let origins = || listed.clone().chain(known).chain([self.start.origin.as_str()]);
        let given = names.iter().map(|name| self.route.query.get(name));
        given.filter(|url| route::is_allowed(url, origins())).map(String::from).next()
    }

    /// Whether a URL is that of this page, its fragment aside.
    pub(crate) fn is_here(&self, url: &str) -> bool {
        let here = route::before(&self.start.href, &['#']);
        let url = route::before(url, &['#']);
        let path = here.get(self.start.origin.len()..).unwrap_or_default();
        url == here || url == path || url.is_empty()
    }
}

/// A number as text.
pub(crate) fn digits(number: u64) -> String {
    let mut text = String::new();
    crate::wire::push_number(&mut text, number);
    text
}

/// Our words for an error of the Frontend API.
fn text_of(code: &str, param: &str) -> Option<Text> {
    Some(match code {
        "form_identifier_not_found" => Text::ErrorNotFound,
        "form_identifier_exists" if param == "username" => Text::ErrorUsername,
        "form_identifier_exists" => Text::ErrorExists,
        "form_password_incorrect" | "form_password_or_identifier_incorrect" => Text::ErrorPassword,
        "form_code_incorrect" => Text::ErrorCode,
        "verification_expired" => Text::ErrorCodeExpired,
        "form_param_format_invalid" if matches!(param, "email_address" | "identifier") => {
            Text::ErrorEmail
        }
        "form_param_nil" => Text::ErrorEmpty,
        "form_password_length_too_short" => Text::ErrorShort,
        "form_password_pwned" => Text::ErrorPwned,
        _ => return None,
    })
}
