//! What can happen to a component, and how it is read. Pure.

use crate::snapshot::Snapshot;
use crate::wire::{Pairs, Reader};

/// Which component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// `<SignIn/>`
    #[default]
    SignIn,
    /// `<SignUp/>`
    SignUp,
    /// `<UserProfile/>`
    UserProfile,
    /// `<UserButton/>`
    UserButton,
}

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "sign_in" => Self::SignIn,
            "sign_up" => Self::SignUp,
            "user_profile" => Self::UserProfile,
            "user_button" => Self::UserButton,
            _ => return None,
        })
    }
}

/// What a component starts with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// Which component.
    pub kind: Kind,
    /// In front of every id, so that two components on a page do not share one.
    pub prefix: String,
    /// Shown in a dialog.
    pub is_modal: bool,
    /// The page's URL, with its fragment.
    pub href: String,
    /// The page's origin.
    pub origin: String,
    /// As in [`Event::Routed`].
    pub route: String,
    /// `ready`, `loading` (`clerk.load()` is under way) or `failed`.
    pub load: String,
    /// What the app gave.
    pub props: Pairs,
    /// How the application is configured, by the names of the wire.
    pub environment: Pairs,
    /// What is known at this moment.
    pub snapshot: Snapshot,
}

/// An event and when it happened, in milliseconds since the Unix epoch by this machine's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// When.
    pub now: u64,
    /// What.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The component was mounted; or `clerk.load()`, under way at the mount, has ended. Nothing is ever sent for this.
    Started(Box<Start>),
    /// The app gave other props.
    Props(Pairs),
    /// The address changed: the route below the component's base, with its query (`factor-one?redirect_url=…`).
    Routed(String),
    /// A button or link was pressed, or a form submitted.
    Acted {
        /// The name in `data-on`.
        what: String,
        /// The value of `data-at`.
        at: String,
        /// What is typed in the fields of the component.
        fields: Pairs,
    },
    /// Something was typed into a field that asks to be told.
    Typed {
        /// The name in `data-on`.
        what: String,
        /// The field's value.
        value: String,
    },
    /// A popover opened or closed.
    Toggled {
        /// It is open now.
        is_open: bool,
    },
    /// A command was performed.
    Done {
        /// The number of the command.
        number: u64,
        /// What is known now.
        snapshot: Snapshot,
        /// What else the command answered.
        answer: Pairs,
    },
    /// How the wait for a link goes.
    Progress {
        /// The number of the command.
        number: u64,
        /// `sent`, `waiting`, `retrying` or `offline`.
        phase: String,
        /// When the link expires, by this machine's clock; 0 if unknown.
        expires_at: u64,
        /// When another link may be asked for, by this machine's clock; 0 if unknown.
        resend_at: u64,
    },
    /// A command failed.
    Refused {
        /// The number of the command.
        number: u64,
        /// Why.
        refusal: Refusal,
    },
    /// The client, the session or the user changed.
    Changed(Snapshot),
    /// The time that [`Command::Tick`](crate::command::Command::Tick) asked for has passed.
    Ticked,
}

/// Why a command failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// `MagicLinkError`, `ClerkAPIResponseError`, `ClerkError`, …
    pub name: String,
    /// The error's code.
    pub code: String,
    /// In how many seconds to ask again; 0 if unknown.
    pub retry_after: u64,
    /// What the Frontend API found wrong.
    pub errors: Vec<ApiError>,
}

/// One thing that the Frontend API found wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiError {
    /// A stable code.
    pub code: String,
    /// For people.
    pub message: String,
    /// The wire name of the parameter that is wrong.
    pub param: String,
    /// With `identifier_already_signed_in`, the session.
    pub session_id: String,
}

impl ApiError {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            code: from.string(),
            message: from.string(),
            param: from.string(),
            session_id: from.string(),
        }
    }
}

impl Start {
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            kind: Kind::named(from.text())?,
            prefix: from.string(),
            is_modal: from.flag(),
            href: from.string(),
            origin: from.string(),
            route: from.string(),
            load: from.string(),
            props: from.pairs(),
            environment: from.pairs(),
            snapshot: Snapshot::read(from),
        })
    }
}

impl Dated {
    /// Reads an event. One that is not known gives nothing.
    pub fn read(text: &str) -> Option<Self> {
        let from = &mut Reader::new(text);
        let name = from.text();
        let now = from.number();
        Event::read(name, from).map(|event| Self { now, event })
    }
}

impl Event {
    fn read(name: &str, from: &mut Reader<'_>) -> Option<Self> {
        Some(match name {
            "start" => Self::Started(Box::new(Start::read(from)?)),
            "props" => Self::Props(from.pairs()),
            "route" => Self::Routed(from.string()),
            "act" => {
                Self::Acted { what: from.string(), at: from.string(), fields: from.pairs() }
            }
            "type" => Self::Typed { what: from.string(), value: from.string() },
            "toggle" => Self::Toggled { is_open: from.flag() },
            "done" => Self::Done {
                number: from.number(),
                snapshot: Snapshot::read(from),
                answer: from.pairs(),
            },
            "progress" => Self::Progress {
                number: from.number(),
                phase: from.string(),
                expires_at: from.number(),
                resend_at: from.number(),
            },
            "refuse" => Self::Refused {
                number: from.number(),
                refusal: Refusal {
                    name: from.string(),
                    code: from.string(),
                    retry_after: from.number(),
                    errors: from.list(ApiError::read),
                },
            },
            "change" => Self::Changed(Snapshot::read(from)),
            "tick" => Self::Ticked,
            _ => return None,
        })
    }
}
