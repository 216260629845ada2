//! SignUp: from an address to an account. Pure.
//!
//! As in SignIn, an email goes out when somebody submits or presses, and never because the component appeared.

mod answers;
mod presses;
mod view;

use maud::Markup;

use crate::component::Widget;
use crate::context::Context;
use crate::event::{Act, Progress, Refusal};
use crate::facts::Facts;
use crate::flow::{Flow, leave};
use crate::wait::End;
use crate::wire::Pairs;

/// Of the root. The last two are for style sheets from before Clerk 4.
const CLASS: &str = "cl-rootBox cl-signUp-root cl-component cl-sign-up";

/// What the card shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Screen {
    /// All that an account needs.
    #[default]
    Start,
    /// A link was sent, maybe with a code.
    Link,
    /// A code was sent.
    Code,
    /// What is still missing.
    Continue,
    /// An account needs something that we cannot ask for, or not everybody can have one.
    Restricted,
    /// The link is being checked, on its page.
    Verify,
    /// The link worked, for a page in another browser or tab.
    Switch,
    /// The link was opened on another tab of this browser.
    OtherTab,
    /// The wait has ended without success.
    Ended,
    /// The account is made, on the way.
    Done,
    /// Signed in already, and this is the page to which it would go.
    SignedIn,
}

/// SignUp.
#[derive(Debug, Default)]
pub(crate) struct SignUp {
    screen: Screen,
    flow: Flow,
    /// What was typed: names on the wire and values.
    typed: String,
    /// The address has an account: its person can sign in.
    offers_sign_in: bool,
}

impl Widget for SignUp {
    fn enter(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        self.flow.drop_all(context);
        context.clear();
        if facts.path == "verify" {
            // The page that a link opened.
            self.screen = Screen::Verify;
            self.flow.verify(context, &facts.after_sign_up());
        } else if facts.is_signed_in() && facts.is_single_session() {
            self.leave(facts, context);
        } else {
            let before = self.screen;
            self.screen = self.screen_of_route(facts, context);
            if by_person && self.screen != before {
                context.focus_heading(true);
            }
            // Nothing moves the focus because a component appears, unless it is a dialog.
            if !by_person && facts.is_modal {
                context.focus_heading(true);
            }
        }
    }

    fn act(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        self.acted(facts, context, act);
    }

    fn typed(&mut self, _: &Facts, context: &mut Context, value: &str) {
        if matches!(self.screen, Screen::Link | Screen::Code) && self.flow.is_new_code(value) {
            self.flow.prove(context, ["sign_up", "email_code"], value);
        }
    }

    fn done(&mut self, facts: &Facts, context: &mut Context, number: u64, answer: Pairs<'_>) {
        self.answered(facts, context, number, answer);
    }

    fn refused(&mut self, facts: &Facts, context: &mut Context, number: u64, why: &Refusal<'_>) {
        self.failed(facts, context, number, why);
    }

    fn progress(&mut self, context: &mut Context, progress: &Progress<'_>) {
        let is_sending = self.is_sending();
        if self.flow.wait.progress(context, progress) && is_sending {
            self.sent(context, Screen::Link);
        }
    }

    fn ticked(&mut self, facts: &Facts, context: &mut Context) {
        match self.screen {
            Screen::OtherTab if !self.flow.is_busy() => self.finish(facts, context),
            Screen::Start if !context.is_locked() => context.clear(),
            _ => self.flow.wait.count_down(context),
        }
    }

    fn changed(&mut self, facts: &Facts, context: &mut Context) {
        if self.flow.is_busy() || self.flow.wait.is_on() || facts.snapshot().is_changing {
            return;
        }
        let is_in = facts.is_signed_in();
        match self.screen {
            Screen::SignedIn | Screen::Done if !is_in => self.show(context, Screen::Start, false),
            Screen::SignedIn | Screen::Done | Screen::OtherTab | Screen::Switch => {}
            _ if is_in && facts.is_single_session() => self.leave(facts, context),
            _ => {}
        }
    }

    fn view(&self, context: &Context) -> Markup {
        view::view(self, context)
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
            _ if !facts.offers_sign_up() => Screen::Restricted,
            "verify-email-address" if is_open && attempt.is_unverified() => {
                match (verification.strategy, End::named(verification.status)) {
                    ("email_code", None) => Screen::Code,
                    ("email_link", None) => {
                        self.flow.wait.resume(context, "");
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

    /// A link is on its way to being sent: the screen still shows where it was asked for.
    fn is_sending(&self) -> bool {
        self.flow.wait.is_on() && self.screen != Screen::Link
    }

    /// What was typed into a field, or given by the app.
    fn value<'a>(&'a self, facts: &'a Facts, field: &str) -> &'a str {
        match Pairs(&self.typed).get(field) {
            "" => facts.prop(&[&["initialValues.", &crate::pieces::field::camel(field)].concat()]),
            typed => typed,
        }
    }

    /// Shows a screen to which the person came by what they did, or else by what happened elsewhere.
    fn show(&mut self, context: &mut Context, screen: Screen, by_person: bool) {
        if self.screen != screen {
            self.screen = screen;
            context.reveals = false;
            match screen {
                Screen::Code if by_person => context.focus_field("code"),
                _ => context.focus_heading(by_person),
            }
        }
    }

    /// Makes the new session the current one.
    fn finish(&mut self, facts: &Facts, context: &mut Context) {
        self.show(context, Screen::Done, false);
        let id = facts.snapshot().sign_up().created_session_id;
        self.flow.enter_session(context, id, &facts.after_sign_up());
    }

    /// Somebody is signed in already: leaves for where a sign-up would have led. If that is this page, it stays.
    fn leave(&mut self, facts: &Facts, context: &mut Context) {
        let stays = leave(facts, context, &facts.after_sign_up());
        self.screen = if stays { Screen::SignedIn } else { Screen::Done };
    }
}

/// The fields that we can ask for, by their names on the wire, in the order in which they stand.
const FIELDS: [&str; 5] = ["first_name", "last_name", "username", "email_address", "password"];

/// What a screen asks for.
fn fields(facts: &Facts, screen: Screen) -> impl Iterator<Item = &'static str> {
    let is_asked = move |name: &&'static str| match screen {
        Screen::Continue => facts.snapshot().sign_up().missing().any(|missing| missing == *name),
        _ => is_shown(facts, name),
    };
    FIELDS.into_iter().filter(is_asked)
}

fn is_shown(facts: &Facts, name: &str) -> bool {
    let hides_optional = facts.prop(&["appearance.layout.showOptionalFields"]) == "false";
    facts.attribute(name, "enabled") && (!hides_optional || facts.attribute(name, "required"))
}
