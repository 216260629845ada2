//! What somebody typed into the settings' form: what can be read of it, and what others changed meanwhile.
//! Pure: no request, no clock, no database.

use std::collections::BTreeMap;

use crate::settings::table::{self, Row};
use crate::settings::values::{Change, Values};

/// A form as it was typed, by the names of the settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    /// What can be read of it.
    pub(crate) values: Values,
    /// Why the rest cannot.
    pub(crate) errors: BTreeMap<&'static str, String>,
    /// What others chose meanwhile, where something else was typed.
    pub(crate) others: BTreeMap<&'static str, String>,
    texts: BTreeMap<&'static str, String>,
}

impl Typed {
    /// A form that shows these values.
    pub(crate) fn of(values: Values) -> Self {
        Self { values, ..Self::default() }
    }

    /// Reads a form. What it does not have keeps its value in `before`. The settings that are `locked` are not
    /// read.
    pub(crate) fn read<'a>(
        form: impl Fn(&str) -> Option<&'a str>,
        before: &Values,
        locked: impl Fn(&str) -> bool,
    ) -> Self {
        let mut typed = Self::of(before.clone());
        for row in table::rows().filter(|row| !locked(row.name)) {
            let Some(text) = form(row.name) else { continue };
            match row.kind.read(text) {
                Ok(value) => typed.values.set(row, value),
                Err(why) => drop(typed.errors.insert(row.name, why)),
            }
            typed.texts.insert(row.name, text.to_owned());
        }
        if typed.errors.is_empty() {
            let conflict = typed.values.conflict();
            typed.errors.extend(conflict.map(|(name, why)| (name, why.to_owned())));
        }
        typed
    }

    /// What the form shows for a setting: as it was typed, even if it cannot be read.
    pub(crate) fn text(&self, row: &Row) -> &str {
        self.texts.get(row.name).map_or_else(|| self.values.text(row.name), String::as_str)
    }

    /// Takes over what others changed since the form was shown, the newest change first. Where something
    /// else was typed, that stays, with a note of theirs.
    pub(crate) fn take_over(&mut self, changes: &[Change], now: &Values) {
        let oldest: BTreeMap<_, _> =
            changes.iter().map(|Change { row, from, .. }| (row.name, (*row, from))).collect();
        for (name, (row, shown)) in oldest {
            let (theirs, is_readable) = (now.text(name), !self.errors.contains_key(name));
            if is_readable && self.values.text(name) == shown {
                self.values.set(row, theirs.to_owned());
                self.texts.remove(name);
            } else if !is_readable || self.values.text(name) != theirs {
                self.others.insert(name, theirs.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn values(json: &Value) -> Values {
        Values::from_json(json).0
    }

    fn read(form: &[(&str, &str)], before: &Value) -> Typed {
        let find = |name: &str| form.iter().find(|(key, _)| *key == name).map(|(_, text)| *text);
        Typed::read(find, &values(before), |name| name == "logo_url")
    }

    #[test]
    fn what_is_typed_is_read_and_what_is_not_sent_stays() {
        let form = [("email_code", "false"), ("radius", " 3 "), ("logo_url", "/evil")];
        let typed = read(&form, &json!({ "color": "#123456", "multi_session": true }));
        assert!(typed.errors.is_empty());
        let expected = json!({
            "color": "#123456", "email_code": false, "multi_session": true, "radius": 3,
        });
        assert_eq!(typed.values.chosen_json(), expected);
    }

    #[test]
    fn what_cannot_be_read_is_shown_as_it_was_typed() {
        let typed = read(&[("email_link", "true"), ("radius", "round")], &json!({}));
        let row = table::row("radius").unwrap();
        assert_eq!((typed.text(row), typed.values.text("radius")), ("round", "8"));
        assert!(typed.errors.contains_key("radius"));
        let neither = [("email_link", "false"), ("email_code", "false")];
        assert!(read(&neither, &json!({})).errors.contains_key("email_link"), "no method is left");
    }

    #[test]
    fn what_others_changed_is_taken_over_unless_it_was_typed_too() {
        let before = json!({});
        let theirs = values(&json!({ "radius": 5, "color": "#000000", "username": "off" }));
        let changes = theirs.changes(&values(&before));
        let form = [
            ("email_link", "true"),
            ("email_code", "true"),
            ("radius", "8"),
            ("color", "#ffffff"),
            ("username", "off"),
            ("application_name", "Mine"),
        ];
        let mut mine = read(&form, &before);
        mine.take_over(&changes, &theirs);
        assert_eq!(
            mine.values.chosen_json(),
            json!({
                "application_name": "Mine", "color": "#ffffff", "radius": 5, "username": "off",
            })
        );
        assert_eq!(mine.text(table::row("radius").unwrap()), "5");
        let noted: Vec<_> = mine.others.iter().map(|(name, value)| (*name, &**value)).collect();
        assert_eq!(noted, [("color", "#000000")]);
    }
}
