//! The tables that say what a resource is: where it is, what it holds, what it can do, how to wait for its link.

use wasm_bindgen::JsValue;

use super::call::Call;
use crate::fapi::{Form, Method as Verb};
use crate::js::Name;
use crate::task::Outcome;

/// One kind of resource.
pub(crate) struct Shape {
    /// Name of the class, as a console shows it.
    pub(crate) name: &'static str,
    pub(crate) path: Path,
    pub(crate) fields: &'static [Field],
    pub(crate) methods: &'static [Method],
    /// Sets the properties that follow from others.
    pub(crate) derive: Option<fn(&JsValue)>,
    /// How to wait for its magic link, if it has one.
    pub(crate) waitable: Option<&'static Waitable>,
}

impl Shape {
    /// A shape without methods, only to be part of another.
    pub(crate) const fn part(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, path: Path::Nowhere, fields, methods: &[], derive: None, waitable: None }
    }
}

/// Where a resource is, below `/v1`.
pub(crate) enum Path {
    /// It has no path: it only comes as a part of others.
    Nowhere,
    /// There is one.
    Here(&'static str),
    /// There are several: each is below this path, by its id.
    Among(&'static str),
}

/// A field's name on the wire, and what it holds.
pub(crate) struct Field(pub(crate) Name, pub(crate) Kind);

/// What a field holds. A field that is missing or `null` becomes `null`, unless said otherwise.
pub(crate) enum Kind {
    /// A string that is `undefined` while there is no attempt.
    Id,
    Text,
    Number,
    /// `false` when missing.
    Flag,
    /// Milliseconds on the wire, a `Date` in JavaScript.
    Instant,
    /// Passed on as it came.
    Json,
    /// A list passed on as it came; empty when missing.
    List,
    /// An object or a list of objects. Each value has two names: that of the wire, by which the guide reads a
    /// factor, and one in camelCase, by which later programs do (wire protocol 7.4).
    Named,
    /// An object of its own, replaced when its content changes; an empty one when missing.
    Value(&'static Shape),
    /// A resource of its own; an empty one when missing.
    One(&'static Shape),
    /// A resource of its own, or `null`.
    Maybe(&'static Shape),
    /// As [`Maybe`](Kind::Maybe), but listeners are not told of a change inside.
    Quiet(&'static Shape),
    /// Resources of their own; empty when missing.
    Many(&'static Shape),
}

/// A method's name in JavaScript, and what it does.
pub(crate) struct Method(pub(crate) &'static str, pub(crate) Does);

/// What a method does.
pub(crate) enum Does {
    /// Begins an attempt with the app's parameters, and ends the waits for the attempt before it.
    Create,
    /// Sends to this path below the resource, and brings the resource up to date.
    Send(Verb, &'static str, Body),
    /// Runs a function of its own.
    Run(fn(&Call) -> Outcome),
    /// Reads another property: a second name of it.
    Alias(Name),
}

/// The fields that a request carries.
pub(crate) type Body = fn(&Call) -> Outcome<Form>;

/// How to wait for the magic link of one kind of resource.
pub(crate) struct Waitable {
    /// Where to ask for the link, below the resource.
    pub(crate) prepare: &'static str,
    /// Where its verification is.
    pub(crate) verification: fn(&JsValue) -> JsValue,
    /// The caller has to say to which of several addresses the link goes.
    pub(crate) needs_address: bool,
    /// The wait ends once this client is signed in by any means.
    pub(crate) signs_in: bool,
}
