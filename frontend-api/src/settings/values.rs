//! Chosen values, by the names of their settings.
//! Pure: no request, no clock, no database.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::settings::table::{self, Row};

/// What was chosen. A setting that is not in it has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Values(BTreeMap<&'static str, String>);

/// A setting that was changed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// The setting.
    pub(crate) row: &'static Row,
    /// Its value before.
    pub(crate) from: String,
    /// Its value now.
    pub(crate) to: String,
}

impl Values {
    /// The value of a setting.
    pub(crate) fn text(&self, name: &str) -> &str {
        let row = table::row(name);
        debug_assert!(row.is_some(), "no setting `{name}`");
        let default = row.map(|row| row.default).unwrap_or_default();
        self.0.get(name).map_or(default, String::as_str)
    }

    /// Chooses a value, which has to be in its one form: see [`Row::kind`].
    pub(crate) fn set(&mut self, row: &'static Row, value: String) {
        if value == row.default {
            self.0.remove(row.name);
        } else {
            self.0.insert(row.name, value);
        }
    }

    /// All settings as a JSON object.
    pub(crate) fn json(&self) -> Value {
        object(table::rows().map(|row| (row, self.text(row.name))))
    }

    /// Only those that do not have their default, as JSON.
    pub(crate) fn chosen_json(&self) -> Value {
        let chosen = self.0.iter().filter_map(|(name, value)| Some((table::row(name)?, value)));
        object(chosen.map(|(row, value)| (row, value.as_str())))
    }

    /// Reads a JSON object. Gives what it could read, and why it could not read the rest.
    pub(crate) fn from_json(json: &Value) -> (Self, Vec<String>) {
        let (mut values, mut complaints) = (Self::default(), Vec::new());
        let Some(object) = json.as_object() else {
            return (values, vec!["The settings are a JSON object.".into()]);
        };
        for (name, json) in object {
            let Some(row) = table::row(name) else {
                complaints.push(format!("{name}: there is no such setting."));
                continue;
            };
            let text = row.kind.text_of(json).ok_or_else(|| format!("{json} is of another type."));
            match text.and_then(|text| row.kind.read(&text)) {
                Ok(value) => values.set(row, value),
                Err(why) => complaints.push(format!("{name}: {why}")),
            }
        }
        (values, complaints)
    }

    /// The settings in which `self` differs from `before`.
    pub(crate) fn changes(&self, before: &Self) -> Vec<Change> {
        let changed = |row: &&Row| self.text(row.name) != before.text(row.name);
        let change = |row: &'static Row| {
            let (from, to) = (before.text(row.name).to_owned(), self.text(row.name).to_owned());
            Change { row, from, to }
        };
        table::rows().filter(changed).map(change).collect()
    }

    /// Changes as JSON, for the list of what was changed.
    pub(crate) fn told(changes: &[Change]) -> Value {
        let told = changes.iter().map(|Change { row, from, to }| {
            json!({ "name": row.name, "from": row.kind.json(from), "to": row.kind.json(to) })
        });
        told.collect()
    }

    /// Why these values make no sense together: the setting, and a sentence.
    pub(crate) fn conflict(&self) -> Option<(&'static str, &'static str)> {
        if self.text("email_link") == "false" && self.text("email_code") == "false" {
            let why = "An email address is proven by a link, by a code, or by either: choose at least one.";
            return Some(("email_link", why));
        }
        if self.text("sign_up") == "allow_list" && self.text("allow_list").is_empty() {
            return Some((
                "allow_list",
                "Name at least one address or domain, or close the sign-up.",
            ));
        }
        None
    }
}

fn object<'a>(values: impl Iterator<Item = (&'static Row, &'a str)>) -> Value {
    let pairs = values.map(|(row, value)| (row.name.to_owned(), row.kind.json(value)));
    Value::Object(pairs.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_json_is_read_again() {
        let chosen =
            json!({ "email_code": false, "allowed_origins": ["https://a.example"], "radius": 0 });
        let (values, complaints) = Values::from_json(&chosen);
        assert!(complaints.is_empty(), "{complaints:?}");
        assert_eq!(values.chosen_json(), chosen);
        assert_eq!(Values::from_json(&values.json()), (values.clone(), vec![]));
        let changes = values.changes(&Values::default());
        let names: Vec<_> = changes.iter().map(|change| change.row.name).collect();
        assert_eq!(names, ["email_code", "allowed_origins", "radius"]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let (values, complaints) = Values::from_json(
            &json!({ "shoe_size": 7, "radius": "7", "color": "red", "username": "off" }),
        );
        assert_eq!(values.chosen_json(), json!({ "username": "off" }));
        for (complaint, start) in complaints.iter().zip(["color: ", "radius: ", "shoe_size: "]) {
            assert!(complaint.starts_with(start), "{complaint}");
        }
        assert_eq!(complaints.len(), 3);
    }

    #[test]
    fn some_way_to_prove_an_address_is_left() {
        let conflict = |json| Values::from_json(&json).0.conflict().map(|(name, _)| name);
        assert_eq!(conflict(json!({ "email_link": false })), None);
        assert_eq!(
            conflict(json!({ "email_link": false, "email_code": false })),
            Some("email_link")
        );
        assert_eq!(conflict(json!({ "sign_up": "allow_list" })), Some("allow_list"));
    }
}
