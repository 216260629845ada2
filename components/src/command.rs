//! What a component wants done, and how it is written. Pure.
//!
//! A command with a number is answered by `done` or `refuse` with the same number. An answer that comes after the
//! component has turned to something else is dropped by that number.

use crate::wire::{FIELD, Pairs, RECORD, SEPARATORS, push_number, push_without};

/// What is to be done, in order, and the number of the last command that is answered.
#[derive(Clone, Debug)]
pub(crate) struct Commands {
    text: String,
    number: u64,
}

/// Names and values that go with a command, without those that are empty.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    text: String,
    count: u64,
}

impl Filled {
    /// As they are kept.
    pub(crate) fn pairs(&self) -> Pairs<'_> {
        Pairs(self.text.get(FIELD.len()..).unwrap_or_default())
    }

    /// Adds a value, unless it is empty.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.count += 1;
            for part in &[name, value] {
                self.text.push_str(FIELD);
                push_without(&mut self.text, part, SEPARATORS);
            }
        }
    }
}

impl Commands {
    /// Nothing is to be done yet.
    pub(crate) const fn new() -> Self {
        Self { text: String::new(), number: 0 }
    }

    /// What is to be done since the last time, after the HTML.
    pub(crate) fn take(&mut self, html: &str) -> String {
        let mut answer = String::new();
        push_without(&mut answer, html, SEPARATORS);
        answer.push_str(&self.text);
        self.text.clear();
        answer
    }

    fn begin(&mut self, name: &str) -> &mut Self {
        self.text.push_str(RECORD);
        self.text.push_str(name);
        self
    }

    /// Begins a command that is answered.
    fn ask(&mut self, name: &str) -> &mut Self {
        self.number += 1;
        let number = self.number;
        self.begin(name).count(number)
    }

    fn field(&mut self, value: &str) -> &mut Self {
        self.text.push_str(FIELD);
        self.more(value)
    }

    /// Goes on with the field.
    fn more(&mut self, value: &str) -> &mut Self {
        push_without(&mut self.text, value, SEPARATORS);
        self
    }

    fn count(&mut self, value: u64) -> &mut Self {
        self.text.push_str(FIELD);
        push_number(&mut self.text, value);
        self
    }

    /// Does something to a sign-in or sign-up with these fields: `create` starts it, `update` adds what was missing.
    pub(crate) fn fill(&mut self, name: &str, about: &str, fields: &Filled) -> u64 {
        self.ask(name).field(about).count(fields.count).text.push_str(&fields.text);
        self.number
    }

    /// Sends a link that opens a page, and waits. It is about the sign-in, the sign-up, or the user's address of this id;
    /// `id` is that of a sign-in's address.
    pub(crate) fn send_link(&mut self, about: &str, id: &str, redirect_url: &str) -> u64 {
        self.ask("send_link").field(about).field(id).field(redirect_url).number
    }

    /// Waits for a link that was sent earlier. Sends none; another that is asked for opens this page.
    pub(crate) fn await_link(&mut self, about: &str, id: &str, redirect_url: &str) -> u64 {
        self.ask("await_link").field(about).field(id).field(redirect_url).number
    }

    /// Sends another link for the wait under way.
    pub(crate) fn resend(&mut self) -> u64 {
        self.ask("resend").number
    }

    /// Ends the wait. Its answer does not matter any more.
    pub(crate) fn cancel(&mut self) {
        self.begin("cancel");
    }

    /// Sends a code to an address.
    pub(crate) fn prepare(&mut self, step: &str, strategy: &str, id: &str) -> u64 {
        self.ask("prepare").field(step).field(strategy).field(id).number
    }

    /// Hands in a code or a password. The step is `first`, `second`, `sign_up` or `address`.
    pub(crate) fn attempt(&mut self, step: &str, strategy: &str, id: &str, value: &str) -> u64 {
        self.ask("attempt").field(step).field(strategy).field(id).field(value).number
    }

    /// Completes a link on the page that it opened, and goes on to a URL.
    pub(crate) fn verify(&mut self, complete_url: &str) -> u64 {
        self.ask("verify").field(complete_url).number
    }

    /// Makes a session the current one, then goes to a URL, if one is given.
    pub(crate) fn set_session(&mut self, id: &str, to: &str) -> u64 {
        self.ask("set_session").field(id).field(to).number
    }

    /// Ends a session, or all, then goes to a URL, if one is given.
    pub(crate) fn sign_out(&mut self, id: &str, to: &str) -> u64 {
        self.ask("sign_out").field(id).field(to).number
    }

    /// Does something to the user; see the README for the calls.
    #[cfg(feature = "profile")]
    pub(crate) fn user(&mut self, call: &str, args: &[(&str, &str)]) -> u64 {
        self.ask("user").field(call).count(args.len() as u64);
        for (name, value) in args {
            self.field(name).field(value);
        }
        self.number
    }

    /// Calls `clerk.load()` again.
    pub(crate) fn load(&mut self) {
        self.ask("load");
    }

    /// Goes to a URL, because somebody pressed.
    pub(crate) fn go(&mut self, url: &str) {
        self.begin("go").field(url);
    }

    /// Leaves for a URL, so that Back does not lead to the present page.
    pub(crate) fn leave(&mut self, url: &str) {
        self.begin("go").field(url).field("1");
    }

    /// Changes the route below the component's base; with `replaces`, so that Back does not lead to the present one.
    pub(crate) fn route(&mut self, path: &str, query: &str, replaces: bool) {
        self.begin("route").field(path).more(query).field(if replaces { "1" } else { "" });
    }

    /// Wakes the component after so many milliseconds. There is one timer: the latest counts.
    pub(crate) fn tick(&mut self, ms: u64) {
        self.begin("tick").count(ms);
    }

    /// Moves the focus to an element, once the HTML is on the page; or only if it is in the component.
    pub(crate) fn focus(&mut self, prefix: &str, name: &str, if_inside: bool) {
        self.begin("focus").field(prefix).more(name).field(if if_inside { "1" } else { "" });
    }

    /// Opens a component in a dialog, in place of this one if that is a dialog; with an address that was typed.
    pub(crate) fn open(&mut self, kind: &str, identifier: &str) {
        self.begin("open").field(kind).field(identifier);
    }

    /// Shows the popover.
    #[cfg(feature = "profile")]
    pub(crate) fn show(&mut self) {
        self.begin("show");
    }

    /// Closes the dialog, or the popover.
    pub(crate) fn close(&mut self) {
        self.begin("close");
    }
}

/// What the command of this number was for, if its answer is awaited. After that it is not any more.
pub(crate) fn take<T>(awaited: &mut Option<(u64, T)>, number: u64) -> Option<T> {
    awaited.take_if(|(awaited, _)| *awaited == number).map(|(_, what)| what)
}

#[cfg(test)]
mod tests {
    use super::{Commands, Filled};

    #[test]
    fn a_separator_in_a_value_does_not_begin_a_command() {
        let mut commands = Commands::new();
        let mut fields = Filled::default();
        fields.add("identifier", "a\u{1e}go\u{1f}b");
        commands.fill("create", "sign_in", &fields);
        commands.open("sign_up", "c\u{1e}close");
        let expected = "<p>xgo</p>\u{1e}create\u{1f}1\u{1f}sign_in\u{1f}1\u{1f}identifier\u{1f}agob\u{1e}open\u{1f}sign_up\u{1f}cclose";
        assert_eq!(commands.take("<p>x\u{1e}go\u{1f}</p>"), expected);
    }
}
