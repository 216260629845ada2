//! What was changed, when, and from which network.

use maud::{Markup, html};
use serde_json::Value;

use crate::pages::settings::field::shown;
use crate::plain::time;
use crate::settings::table;
use crate::settings::values::Change;

/// What was changed at once.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// The version that it made.
    pub(crate) version: i64,
    /// When.
    pub(crate) at: i64,
    /// The network that it came from.
    pub(crate) network: String,
    /// The settings.
    pub(crate) changes: Vec<Change>,
}

/// Reads a list of changes, as it is stored. Those of settings that are gone are left out.
pub(crate) fn read(json: &str) -> Vec<Change> {
    let all: Vec<Value> = serde_json::from_str(json).unwrap_or_default();
    let change = |one: &Value| {
        let row = table::row(one.get("name")?.as_str()?)?;
        let text = |part: &str| row.kind.text_of(one.get(part)?);
        Some(Change { row, from: text("from")?, to: text("to")? })
    };
    all.iter().filter_map(change).collect()
}

/// The settings that were changed, each with its value before and after.
pub(crate) fn what(told: &Told) -> Markup {
    html! {
        ul.what {
            @for Change { row, from, to } in &told.changes {
                li { (row.label) ": " del { (shown(row.kind, from)) } " → " ins { (shown(row.kind, to)) } }
            }
        }
    }
}

/// The last changes.
pub(crate) fn list(all: &[Told]) -> Markup {
    html! {
        section id="changes" aria-labelledby="changes-title" {
            h2 id="changes-title" { "Changes" }
            @if all.is_empty() { p.hint { "Nothing was changed yet: everything has its default." } }
            ol.changes {
                @for told in all.iter().take(20) {
                    li {
                        p.hint { (time::utc(told.at)) ", from " (told.network) }
                        (what(told))
                    }
                }
            }
        }
    }
}
