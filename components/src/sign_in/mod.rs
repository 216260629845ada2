//! SignIn: from an address to a session. Pure.
//!
//! Nothing is ever sent because the component appeared: an email goes out when somebody submits or presses. A reload,
//! Back and Forward, a second mount resume what is under way.

mod answers;
mod presses;
mod routes;
#[cfg(test)]
mod tests;
mod view;

use maud::Markup;

use crate::component::Widget;
use crate::context::Context;
use crate::event::{Act, Progress, Refusal};
use crate::facts::Facts;
use crate::flow::{Flow, leave};
use crate::snapshot::Factor;
use crate::wire::Pairs;

/// Of the root. The last two are for style sheets from before Clerk 4.
pub(crate) const CLASS: &str = "cl-rootBox cl-signIn-root cl-component cl-sign-in";

/// What the card shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Screen {
    /// The address.
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
    /// The account has no way that we know.
    NoMethod,
    /// The code of the authenticator app.
    Totp,
    /// One of the codes for a lost app.
    Backup,
    /// The people who are signed in.
    Choose,
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

/// SignIn.
#[derive(Debug, Default)]
pub(crate) struct SignIn {
    screen: Screen,
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
        self.entered(facts, context, by_person);
    }

    fn act(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        self.acted(facts, context, act);
    }

    fn typed(&mut self, _: &Facts, context: &mut Context, value: &str) {
        let by_itself = matches!(self.screen, Screen::Link | Screen::Code | Screen::Totp);
        if by_itself && self.flow.is_new_code(value) {
            self.flow.prove(context, self.proof(), value);
        }
    }

    fn done(&mut self, facts: &Facts, context: &mut Context, number: u64, answer: Pairs<'_>) {
        self.answered(facts, context, number, answer);
    }

    fn refused(&mut self, facts: &Facts, context: &mut Context, number: u64, why: &Refusal<'_>) {
        self.failed(facts, context, number, why);
    }

    fn progress(&mut self, context: &mut Context, progress: &Progress<'_>) {
        self.heard(context, progress);
    }

    fn ticked(&mut self, facts: &Facts, context: &mut Context) {
        self.woken(facts, context);
    }

    fn changed(&mut self, facts: &Facts, context: &mut Context) {
        self.others_changed(facts, context);
    }

    fn view(&self, context: &Context) -> Markup {
        view::view(self, context)
    }

    fn class(&self) -> &'static str {
        CLASS
    }
}

impl SignIn {
    /// A link is on its way to being sent: the screen still shows where it was asked for.
    fn is_sending(&self) -> bool {
        self.flow.wait.is_on() && !matches!(self.screen, Screen::Link | Screen::Methods)
    }

    /// Shows a screen to which the person came by what they did, or else by what happened elsewhere.
    fn show(&mut self, context: &mut Context, screen: Screen, by_person: bool) {
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

    /// Shows the address again.
    fn show_start(&mut self, context: &mut Context, by_person: bool) {
        self.offers_account = false;
        self.show(context, Screen::Start, by_person);
    }

    /// Makes the new session the current one.
    fn finish(&mut self, facts: &Facts, context: &mut Context) {
        self.enter_session(facts, context, facts.snapshot().sign_in().created_session_id);
    }

    fn enter_session(&mut self, facts: &Facts, context: &mut Context, id: &str) {
        self.show(context, Screen::Done, false);
        self.flow.enter_session(context, id, &facts.after_sign_in());
    }

    /// Somebody is signed in already: leaves for where a sign-in would have led. If that is this page, it stays.
    fn leave(&mut self, facts: &Facts, context: &mut Context) {
        let stays = leave(facts, context, &facts.after_sign_in());
        self.screen = if stays { Screen::SignedIn } else { Screen::Done };
    }

    /// The strategy of the present screen.
    fn used_strategy(&self) -> &'static str {
        match self.screen {
            Screen::Password => "password",
            Screen::Code => "email_code",
            Screen::Link | Screen::Ended => "email_link",
            _ => "",
        }
    }
}

/// Whether we know a way to sign in.
fn is_known(factor: &Factor<'_>) -> bool {
    matches!(factor.strategy, "email_link" | "email_code" | "password")
}
