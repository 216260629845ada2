//! A setting's field on the page.

use maud::{Markup, html};

use crate::plain::time;
use crate::settings::flags::Given;
use crate::settings::kind::{Choice, Kind};
use crate::settings::table::{self, Row};
use crate::settings::typed::Typed;

/// The name of a setting, as people read it.
pub(crate) fn label(name: &str) -> &'static str {
    table::row(name).map(|row| row.label).unwrap_or_default()
}

/// A value, as people read it.
pub(crate) fn shown(kind: Kind, value: &str) -> String {
    match kind {
        _ if value.is_empty() => "nothing".into(),
        Kind::Switch => if value == "true" { "on" } else { "off" }.into(),
        Kind::Choice(choices) => {
            let chosen = choices.iter().find(|choice| choice.value == value);
            chosen.map_or(value, |choice| choice.label).into()
        }
        Kind::Number { unit, .. } => format!("{value} {unit}"),
        _ => value.replace('\n', ", "),
    }
}

/// The field, with what is wrong in it, what others chose, and what locks it.
pub(crate) fn field(row: &Row, typed: &Typed, given: &Given) -> Markup {
    let (value, locked) = (typed.text(row), given.by(row.name));
    let error = typed.errors.get(row.name);
    let theirs = typed.others.get(row.name);
    let notes =
        Notes { row, locked, error: error.map(String::as_str), theirs: theirs.map(String::as_str) };
    match row.kind {
        Kind::Switch => html! {
            div.field {
                // Browsers do not send a box that is off. Then this counts, and where neither is sent, nothing
                // was chosen: the field was locked, or is of a newer version.
                @if locked.is_none() { input type="hidden" name=(row.name) value="false"; }
                label.choice {
                    input type="checkbox" id=(row.name) name=(row.name) value="true" checked[value == "true"]
                        disabled[locked.is_some()] aria-invalid=[error.map(|_| "true")] aria-describedby=[notes.ids()];
                    span { (row.label) }
                }
                (notes.markup())
            }
        },
        Kind::Choice(choices) => html! {
            fieldset.field.row[choices.iter().all(|choice| choice.hint.is_empty())] id=(row.name) tabindex="-1"
                disabled[locked.is_some()] aria-describedby=[notes.ids()] {
                legend { (row.label) }
                @for choice in choices { (radio(row, choice, value)) }
                (notes.markup())
            }
        },
        kind => html! {
            div.field {
                label for=(row.name) { (row.label) }
                (notes.markup())
                (input(row, kind, value, &notes))
            }
        },
    }
}

fn radio(row: &Row, choice: &Choice, value: &str) -> Markup {
    let hint_id = format!("{}-{}-hint", row.name, choice.value);
    let described = (!choice.hint.is_empty()).then_some(&hint_id);
    html! {
        label.choice {
            input type="radio" name=(row.name) value=(choice.value) checked[value == choice.value]
                aria-describedby=[described];
            span { (choice.label) }
        }
        @if !choice.hint.is_empty() { p.hint.of-choice id=(hint_id) { (choice.hint) } }
    }
}

fn input(row: &Row, kind: Kind, value: &str, notes: &Notes<'_>) -> Markup {
    let (name, locked, ids) = (row.name, notes.locked.is_some(), notes.ids());
    let invalid = notes.error.map(|_| "true");
    match kind {
        Kind::Number { least, most, unit } => {
            let seconds = value.parse::<i64>().ok().filter(|_| unit == "seconds");
            html! {
                span.number {
                    input type="number" id=(name) name=(name) value=(value) min=(least) max=(most) required
                        disabled[locked] aria-invalid=[invalid] aria-describedby=[ids];
                    span { " " (unit) }
                    @if let Some(seconds) = seconds.filter(|seconds| *seconds >= 60) {
                        span.hint { " (now " (time::span(seconds.saturating_mul(1000))) ")" }
                    }
                }
            }
        }
        Kind::Colour => html! {
            input type="color" id=(name) name=(name) value=(value) disabled[locked] aria-invalid=[invalid]
                aria-describedby=[ids];
        },
        Kind::Text { .. } | Kind::Origins | Kind::People => html! {
            textarea id=(name) name=(name) rows="3" maxlength=[kind.most_units()] disabled[locked] spellcheck="false" aria-invalid=[invalid]
                aria-describedby=[ids] { "\n" (value) }
        },
        _ => html! {
            input type="text" id=(name) name=(name) value=(value) required[matches!(kind, Kind::Line { .. })]
                maxlength=[kind.most_units()] disabled[locked] autocomplete="off" aria-invalid=[invalid] aria-describedby=[ids];
        },
    }
}

/// What is said about a field.
struct Notes<'a> {
    row: &'a Row,
    locked: Option<&'a str>,
    error: Option<&'a str>,
    theirs: Option<&'a str>,
}

impl Notes<'_> {
    fn has_any(&self) -> bool {
        !self.row.hint.is_empty()
            || self.locked.is_some()
            || self.error.is_some()
            || self.theirs.is_some()
    }

    /// For `aria-describedby`.
    fn ids(&self) -> Option<String> {
        self.has_any().then(|| format!("{}-notes", self.row.name))
    }

    fn markup(&self) -> Markup {
        html! {
            @if self.has_any() {
                div.notes id={ (self.row.name) "-notes" } {
                    @if !self.row.hint.is_empty() { p.hint { (self.row.hint) } }
                    @if let Some(by) = self.locked { p.locked { "Set by " code { (by) } " at start." } }
                    @if let Some(error) = self.error { p.error { (error) } }
                    @if let Some(theirs) = self.theirs {
                        p.theirs { "Somebody else chose meanwhile: " b { (shown(self.row.kind, theirs)) } }
                    }
                }
            }
        }
    }
}
