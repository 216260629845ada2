//! SignIn: from an address to a session. Pure.
//!
//! Nothing is ever sent because the component appeared: an email goes out when somebody submits or presses. A reload,
//! Back and Forward, a second mount resume what is under way.

mod presses;
mod routes;
mod view;

use maud::Markup;

use crate::component::Widget;
use crate::context::Context;
use crate::event::{Act, Progress, Refusal};
use crate::facts::Facts;
use crate::flow::{Ask, Flow, Next, Screen};
use crate::route;
use crate::snapshot::{self, Factor};
use crate::wire::{Pairs, put};

/// Of the root. The last two are for style sheets from before Clerk 4.
pub(crate) const CLASS: &str = "cl-rootBox cl-signIn-root cl-component cl-sign-in";

/// SignIn.
#[derive(Debug, Default)]
pub(crate) struct SignIn {
    flow: Flow,
    /// Who wants to sign in, as it was typed.
    typed: String,
    /// Nobody has this address: an account can be made.
    offers_account: bool,
    /// Where the list of methods was opened.
    before_methods: Screen,
}

impl Widget for SignIn {
    fn enter(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        if self.typed.is_empty() {
            self.typed = facts.given_identifier();
        }
        if self.typed.is_empty() {
            put(&mut self.typed, facts.snapshot().sign_in().identifier);
        }
        self.offers_account = false;
        if self.flow.enter(facts, context) {
            let screen = self.screen_of_route(facts, context);
            self.flow.show_entered(facts, context, screen, "identifier", by_person);
        }
    }

    fn act(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        self.acted(facts, context, act);
    }

    fn typed(&mut self, _: &Facts, context: &mut Context, value: &str) {
        self.flow.typed(context, value);
    }

    fn done(&mut self, facts: &Facts, context: &mut Context, number: u64, answer: Pairs<'_>) {
        match self.flow.answered(facts, context, number, answer) {
            Next::Asked(Ask::Proof)
                if facts.snapshot().sign_in().status == "needs_first_factor" =>
            {
                // It was taken, but is not enough: nobody knows what is.
                self.flow.wait.cancel(context);
                self.flow.show(context, Screen::Impossible, true);
            }
            Next::Asked(Ask::SignOut) => self.typed.clear(),
            Next::Asked(_) => self.proceed(facts, context, true),
            Next::Proceed => self.proceed(facts, context, false),
            Next::Nothing | Next::SignUp => {}
        }
    }

    fn refused(&mut self, facts: &Facts, context: &mut Context, number: u64, why: &Refusal<'_>) {
        let fields: &[&str] = match self.flow.screen {
            Screen::Start => &["identifier"],
            Screen::Password => &["password"],
            Screen::Link | Screen::Code | Screen::Totp | Screen::Backup => &["code"],
            _ => &[],
        };
        match self.flow.failed(facts, context, number, why, fields) {
            Next::Asked(Ask::CreateWithPassword)
                if why.has("form_password_incorrect") || why.has("strategy_for_user_invalid") =>
            {
                context.clear();
                self.create(context, "");
            }
            Next::Proceed => self.proceed(facts, context, false),
            Next::SignUp => self.flow.open_twin(facts, context, &self.typed),
            Next::Asked(_) => {
                self.offers_account = why.has("form_identifier_not_found")
                    && route::is_address(&self.typed)
                    && facts.offers_sign_up();
            }
            _ => {}
        }
    }

    fn progress(&mut self, context: &mut Context, progress: &Progress<'_>) {
        self.flow.heard(context, progress);
    }

    fn ticked(&mut self, facts: &Facts, context: &mut Context) {
        self.flow.woken(facts, context);
    }

    fn changed(&mut self, facts: &Facts, context: &mut Context) {
        self.flow.changed(facts, context);
    }

    fn view(&self, context: &Context) -> Markup {
        view::card_of(self, context)
    }

    fn class(&self) -> &'static str {
        CLASS
    }
}

impl SignIn {
    /// The strategy of the present screen.
    fn used_strategy(&self) -> &'static str {
        match self.flow.screen {
            Screen::Password => "password",
            Screen::Code => "email_code",
            Screen::Link | Screen::Ended => "email_link",
            _ => "",
        }
    }
}

/// Whether there is another way to sign in that we know.
fn has_other(attempt: &snapshot::SignIn<'_>, strategy: &str) -> bool {
    attempt.first_factors().any(|factor| is_known(&factor) && factor.strategy != strategy)
}

/// Whether we know a way to sign in.
fn is_known(factor: &Factor<'_>) -> bool {
    matches!(factor.strategy, "email_link" | "email_code" | "password")
}
