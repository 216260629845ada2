//! What can happen to a component. Pure. The README lists the events.

use crate::wire::{Pairs, Reader, Rows};

/// The events, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Start,
    Props,
    Route,
    Change,
    Done,
    Refuse,
    Progress,
    Tick,
    Toggle,
    Type,
    Act,
    /// Something that is for all components, or that we do not know.
    Other,
}

impl Event {
    /// The event of this name.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "start" => Self::Start,
            "props" => Self::Props,
            "route" => Self::Route,
            "change" => Self::Change,
            "done" => Self::Done,
            "refuse" => Self::Refuse,
            "progress" => Self::Progress,
            "tick" => Self::Tick,
            "toggle" => Self::Toggle,
            "type" => Self::Type,
            "act" => Self::Act,
            _ => Self::Other,
        }
    }
}

/// Something that was pressed or submitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act<'a> {
    /// The name in `data-on`.
    pub(crate) what: &'a str,
    /// The value of `data-at`.
    pub(crate) at: &'a str,
    /// What is typed in the fields of the form, or of the component.
    pub(crate) fields: Pairs<'a>,
}

/// How the wait for a link goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress<'a> {
    /// The number of the command.
    pub(crate) number: u64,
    /// `sent`, `waiting`, `retrying` or `offline`.
    pub(crate) phase: &'a str,
    /// When another link may be asked for, by this machine's clock; 0 if unknown.
    pub(crate) resend_at: u64,
}

/// Why a command failed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refusal<'a> {
    /// `MagicLinkError`, `ClerkAPIResponseError`, `ClerkError`, …
    pub(crate) name: &'a str,
    /// The error's code.
    pub(crate) code: &'a str,
    /// In how many seconds to ask again; 0 if unknown.
    pub(crate) retry_after: u64,
    errors: Rows<'a>,
}

/// One thing that the Frontend API found wrong.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ApiError<'a> {
    /// A stable code.
    pub(crate) code: &'a str,
    /// For people.
    pub(crate) message: &'a str,
    /// The wire name of the parameter that is wrong.
    pub(crate) param: &'a str,
    /// With `identifier_already_signed_in`, the session.
    pub(crate) session_id: &'a str,
}

impl<'a> Act<'a> {
    pub(crate) fn read(from: &mut Reader<'a>) -> Self {
        Self { what: from.text(), at: from.text(), fields: from.pairs() }
    }
}

impl<'a> Progress<'a> {
    pub(crate) fn read(from: &mut Reader<'a>) -> Self {
        let number = from.number();
        let phase = from.text();
        from.text();
        Self { number, phase, resend_at: from.number() }
    }
}

impl<'a> Refusal<'a> {
    pub(crate) fn read(from: &mut Reader<'a>) -> Self {
        Self {
            name: from.text(),
            code: from.text(),
            retry_after: from.number(),
            errors: from.rows(4),
        }
    }

    /// What the Frontend API found wrong.
    pub(crate) fn errors(&self) -> impl Iterator<Item = ApiError<'a>> {
        self.errors.map(|mut from| ApiError {
            code: from.text(),
            message: from.text(),
            param: from.text(),
            session_id: from.text(),
        })
    }

    /// Whether an error of this code is one of them.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.errors.has(code)
    }

    /// The error of this code, if it is one of them.
    pub(crate) fn error(&self, code: &str) -> Option<ApiError<'a>> {
        self.errors().find(|error| error.code == code)
    }
}
