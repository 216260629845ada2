//! SignUp: from an address to an account. Pure.
//!
//! As in SignIn, an email goes out when somebody submits or presses, and never because the component appeared.

mod presses;
mod view;

use maud::Markup;

use crate::component::Widget;
use crate::context::Context;
use crate::event::{Act, Progress, Refusal};
use crate::facts::Facts;
use crate::flow::{Ask, Flow, Next, Screen};
use crate::pieces::field::camel;
use crate::wait::End;
use crate::wire::{Pairs, join};

/// Of the root. The last two are for style sheets from before Clerk 4.
const CLASS: &str = "cl-rootBox cl-signUp-root cl-component cl-sign-up";

/// SignUp.
#[derive(Debug)]
pub(crate) struct SignUp {
    flow: Flow,
    /// What was typed: names on the wire and values.
    typed: String,
    /// The address has an account: its person can sign in.
    offers_sign_in: bool,
}

impl Default for SignUp {
    fn default() -> Self {
        Self { flow: Flow::of_sign_up(), typed: String::new(), offers_sign_in: false }
    }
}

impl Widget for SignUp {
    fn enter(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        self.offers_sign_in = false;
        if self.flow.enter(facts, context) {
            let screen = self.screen_of_route(facts, context);
            let fields = fields(facts, Screen::Start);
            let first = fields.first().copied().unwrap_or_default();
            self.flow.show_entered(facts, context, screen, first, by_person);
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
            Next::Nothing | Next::Asked(Ask::SignOut) => {}
            next => self.proceed(facts, context, !matches!(next, Next::Proceed)),
        }
    }

    fn refused(&mut self, facts: &Facts, context: &mut Context, number: u64, why: &Refusal<'_>) {
        let asked = fields(facts, self.flow.screen);
        let names: &[&str] = match self.flow.screen {
            Screen::Link | Screen::Code => &["code"],
            Screen::Start | Screen::Continue => &asked,
            _ => &[],
        };
        match self.flow.failed(facts, context, number, why, names) {
            Next::Proceed => self.proceed(facts, context, false),
            Next::Asked(Ask::Create) => {
                let exists = why.error("form_identifier_exists").unwrap_or_default();
                self.offers_sign_in = exists.param == "email_address";
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

impl SignUp {
    fn screen_of_route(&mut self, facts: &Facts, context: &mut Context) -> Screen {
        let attempt = &facts.snapshot().sign_up();
        let is_open = attempt.status == "missing_requirements";
        let verification = attempt.verification;
        match facts.path.as_str() {
            _ if !facts.offers_sign_up() || fields(facts, Screen::Start).is_empty() => {
                Screen::Impossible
            }
            "verify-email-address" if is_open && attempt.is_unverified() => {
                match (verification.strategy, End::named(verification.status)) {
                    ("email_code", None) => Screen::Code,
                    ("email_link", None) => {
                        let url = facts.link_url("display_config.sign_up_url");
                        self.flow.wait.resume(context, "sign_up", "", &url);
                        Screen::Link
                    }
                    (_, end) => {
                        self.flow.end = end.unwrap_or_default();
                        Screen::Ended
                    }
                }
            }
            "continue" if is_open => Screen::Continue,
            "verify-email-address" | "continue" => {
                context.go_to("", true);
                Screen::Start
            }
            _ => Screen::Start,
        }
    }

    /// What comes next: proving the address, what is still missing, or the new session.
    fn proceed(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        let attempt = &facts.snapshot().sign_up();
        if attempt.status == "complete" {
            self.flow.finish(facts, context);
        } else if attempt.is_unverified() {
            self.send(facts, context);
        } else {
            self.flow.wait.cancel(context);
            let can_ask = attempt.missing().all(|name| FIELDS.contains(&name));
            let is_open = attempt.status == "missing_requirements";
            let screen = if can_ask && is_open { Screen::Continue } else { Screen::Impossible };
            context.clear();
            // Back leads from there to the start, not to a link that was used.
            context.go_to("continue", !context.path.is_empty());
            self.flow.show(context, screen, by_person);
        }
    }

    /// What was typed into a field, or given by the app.
    fn value<'a>(&'a self, facts: &'a Facts, field: &str) -> &'a str {
        match Pairs(&self.typed).get(field) {
            "" => facts.prop(&[&join(&["initialValues.", &camel(field)])]),
            typed => typed,
        }
    }
}

/// The fields that we can ask for, by their names on the wire, in the order in which they stand.
const FIELDS: [&str; 5] = ["first_name", "last_name", "username", "email_address", "password"];

/// What a screen asks for.
fn fields(facts: &Facts, screen: Screen) -> Vec<&'static str> {
    let mut fields = Vec::new();
    for &name in &FIELDS {
        let is_asked = match screen {
            Screen::Continue => facts.snapshot().sign_up().is_missing(name),
            _ => is_shown(facts, name),
        };
        if is_asked {
            fields.push(name);
        }
    }
    fields
}

fn is_shown(facts: &Facts, name: &str) -> bool {
    let hides_optional = facts.prop(&["appearance.layout.showOptionalFields"]) == "false";
    facts.attribute(name, "enabled") && (!hides_optional || facts.attribute(name, "required"))
}
