//! Which fields a sign-up asks for.

use std::str::FromStr;

/// The fields that can be configured; the email address is always required.
pub(crate) const CONFIGURABLE: [&str; 4] = ["first_name", "last_name", "username", "password"];

/// A list of field names, separated by commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldNames(pub Vec<&'static str>);

impl FieldNames {
    /// Whether a field is among them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
}

impl FromStr for FieldNames {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let known = |name: &str| CONFIGURABLE.into_iter().find(|known| *known == name);
        names
            .map(|name| {
                known(name).ok_or_else(|| format!("no field `{name}`: {}", CONFIGURABLE.join(", ")))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}
