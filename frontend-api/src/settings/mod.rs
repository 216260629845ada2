//! How the application behaves, for whoever runs it. How the server runs is in `config`.
//!
//! A value is given at start (`flags`), else stored, else the default of its row (`table`).

pub(crate) mod flags;
pub(crate) mod kind;
pub(crate) mod table;
pub(crate) mod typed;
pub(crate) mod values;

use crate::plain::origins::OriginRule;
use crate::settings::values::Values;

/// The settings at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// Grows with every change that is stored.
    pub(crate) version: i64,
    /// What counts.
    pub(crate) values: Values,
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
        Settings { version: 1, values: Values::from_json(json).0 }
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
