//! Settings that are given at start, by flag or variable. They cannot be changed while the server runs.

use clap::builder::BoolishValueParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::settings::kind::Kind;
use crate::settings::table::{self, Row};
use crate::settings::values::Values;

/// What was given at start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given(Vec<One>);

/// A setting that was given.
#[derive(Clone, Debug)]
struct One {
    row: &'static Row,
    value: String,
    by: String,
}

impl Given {
    /// The flag or variable that gives a setting its value.
    pub(crate) fn by(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|one| one.row.name == name).map(|one| one.by.as_str())
    }

    /// The stored values, but what was given counts before them.
    pub(crate) fn over(&self, mut values: Values) -> Values {
        for One { row, value, .. } in &self.0 {
            values.set(row, value.clone());
        }
        values
    }

    fn give(&mut self, name: &str, value: String, by: &str) {
        self.0.extend(table::row(name).map(|row| One { row, value, by: by.to_owned() }));
    }
}

/// Lists of sign-up fields, which give several settings their values: older than those, and shorter.
const LISTS: [(&str, &str); 2] = [
    (
        "required_fields",
        "Sign-up fields that must be given: `first_name`, `last_name`, `username`, `password`.",
    ),
    ("optional_fields", "Sign-up fields that may be given. All others are off."),
];

/// The fields of such a list, with the settings that say whether they are asked for.
const FIELDS: [(&str, &str); 4] = [
    ("first_name", "first_name"),
    ("last_name", "last_name"),
    ("username", "username"),
    ("password", "strategy"),
];

impl Args for Given {
    fn augment_args(command: Command) -> Command {
        let lists = LISTS.map(|(name, help)| {
            let arg = argument(name, name.replace('_', "-"), help.to_owned());
            arg.value_name("FIELDS").value_parser(fields)
        });
        table::rows().fold(command.args(lists), |command, row| command.arg(argument_of(row)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn argument(name: &'static str, flag: String, help: String) -> Arg {
    Arg::new(name).long(flag).env(variable(name)).help(help).help_heading("Settings")
}

fn argument_of(row: &'static Row) -> Arg {
    let default =
        if row.default.is_empty() { String::new() } else { format!(" [{}]", row.default) };
    let arg = argument(row.name, row.flag(), format!("{}. {}{default}", row.label, row.hint));
    match row.kind {
        // `--multi-session` alone is enough.
        Kind::Switch => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("BOOL")
            .value_parser(BoolishValueParser::new()),
        Kind::Origins | Kind::People => arg
            .action(ArgAction::Append)
            .value_delimiter(',')
            .value_parser(move |text: &str| row.kind.read(text)),
        _ => arg.value_parser(move |text: &str| row.kind.read(text)),
    }
}

/// Names of fields, separated by commas, with a comma at either end.
fn fields(text: &str) -> Result<String, String> {
    let names: Vec<_> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let all = FIELDS.map(|(name, _)| name);
    match names.iter().find(|name| !all.contains(name)) {
        Some(other) => Err(format!("no field `{other}`: {}", all.join(", "))),
        None => Ok(format!(",{},", names.join(","))),
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given = Self::default();
        given.read_lists(matches);
        for row in table::rows() {
            let Some(by) = source(matches, row.name, &row.flag()) else { continue };
            let value = match row.kind {
                Kind::Switch => matches.get_one::<bool>(row.name).map(bool::to_string),
                _ => matches
                    .get_many::<String>(row.name)
                    .map(|lines| lines.map(String::as_str).collect::<Vec<_>>().join("\n")),
            };
            given.give(row.name, value.unwrap_or_default(), &by);
        }
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Given {
    fn read_lists(&mut self, matches: &ArgMatches) {
        let [required, optional] = LISTS.map(|(name, _)| {
            let by = source(matches, name, &name.replace('_', "-"));
            by.zip(matches.get_one::<String>(name))
        });
        let Some((by, _)) = required.as_ref().or(optional.as_ref()) else { return };
        let has = |list: &Option<(String, &String)>, field: &str| {
            list.as_ref().map(|(_, list)| list.contains(&format!(",{field},")))
        };
        for (field, name) in FIELDS {
            let value = match (has(&required, field), has(&optional, field)) {
                (Some(true), _) => ["required", "password"],
                (_, Some(false)) => ["off", "passwordless"],
                _ => ["optional", "either"],
            };
            let [need, strategy] = value;
            self.give(name, if name == "strategy" { strategy } else { need }.into(), by);
        }
    }
}

fn variable(name: &str) -> String {
    format!("FRONTEND_API_{}", name.to_ascii_uppercase())
}

/// The flag or variable by which an argument was given, if it was.
fn source(matches: &ArgMatches, name: &str, flag: &str) -> Option<String> {
    match matches.value_source(name)? {
        ValueSource::CommandLine => Some(format!("--{flag}")),
        ValueSource::EnvVariable => Some(variable(name)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn given(args: &[&str]) -> Result<Given, Error> {
        let command = Given::augment_args(Command::new("test"));
        Given::from_arg_matches(&command.try_get_matches_from([&["test"], args].concat())?)
    }

    #[track_caller]
    fn check(args: &[&str], expected: Value) {
        assert_eq!(
            given(args).unwrap().over(Values::default()).chosen_json(),
            expected,
            "{args:?}"
        );
    }

    #[test]
    fn a_flag_gives_its_setting() {
        check(&[], json!({}));
        check(&["--multi-session", "--radius", "0"], json!({ "multi_session": true, "radius": 0 }));
        check(&["--email-code=false"], json!({ "email_code": false }));
        check(
            &[
                "--allowed-origin",
                "https://a.example",
                "--allowed-origin",
                "https://b.example,https://c.example",
            ],
            json!({ "allowed_origins": ["https://a.example", "https://b.example", "https://c.example"] }),
        );
        assert_eq!(given(&["--strategy", "password"]).unwrap().by("strategy"), Some("--strategy"));
        assert!(given(&["--radius", "round"]).is_err());
        assert!(given(&["--color", "red"]).is_err());
    }

    #[test]
    fn the_lists_give_all_fields() {
        let needs = |first, last, user, strategy| {
            let (mut all, named) = (Values::default(), [first, last, user, strategy]);
            for ((_, name), value) in FIELDS.into_iter().zip(named) {
                all.set(table::row(name).unwrap(), str::to_owned(value));
            }
            all.chosen_json()
        };
        check(
            &["--required-fields", "first_name,password"],
            needs("required", "optional", "optional", "password"),
        );
        check(&["--optional-fields", "username"], needs("off", "off", "optional", "passwordless"));
        let both = ["--required-fields", "username", "--optional-fields", ""];
        check(&both, needs("off", "off", "required", "passwordless"));
        check(
            &["--optional-fields", "", "--last-name", "required"],
            needs("off", "required", "off", "passwordless"),
        );
        assert_eq!(given(&both).unwrap().by("strategy"), Some("--required-fields"));
        assert!(given(&["--required-fields", "shoe_size"]).is_err());
    }
}
