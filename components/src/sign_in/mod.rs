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

use crate::command::Command;
use crate::component::Widget;
use crate::context::Context;
use crate::event::Event;
use crate::snapshot::{self, Factor, Subject};
use crate::wait::{End, Wait};

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
    Ended(End),
    /// The same, seen on the link's page.
    LinkEnded(End),
    /// Signed in, on the way.
    Done,
    /// Signed in already, and this is the page to which it would go.
    SignedIn,
}

/// What a command was for whose answer is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The attempt is being made.
    Create {
        /// With what a password manager filled in.
        with_password: bool,
    },
    /// A code is being sent.
    Code,
    /// A code or password was handed in.
    Proof,
    /// The link's page checks the link.
    Verify,
    /// A session becomes the current one.
    Session {
        /// Where that leads.
        to: String,
    },
    /// Somebody signs out.
    SignOut,
}

/// SignIn.
#[derive(Debug, Default)]
pub(crate) struct SignIn {
    screen: Screen,
    /// The command whose answer is awaited, and what it was for. An answer to any other is too late.
    ask: Option<(u64, Ask)>,
    wait: Wait,
    /// The attempt, as it was last seen.
    attempt: snapshot::SignIn,
    /// Who wants to sign in, as it was typed.
    typed: String,
    /// The address or the way that is being proved.
    factor: Factor,
    /// Nobody has this address: an account can be made.
    offers_account: bool,
    /// The code that was last handed in by itself.
    tried_code: String,
    /// Where the list of methods was opened.
    before_methods: Screen,
    /// Closing was asked for once, while something is under way.
    asked_to_close: bool,
}

impl Widget for SignIn {
    fn update(&mut self, context: &mut Context, event: Event) {
        let snapshot = match &event {
            Event::Done { snapshot, .. } | Event::Changed(snapshot) => Some(snapshot),
            Event::Started(start) => Some(&start.snapshot),
            _ => None,
        };
        if let Some(Subject::SignIn(attempt)) = snapshot.map(|snapshot| &snapshot.subject) {
            self.attempt = attempt.clone();
        }
        match event {
            Event::Started(_) => self.enter(context, false),
            Event::Routed(_) => self.enter(context, true),
            Event::Changed(_) => self.changed(context),
            Event::Acted { what, at, fields } => self.acted(context, &what, &at, &fields),
            Event::Typed { value, .. } => self.typed_code(context, &value),
            Event::Done { number, answer, .. } => self.done(context, number, &answer),
            Event::Refused { number, refusal } => self.refused(context, number, &refusal),
            Event::Progress { number, phase, resend_at, .. } => {
                self.progress(context, number, &phase, resend_at);
            }
            Event::Ticked => self.ticked(context),
            Event::Props(_) | Event::Toggled { .. } => {}
        }
    }

    fn view(&self, context: &Context) -> Markup {
        view::view(self, context)
    }
}

impl SignIn {
    /// A request is on its way.
    fn is_busy(&self) -> bool {
        self.ask.is_some()
    }

    /// Has something done and waits for the answer.
    fn ask(&mut self, context: &mut Context, ask: Ask, command: impl FnOnce(u64) -> Command) {
        let number = context.next_number();
        self.ask = Some((number, ask));
        context.run(command(number));
    }

    /// Whether an answer is the awaited one, and to what. It is not awaited any more then.
    fn answered(&mut self, number: u64) -> Option<Ask> {
        self.ask.take_if(|(awaited, _)| *awaited == number).map(|(_, ask)| ask)
    }

    /// Drops what is under way, so that its answer changes nothing.
    fn drop_all(&mut self, context: &mut Context) {
        self.ask = None;
        self.wait.cancel(context);
        self.tried_code.clear();
        self.asked_to_close = false;
    }

    /// Shows a screen to which the person came by what they did, or else by what happened elsewhere.
    fn show(&mut self, context: &mut Context, screen: Screen, by_person: bool) {
        if self.screen != screen {
            self.screen = screen;
            context.reveals = false;
            match screen {
                Screen::Password if by_person => context.focus_field("password"),
                Screen::Code | Screen::Totp | Screen::Backup if by_person => context.focus_field("code"),
                _ => context.focus_heading(by_person),
            }
        }
    }

    /// Back at the address.
    fn show_start(&mut self, context: &mut Context, by_person: bool) {
        self.offers_account = false;
        self.show(context, Screen::Start, by_person);
    }

    /// Makes the new session the current one.
    fn finish(&mut self, context: &mut Context, session_id: String) {
        self.wait.cancel(context);
        let to = context.after_sign_in();
        self.enter_session(context, session_id, to);
    }

    fn enter_session(&mut self, context: &mut Context, id: String, to: String) {
        // A dialog closes over the page that it was opened on, unless the app names another.
        self.show(context, Screen::Done, false);
        self.ask(context, Ask::Session { to: to.clone() }, |number| Command::SetSession { number, id, to });
    }

    /// Somebody is signed in already: leaves for where a sign-in would have led. If that is this page, it stays.
    fn leave(&mut self, context: &mut Context) {
        let to = context.after_sign_in();
        if context.start.is_modal {
            context.run(Command::Close);
            self.screen = Screen::SignedIn;
        } else if context.is_here(&to) {
            self.screen = Screen::SignedIn;
        } else {
            self.screen = Screen::Done;
            context.run(Command::Go(to));
        }
    }

    /// The factor of a strategy: for the address that was typed, else for the primary one, else the first.
    fn factor_of(&self, strategy: &str) -> Option<Factor> {
        let factors = || self.attempt.first_factors.iter().filter(|factor| factor.strategy == strategy);
        let same = factors().find(|factor| factor.identifier == self.attempt.identifier);
        let found = same.or_else(|| factors().find(|factor| factor.is_primary)).or_else(|| factors().next());
        found.cloned()
    }

    /// The strategy of the present screen.
    fn used_strategy(&self) -> &'static str {
        match self.screen {
            Screen::Password => "password",
            Screen::Code => "email_code",
            Screen::Link | Screen::Ended(_) => "email_link",
            _ => "",
        }
    }

    fn has_second(&self, strategy: &str) -> bool {
        self.attempt.second_factors.iter().any(|factor| factor.strategy == strategy)
    }

    /// The ways to sign in that we know, in the order in which they are offered.
    fn methods(&self) -> impl Iterator<Item = &Factor> {
        let known = |factor: &&Factor| matches!(factor.strategy.as_str(), "email_link" | "email_code" | "password");
        self.attempt.first_factors.iter().filter(known)
    }
}
