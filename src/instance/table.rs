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
    pub(crate) fields: Fields,
    pub(crate) methods: &'static [Method],
    /// How to wait for its magic link, if it has one.
    pub(crate) waitable: Option<&'static Waitable>,
}

impl Shape {
    /// A shape without methods, only to be part of another.
    pub(crate) const fn part(name: &'static str, fields: Fields) -> Self {
        Self { name, path: Path::Nowhere, fields, methods: &[], waitable: None }
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

/// The fields of a resource, as JavaScript decodes them; made by `fields!`.
pub(crate) struct Fields {
    /// For each field its name and its kind; where it follows from others also the names of those.
    pub(crate) rows: &'static [u8],
    /// The shapes of the resources in the fields, in the same order. No shape is a part of itself.
    pub(crate) parts: &'static [&'static Shape],
}

impl Fields {
    pub(crate) const NONE: Self = Self { rows: &[], parts: &[] };
}

/// What a field holds. A field that is missing or `null` becomes `null`, unless said otherwise.
///
/// `js/src/fields.js` says by the same list what becomes of each.
#[repr(u8)]
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
    /// A text on the wire, in JavaScript an object that tells what the token says.
    Jwt,
    /// An object of its own, replaced when its content changes; an empty one when missing.
    Value,
    /// A resource of its own; an empty one when missing.
    One,
    /// A resource of its own, or `null`.
    Maybe,
    /// As [`Maybe`](Kind::Maybe), but listeners are not told of a change inside.
    Quiet,
    /// Resources of their own; empty when missing.
    Many,
    /// Not on the wire: two texts with a space between them; `null` when both are empty.
    Joined,
    /// Not on the wire: the one of this list that has this id, or `null`.
    Found,
    /// Not on the wire: those of this list of which this field is `active`.
    Active,
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

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn javascript_has_the_kinds_in_the_same_order() {
        let rust = include_str!("table.rs").split("enum Kind {").nth(1).unwrap_or_default();
        let lines = rust.lines().take_while(|line| *line != "}").map(str::trim);
        let kinds =
            lines.filter(|line| !line.starts_with("//")).filter_map(|line| line.strip_suffix(','));
        let lists = include_str!("../../js/src/fields.js").split(" = [\n").skip(1);
        let rows = lists.flat_map(|list| list.lines().take_while(|line| *line != "]"));
        let rows = rows.filter_map(|row| Some(row.split_once("// ")?.1));
        assert_eq!(rows.collect::<Vec<_>>(), kinds.collect::<Vec<_>>());
    }

    #[test]
    fn javascript_knows_three_kinds_by_their_numbers() {
        let numbers = [Kind::Id, Kind::Value, Kind::Quiet].map(|kind| (kind as u8).to_string());
        let line = ["const [ID, FIRST_WITH_PART, QUIET] = [", &numbers.join(", "), "]\n"].concat();
        assert!(include_str!("../../js/src/fields.js").contains(&line), "{line}");
    }
}
