//! How the application behaves, for whoever runs it. How the server runs is in `config`.
//!
//! A value is given at start (`flags`), else stored, else the default of its row (`table`).

pub(crate) mod flags;
pub(crate) mod kind;
pub(crate) mod table;
pub(crate) mod typed;
pub(crate) mod values;

use crate::plain::origins::OriginRule;
use crate::settings::flags::Given;
use crate::settings::values::Values;

/// The settings at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// Grows with every change that is stored.
    pub(crate) version: i64,
    /// What counts.
    pub(crate) values: Values,
    /// What is stored, without what was given at start. If the newest version cannot be used, that of the version before.
    pub(crate) stored: Values,
    /// Why what is stored as this version cannot be used. The values are those of before then.
    pub(crate) faults: Vec<String>,
}

/// The sign-up fields that can be chosen. The email address is always required.
pub(crate) const FIELDS: [&str; 4] = ["first_name", "last_name", "username", "password"];

/// The words of an email that can be chosen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Words<'a> {
    /// Its subject. `{application}` stands for the application's name, also in the others.
    pub(crate) subject: &'a str,
    /// What it begins with. May be empty.
    pub(crate) greeting: &'a str,
    /// What it ends with. May be empty.
    pub(crate) footer: &'a str,
}

impl Settings {
    /// The settings once this is stored. If it cannot be used, all values stay as they are: with a default in
    /// place of one that cannot be read, a closed sign-up might be open.
    pub(crate) fn after(&self, version: i64, chosen: &str, given: &Given) -> Self {
        let (stored, mut faults) = Values::from_json(&chosen.parse().unwrap_or_default());
        let values = given.over(stored.clone());
        faults.extend(values.conflict().map(|(name, why)| format!("{name}: {why}")));
        if faults.is_empty() {
            Self { version, values, stored, faults }
        } else {
            Self { version, faults, ..self.clone() }
        }
    }

    /// The value of a setting.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.values.text(name)
    }

    /// Whether a setting is on.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.text(name) == "true"
    }

    /// A setting in seconds, in milliseconds.
    pub(crate) fn ms(&self, name: &str) -> i64 {
        self.text(name).parse::<i64>().unwrap_or_default() * 1000
    }

    /// Origins whose pages may use this server.
    pub(crate) fn allowed_origins(&self) -> Vec<OriginRule> {
        self.text("allowed_origins").lines().filter_map(|line| line.parse().ok()).collect()
    }

    /// The application's name.
    pub(crate) fn application_name(&self) -> &str {
        self.text("application_name")
    }

    /// Whether one browser may be signed in as several users.
    pub(crate) fn multi_session(&self) -> bool {
        self.is_on("multi_session")
    }

    /// Whether a link works only in the browser that asked for it.
    pub(crate) fn require_same_client(&self) -> bool {
        self.is_on("require_same_client")
    }

    /// The ways to prove an email address, the preferred one first.
    pub(crate) fn email_strategies(&self) -> Vec<&'static str> {
        ["email_link", "email_code"].into_iter().filter(|name| self.is_on(name)).collect()
    }

    /// Whether people may have a password.
    pub(crate) fn has_passwords(&self) -> bool {
        self.asks_for("password")
    }

    /// Whether a sign-up may give this field.
    pub(crate) fn asks_for(&self, field: &str) -> bool {
        self.need(field) != "off"
    }

    /// Whether a sign-up must give this field.
    pub(crate) fn requires(&self, field: &str) -> bool {
        self.need(field) == "required"
    }

    /// `off`, `optional` or `required`.
    fn need(&self, field: &str) -> &str {
        match field {
            "password" => match self.text("strategy") {
                "password" => "required",
                "either" => "optional",
                _ => "off",
            },
            other => self.text(other),
        }
    }

    /// Whether this address may sign up.
    pub(crate) fn lets_in(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        match self.text("sign_up") {
            "open" => true,
            "allow_list" => {
                self.text("allow_list").lines().any(|line| line == address || line == domain)
            }
            _ => false,
        }
    }

    /// The words of one kind of email: `sign_in`, `sign_up` or `add_address`.
    pub(crate) fn words(&self, kind: &str) -> Words<'_> {
        let text = |part: &str| self.text(&format!("{kind}_{part}"));
        Words { subject: text("subject"), greeting: text("greeting"), footer: text("footer") }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn settings(json: &Value) -> Settings {
        Settings::default().after(1, &json.to_string(), &Given::default())
    }

    #[test]
    fn what_cannot_be_used_changes_nothing() {
        let closed = settings(&json!({ "sign_up": "closed" }));
        for (stored, fault) in [
            ("{", "The settings are a JSON object."),
            (r#"{"sign_up":"clsed"}"#, "sign_up: Say one of: open, allow_list, closed."),
            (r#"{"shoe_size":7}"#, "shoe_size: there is no such setting."),
            (r#"{"email_link":false,"email_code":false}"#, "email_link: An email address is"),
        ] {
            let after = closed.after(2, stored, &Given::default());
            assert_eq!((after.version, after.text("sign_up")), (2, "closed"), "{stored}");
            assert!(after.faults.concat().starts_with(fault), "{:?}", after.faults);
            assert_eq!(after.stored, closed.stored);
        }
        let mended = closed.after(2, "[]", &Given::default()).after(3, "{}", &Given::default());
        assert_eq!((mended.text("sign_up"), mended.faults.len()), ("open", 0));
    }

    #[test]
    fn the_strategy_says_whether_there_are_passwords() {
        for (strategy, asked, required) in
            [("passwordless", false, false), ("either", true, false), ("password", true, true)]
        {
            let settings = settings(&json!({ "strategy": strategy }));
            assert_eq!(settings.has_passwords(), asked, "{strategy}");
            assert_eq!(settings.requires("password"), required, "{strategy}");
        }
    }

    #[test]
    fn an_allow_list_lets_in_addresses_and_domains() {
        let listed = settings(&json!({
            "sign_up": "allow_list", "allow_list": ["ada@example.com", "example.org"],
        }));
        for (address, expected) in [
            ("ada@example.com", true),
            ("bob@example.com", false),
            ("bob@example.org", true),
            ("bob@sub.example.org", false),
            ("bob@notexample.org", false),
        ] {
            assert_eq!(listed.lets_in(address), expected, "{address}");
        }
        assert!(settings(&json!({})).lets_in("bob@example.com"));
        assert!(!settings(&json!({ "sign_up": "closed" })).lets_in("ada@example.com"));
    }
}
