//! UserProfile: name, addresses, password, authenticator app, devices, and the end of the account. Pure.
//!
//! One thing is changed at a time, in a panel that opens in its section.

mod answers;
mod presses;
mod qr;
mod sections;
mod view;

use maud::Markup;

use crate::code;
use crate::component::Widget;
use crate::context::Context;
use crate::event::{Act, Progress, Refusal};
use crate::facts::Facts;
use crate::route;
use crate::wait::{End, Wait};
use crate::wire::{Pairs, join, put};

const CLASS: &str = "cl-rootBox cl-userProfile-root cl-component cl-user-profile";

/// What is being changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Panel {
    /// Nothing.
    #[default]
    None,
    Name,
    /// A new address is typed.
    AddAddress,
    /// An address waits for its link.
    Address,
    /// An address is about to be removed.
    RemoveAddress,
    Password,
    RemovePassword,
    /// The authenticator app is being set up.
    Totp,
    RemoveTotp,
    Delete,
}

/// The whole screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Screen {
    /// A page of the profile.
    #[default]
    Pages,
    /// The link of an address is being checked, on its page.
    Verify,
    /// It was good.
    Verified,
    /// It was not.
    Ended,
}

/// What a command was for whose answer is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Something is saved, and the panel closes then.
    Save,
    /// An address is added. Its link follows.
    AddAddress,
    /// A secret for the authenticator app.
    Secret,
    Verify,
    /// The account goes.
    Delete,
}

/// UserProfile.
#[derive(Debug, Default)]
pub(crate) struct UserProfile {
    screen: Screen,
    panel: Panel,
    /// Whose profile it is.
    user_id: String,
    /// The address that the panel is about.
    id: String,
    /// The id of the button that opened the panel.
    opener: String,
    ask: Option<(u64, Ask)>,
    /// Closing was asked for once, while something is under way.
    asked_to_close: bool,
    /// The command that asks for the devices; 0 if none does.
    asked_devices: u64,
    wait: Wait,
    end: End,
    /// Of the authenticator app that is being set up.
    secret: String,
    uri: String,
    /// The devices, as they were answered.
    devices: String,
}

impl Widget for UserProfile {
    fn enter(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        self.close_panel(context);
        context.clear();
        self.screen = Screen::Pages;
        put(&mut self.user_id, facts.snapshot().user().id);
        if facts.path == "verify" {
            self.screen = Screen::Verify;
            self.ask = Some((context.commands.verify(""), Ask::Verify));
        } else if self.user_id.is_empty() {
            leave(facts, context);
        } else {
            self.show_devices(facts, context);
            if by_person || facts.is_modal {
                context.focus_heading(true);
            }
        }
    }

    fn act(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        self.acted(facts, context, act);
    }

    fn typed(&mut self, _: &Facts, context: &mut Context, value: &str) {
        if code::is_whole(value)
            && self.ask.is_none()
            && matches!(self.panel, Panel::Address | Panel::Totp)
        {
            self.submit_code(context, value);
        }
    }

    fn done(&mut self, facts: &Facts, context: &mut Context, number: u64, answer: Pairs<'_>) {
        self.answered(facts, context, number, answer);
    }

    fn refused(&mut self, facts: &Facts, context: &mut Context, number: u64, why: &Refusal<'_>) {
        self.failed(facts, context, number, why);
    }

    fn progress(&mut self, context: &mut Context, progress: &Progress<'_>) {
        let was_sent = progress.phase == "sent";
        if self.wait.progress(context, progress) && was_sent {
            context.say(crate::texts::Text::Sent);
        }
    }

    fn ticked(&mut self, _: &Facts, context: &mut Context) {
        self.wait.count_down(context);
    }

    fn changed(&mut self, facts: &Facts, context: &mut Context) {
        let snapshot = facts.snapshot();
        let id = snapshot.user().id;
        if snapshot.is_changing || id == self.user_id {
            return;
        }
        put(&mut self.user_id, id);
        if self.screen == Screen::Pages {
            // Nothing of the one before stays.
            self.close_panel(context);
            context.clear();
            self.devices.clear();
            self.asked_devices = 0;
            if id.is_empty() {
                leave(facts, context);
            } else {
                self.show_devices(facts, context);
            }
        }
    }

    fn view(&self, context: &Context) -> Markup {
        view::view(self, context)
    }

    fn class(&self) -> &'static str {
        CLASS
    }
}

impl UserProfile {
    fn is_busy(&self) -> bool {
        self.ask.is_some()
    }

    /// Closes the panel and drops what is under way in it.
    fn close_panel(&mut self, context: &mut Context) {
        self.wait.cancel(context);
        self.ask = None;
        self.panel = Panel::None;
        self.secret.clear();
        self.uri.clear();
        context.reveals = false;
    }

    /// Opens a panel in place of the one that is open, because of what was pressed.
    fn open_panel(&mut self, context: &mut Context, panel: Panel, what: &str, id: &str) {
        self.close_panel(context);
        context.clear();
        self.panel = panel;
        put(&mut self.id, id);
        self.opener = opener(what, id);
        context.focus_field("panel");
    }

    /// The devices are asked for when their page is shown.
    fn show_devices(&mut self, facts: &Facts, context: &mut Context) {
        if page(facts, context) == "security" {
            self.asked_devices = context.commands.user("sessions", &[]);
        }
    }
}

/// The id of a button that opens a panel, without the prefix.
fn opener(what: &str, at: &str) -> String {
    join(&["open-", what, at])
}

/// Nobody is signed in: they can, and come back.
fn leave(facts: &Facts, context: &mut Context) {
    if facts.is_modal {
        context.commands.close();
    } else {
        context.commands.leave(&sign_in_url(facts));
    }
}

/// Where somebody signs in and comes back from.
fn sign_in_url(facts: &Facts) -> String {
    let mut back = String::new();
    route::push(&mut back, "redirect_url", &facts.href);
    join(&[facts.configured("display_config.sign_in_url"), "#/", &back])
}

/// The page: what the address says, unless the app shows one only.
fn page(facts: &Facts, context: &Context) -> &'static str {
    match facts.prop(&["only"]) {
        "security" => "security",
        "" if context.path == "security" => "security",
        _ => "account",
    }
}
