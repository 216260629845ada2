//! What people do: submitting, pressing, typing. Pure.

use super::{Ask, Screen, SignIn};
use crate::command::{Command, Step};
use crate::context::Context;
use crate::props;
use crate::texts::Text;
use crate::wire::Pairs;

/// How many digits a code has that is handed in by itself.
const CODE_LENGTH: usize = 6;

impl SignIn {
    /// A button, a link or a form.
    pub(super) fn acted(&mut self, context: &mut Context, what: &str, at: &str, fields: &Pairs) {
        if what == "close" {
            self.close(context);
            return;
        }
        self.asked_to_close = false;
        match what {
            // These drop what is under way.
            "edit" | "again" | "back" => self.back(context, what),
            "sign_up" => self.to_sign_up(context, fields),
            "sign_out" => self.sign_out(context, String::new()),
            // The others wait for the answer.
            _ if self.is_busy() || self.is_sending() => {}
            "start" => self.submit_start(context, fields),
            "password" => self.prove(context, "password", fields.get("password")),
            "code" => self.submit_code(context, fields.get("code")),
            "methods" => self.to_methods(context),
            "method" => self.method(context, at),
            "resend" => self.resend(context),
            "link" => self.send_link(context),
            "pick" => self.pick(context, at),
            "add" => {
                context.go_to("", false);
                self.show_start(context, true);
            }
            "continue" => {
                let home = context.first_environment(&["display_config.home_url"]);
                context.run(Command::Go(home));
            }
            _ => {}
        }
    }

    /// A link is on its way to being sent: the screen still shows where it was asked for.
    pub(super) fn is_sending(&self) -> bool {
        self.wait.is_on() && self.screen != Screen::Link && self.screen != Screen::Methods
    }

    fn submit_start(&mut self, context: &mut Context, fields: &Pairs) {
        let typed = fields.get("identifier").trim();
        self.typed = typed.into();
        self.offers_account = false;
        if !context.require(&["identifier"], |_| typed.is_empty()) || context.locked_until > context.now {
            return;
        }
        // A password manager filled it in before anybody was asked for it.
        let password = fields.get("password");
        let mut with = Pairs::default().with("identifier", typed);
        if !password.is_empty() {
            with = with.with("password", password);
        }
        self.create(context, with);
    }

    pub(super) fn create(&mut self, context: &mut Context, fields: Pairs) {
        let with_password = fields.0.len() > 1;
        self.ask(context, Ask::Create { with_password }, |number| Command::Create(number, fields));
    }

    /// Six digits are a whole code: it is handed in, once.
    pub(super) fn typed_code(&mut self, context: &mut Context, value: &str) {
        let code: String = value.chars().filter(char::is_ascii_digit).collect();
        let by_itself = matches!(self.screen, Screen::Link | Screen::Code | Screen::Totp);
        let is_whole = code.len() == CODE_LENGTH && code.len() == value.trim().len();
        if by_itself && is_whole && code != self.tried_code && !self.is_busy() {
            self.submit_code(context, &code);
        }
    }

    fn submit_code(&mut self, context: &mut Context, code: &str) {
        let code: String = code.split_whitespace().collect();
        self.tried_code.clone_from(&code);
        self.prove(context, "code", &code);
    }

    /// Hands in a password or a code.
    fn prove(&mut self, context: &mut Context, field: &str, value: &str) {
        if !context.require(&[field], |_| value.is_empty()) {
            return;
        }
        let (step, strategy) = match self.screen {
            Screen::Password => (Step::First, "password"),
            Screen::Totp => (Step::Second, "totp"),
            Screen::Backup => (Step::Second, "backup_code"),
            _ => (Step::First, "email_code"),
        };
        let (strategy, value) = (strategy.into(), value.into());
        self.ask(context, Ask::Proof, |number| {
            Command::Attempt { number, step, strategy, id: String::new(), value }
        });
    }

    fn resend(&mut self, context: &mut Context) {
        match self.screen {
            Screen::Code if self.wait.seconds_left(context.now) == 0 => {
                context.clear();
                self.send_code(context);
            }
            _ => self.wait.send_again(context),
        }
    }

    fn to_methods(&mut self, context: &mut Context) {
        context.clear();
        self.before_methods = self.screen;
        self.show(context, Screen::Methods, true);
    }

    fn method(&mut self, context: &mut Context, strategy: &str) {
        context.clear();
        match strategy {
            "email_link" => self.send_link(context),
            "email_code" => self.send_code(context),
            "password" => {
                self.drop_all(context);
                context.go_to("factor-one", false);
                self.show(context, Screen::Password, true);
            }
            "totp" => self.show(context, Screen::Totp, true),
            "backup_code" => self.show(context, Screen::Backup, true),
            _ => {}
        }
    }

    /// One step back: from the list of methods to where it was opened, else to the address.
    fn back(&mut self, context: &mut Context, what: &str) {
        context.clear();
        if what == "back" && self.screen == Screen::Methods && self.before_methods != Screen::Start {
            self.ask = None;
            let before = self.before_methods;
            self.show(context, before, true);
            return;
        }
        self.drop_all(context);
        context.go_to("", false);
        self.show_start(context, true);
        if what == "edit" {
            context.focus_field("identifier");
        }
    }

    fn to_sign_up(&mut self, context: &mut Context, fields: &Pairs) {
        let typed = fields.get("identifier").trim();
        let typed = if typed.is_empty() { self.typed.clone() } else { typed.into() };
        self.drop_all(context);
        if context.start.is_modal {
            let props = props::twin_props(context, &typed);
            context.run(Command::Open { kind: "sign_up", props });
        } else {
            let url = self.sign_up_url(context, &typed);
            context.run(Command::Go(url));
        }
    }

    /// Where an account is made.
    pub(super) fn sign_up_url(&self, context: &Context, typed: &str) -> String {
        context.twin_url(&["signUpUrl", "signUpURL"], "display_config.sign_up_url", typed)
    }

    fn pick(&mut self, context: &mut Context, at: &str) {
        let to = context.after_sign_in();
        self.enter_session(context, at.into(), to);
    }

    fn sign_out(&mut self, context: &mut Context, id: String) {
        if !self.is_busy() {
            self.ask(context, Ask::SignOut, |number| Command::SignOut { number, id, to: String::new() });
        }
    }

    /// Escape, or the cross. While something is under way, it asks once.
    fn close(&mut self, context: &mut Context) {
        let is_waiting = self.is_busy() || self.wait.is_on();
        if is_waiting && !self.asked_to_close && self.screen != Screen::Done {
            self.asked_to_close = true;
            context.alert = context.text(Text::CloseAsk);
        } else {
            self.drop_all(context);
            context.run(Command::Close);
        }
    }
}
