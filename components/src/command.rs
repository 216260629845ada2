//! What a component wants done, and how it is written. Pure.
//!
//! A command with a number is answered by `done` or `refuse` with the same number. An answer that comes after the
//! component has turned to something else is dropped by that number.

use crate::wire::{Pairs, Writer};

/// What JavaScript does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Starts an attempt, with these fields.
    Create(u64, Pairs),
    /// Adds to a sign-up what was missing.
    Update(u64, Pairs),
    /// Sends a link and waits.
    SendLink {
        /// Of the command.
        number: u64,
        /// Of the email address; empty in a sign-up.
        id: String,
        /// The page that the link opens.
        redirect_url: String,
    },
    /// Waits for a link that was sent earlier. Sends none.
    AwaitLink {
        /// Of the command.
        number: u64,
        /// Of the email address, in a profile.
        id: String,
    },
    /// Sends another link for the wait under way.
    Resend(u64),
    /// Ends the wait. Its answer does not matter any more.
    Cancel,
    /// Sends a code.
    Prepare {
        /// Of the command.
        number: u64,
        /// What is to be proved.
        step: Step,
        /// `email_code`.
        strategy: String,
        /// Of the email address.
        id: String,
    },
    /// Hands in a code or a password.
    Attempt {
        /// Of the command.
        number: u64,
        /// What is to be proved.
        step: Step,
        /// `email_code`, `password`, `totp`, `backup_code`.
        strategy: String,
        /// Of the email address, in a profile.
        id: String,
        /// The code or password.
        value: String,
    },
    /// Completes a link on the page that it opened.
    Verify {
        /// Of the command.
        number: u64,
        /// Where to go once signed in.
        complete_url: String,
    },
    /// Makes a session the current one, then goes to a URL.
    SetSession {
        /// Of the command.
        number: u64,
        /// Of the session.
        id: String,
        /// Where to go; empty: nowhere.
        to: String,
    },
    /// Ends a session, or all, then goes to a URL.
    SignOut {
        /// Of the command.
        number: u64,
        /// Of the session; empty: all.
        id: String,
        /// Where to go; empty: nowhere.
        to: String,
    },
    /// Does something to the user.
    User(u64, Call, Pairs),
    /// Calls `clerk.load()` again.
    Load(u64),
    /// Goes to a URL.
    Go(String),
    /// Changes the route below the component's base.
    Route {
        /// With its query.
        path: String,
        /// In place of the present one, so that Back does not lead to it.
        replaces: bool,
    },
    /// Sends a `tick` after so many milliseconds. There is one timer: the latest counts.
    Tick(u64),
    /// Moves the focus to an element, once the HTML is on the page.
    Focus {
        /// The whole id.
        id: String,
        /// Only if the focus is in the component.
        if_inside: bool,
    },
    /// Opens a component in a dialog, in place of this one if that is a dialog.
    Open {
        /// `sign_in`, `sign_up` or `user_profile`.
        kind: &'static str,
        /// Its props.
        props: Pairs,
    },
    /// Closes the dialog, or the popover.
    Close,
}

/// What a factor proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The first factor of a sign-in.
    First,
    /// Its second factor.
    Second,
    /// The address of a sign-up.
    SignUp,
    /// An address of the user.
    Address,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::SignUp => "sign_up",
            Self::Address => "address",
        }
    }
}

/// What is done to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `user.update(pairs)`
    Update,
    /// `user.createEmailAddress(address)`: answers its `id`.
    AddAddress,
    /// The address `id`: `destroy()`
    RemoveAddress,
    /// `user.updatePassword(pairs)`
    UpdatePassword,
    /// `user.removePassword(pairs)`
    RemovePassword,
    /// `user.createTOTP()`: answers `secret` and `uri`.
    CreateTotp,
    /// `user.verifyTOTP(pairs)`
    VerifyTotp,
    /// `user.disableTOTP()`
    DisableTotp,
    /// `user.getSessions()`: answers `0.id`, `0.latestActivity.browserName`, …
    Sessions,
    /// The session `id`: `revoke()`
    Revoke,
    /// `user.delete()`
    Delete,
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::AddAddress => "add_address",
            Self::RemoveAddress => "remove_address",
            Self::UpdatePassword => "update_password",
            Self::RemovePassword => "remove_password",
            Self::CreateTotp => "create_totp",
            Self::VerifyTotp => "verify_totp",
            Self::DisableTotp => "disable_totp",
            Self::Sessions => "sessions",
            Self::Revoke => "revoke",
            Self::Delete => "delete",
        }
    }
}

impl Command {
    /// Writes the command as a record.
    pub fn write(&self, to: &mut Writer) {
        match self {
            Self::Create(number, fields) => to.record("create").number(*number).pairs(fields),
            Self::Update(number, fields) => to.record("update").number(*number).pairs(fields),
            Self::SendLink { number, id, redirect_url } => {
                to.record("send_link").number(*number).text(id).text(redirect_url)
            }
            Self::AwaitLink { number, id } => to.record("await_link").number(*number).text(id),
            Self::Resend(number) => to.record("resend").number(*number),
            Self::Cancel => to.record("cancel"),
            Self::Prepare { number, step, strategy, id } => {
                to.record("prepare").number(*number).text(step.name()).text(strategy).text(id)
            }
            Self::Attempt { number, step, strategy, id, value } => to
                .record("attempt")
                .number(*number)
                .text(step.name())
                .text(strategy)
                .text(id)
                .text(value),
            Self::Verify { number, complete_url } => {
                to.record("verify").number(*number).text(complete_url)
            }
            Self::SetSession { number, id, to: url } => {
                to.record("set_session").number(*number).text(id).text(url)
            }
            Self::SignOut { number, id, to: url } => {
                to.record("sign_out").number(*number).text(id).text(url)
            }
            Self::User(number, call, args) => {
                to.record("user").number(*number).text(call.name()).pairs(args)
            }
            Self::Load(number) => to.record("load").number(*number),
            Self::Go(url) => to.record("go").text(url),
            Self::Route { path, replaces } => to.record("route").text(path).flag(*replaces),
            Self::Tick(ms) => to.record("tick").number(*ms),
            Self::Focus { id, if_inside } => to.record("focus").text(id).flag(*if_inside),
            Self::Open { kind, props } => to.record("open").text(kind).pairs(props),
            Self::Close => to.record("close"),
        };
    }
}
