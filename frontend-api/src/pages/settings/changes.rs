//! What was changed, when, and from which network.

use std::collections::HashSet;

use maud::{Markup, html};
use serde_json::Value;

use crate::pages::settings::field::shown;
use crate::plain::time;
use crate::settings::kind::Kind;
use crate::settings::table;
use crate::settings::values::Change;

/// What was changed at once, or happened besides.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// When.
    pub(crate) at: i64,
    /// The network that it came from.
    pub(crate) network: String,
    /// What happened.
    pub(crate) what: What,
}

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Settings were changed, by which this version was made.
    Changed(i64, Vec<Change>),
    /// Something else, in a word.
    Event(String),
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

/// The settings that were changed, each with its value before and after. Of a list only the lines that came or went,
/// so that none hides among many.
pub(crate) fn changed(changes: &[Change]) -> Markup {
    html! {
        ul.what {
            @for Change { row, from, to } in changes {
                li {
                    (row.label) ": "
                    @if matches!(row.kind, Kind::Origins | Kind::People | Kind::Text { .. }) {
                        @let (gone, come) = (missing(from, to), missing(to, from));
                        @for line in &gone { del { (line) } " " }
                        @for line in &come { ins { "+ " (line) } " " }
                        @if gone.is_empty() && come.is_empty() { "the same lines, in another order" }
                    } @else {
                        del { (shown(row.kind, from)) } " → " ins { (shown(row.kind, to)) }
                    }
                }
            }
        }
    }
}

/// The lines of one text that another does not have.
fn missing<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let kept: HashSet<&str> = other.lines().collect();
    text.lines().filter(|line| !kept.contains(line)).collect()
}

/// What happened, the newest first.
pub(crate) fn list(all: &[Told]) -> Markup {
    html! {
        @if all.is_empty() { p.hint { "Nothing was changed yet: everything has its default." } }
        ol.changes {
            @for Told { at, network, what } in all {
                li {
                    p.hint { (time::utc(*at)) ", from " (network) }
                    @match what {
                        What::Changed(_, changes) => (changed(changes)),
                        What::Event(what) => ul.what { li { (event(what)) } },
                    }
                }
            }
        }
    }
}

fn event(what: &str) -> &str {
    match what {
        "token" => "A new admin token was made.",
        "no_token" => "The admin token was ended.",
        "opened" => "The settings were opened with the token.",
        "secret_key" => "A secret key was made.",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_list_the_lines_are_told_that_came_or_went() {
        let row = table::row("allow_list").unwrap();
        let of = |from: &str, to: &str| {
            changed(&[Change { row, from: from.into(), to: to.into() }]).into_string()
        };
        let many = "a.example\n".repeat(50);
        let told = of(&format!("{many}old.example"), &format!("{many}evil.example"));
        assert!(told.contains("<del>old.example</del> <ins>+ evil.example</ins>"), "{told}");
        assert!(!told.contains("a.example"), "{told}");
        assert!(of("a\nb", "b\na").contains("in another order"));
    }
}
