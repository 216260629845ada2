//! What a setting's value may be. Every kind has one text form, in which values are kept and compared.
//! Pure: no request, no clock, no database.

use serde_json::{Value, json};
use url::{Host, Url};

use crate::plain::origins::OriginRule;
use crate::plain::{address, pasted};

/// Most characters of a list.
const MOST_IN_LIST: usize = 20_000;
/// Most characters of a URL.
const MOST_IN_URL: usize = 2048;

/// What a setting's value may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// `true` or `false`.
    Switch,
    /// One of these.
    Choice(&'static [Choice]),
    /// A whole number.
    Number {
        /// The smallest.
        least: i64,
        /// The largest.
        most: i64,
        /// What is counted.
        unit: &'static str,
    },
    /// A line of text that must not be empty.
    Line {
        /// Most characters.
        most: usize,
    },
    /// Some lines of text, or none.
    Text {
        /// Most characters.
        most: usize,
    },
    /// `#rrggbb`.
    Colour,
    /// An http(s) URL, or a path on this server, or nothing.
    Url,
    /// The https URL of a picture, or a path on this server, or nothing. Pages load no picture over plain http.
    Picture,
    /// Origins, one on each line.
    Origins,
    /// Email addresses and domains, one on each line.
    People,
}

/// A value to choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// As it is stored.
    pub(crate) value: &'static str,
    /// As people read it.
    pub(crate) label: &'static str,
    /// What it does. May be empty.
    pub(crate) hint: &'static str,
}

impl Kind {
    /// The one form of a text that was typed, or why it is no value.
    pub(crate) fn read(&self, text: &str) -> Result<String, String> {
        let line = pasted::trim(text);
        match self {
            Self::Switch => match line {
                "true" | "false" => Ok(line.to_owned()),
                _ => Err("Say true or false.".into()),
            },
            Self::Choice(choices) => {
                let known = choices.iter().any(|choice| choice.value == line);
                let all = || choices.iter().map(|choice| choice.value).collect::<Vec<_>>();
                known
                    .then(|| line.to_owned())
                    .ok_or_else(|| format!("Say one of: {}.", all().join(", ")))
            }
            Self::Number { least, most, .. } => {
                let number = line.parse().ok().filter(|number| (*least..=*most).contains(number));
                number
                    .map(|number: i64| number.to_string())
                    .ok_or_else(|| format!("Enter a whole number from {least} to {most}."))
            }
            Self::Line { most } => {
                if line.is_empty() || line.contains(char::is_control) {
                    return Err("Enter one line of text.".into());
                }
                short(line, *most)
            }
            Self::Text { most } => {
                let text = pasted::trim(text).replace("\r\n", "\n");
                if text.contains(|c: char| c.is_control() && c != '\n') {
                    return Err("Enter text alone.".into());
                }
                short(&text, *most)
            }
            Self::Colour => {
                let digits = line.strip_prefix('#').unwrap_or_default();
                let is_colour = digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit());
                let colour = is_colour.then(|| line.to_ascii_lowercase());
                colour.ok_or_else(|| "Enter a colour such as #1c3f94.".into())
            }
            Self::Url => url(line, &["https", "http"]),
            Self::Picture => url(line, &["https"]),
            Self::Origins => each_line(text, |line| {
                line.parse::<OriginRule>().map(|_| line.trim_end_matches('/').to_ascii_lowercase())
            }),
            Self::People => each_line(text, |line| {
                person(line).ok_or_else(|| {
                    format!("`{line}` is neither an email address nor a domain such as example.com")
                })
            }),
        }
    }

    /// How much a browser lets people type, in units of UTF-16: enough for every value. What is more than a
    /// value can be is refused with a word, not cut.
    pub(crate) fn most_units(&self) -> Option<usize> {
        let most = match self {
            Self::Line { most } | Self::Text { most } => *most,
            Self::Url | Self::Picture => MOST_IN_URL,
            Self::Origins | Self::People => MOST_IN_LIST,
            _ => return None,
        };
        Some(2 * most)
    }

    /// A value as JSON has it.
    pub(crate) fn json(&self, value: &str) -> Value {
        match self {
            Self::Switch => (value == "true").into(),
            Self::Number { .. } => value.parse::<i64>().unwrap_or_default().into(),
            Self::Origins | Self::People => json!(value.lines().collect::<Vec<_>>()),
            _ => value.into(),
        }
    }

    /// The text of a value in JSON. `None` if it is of another type.
    pub(crate) fn text_of(&self, json: &Value) -> Option<String> {
        match (self, json) {
            (Self::Switch, Value::Bool(on)) => Some(on.to_string()),
            (Self::Number { .. }, Value::Number(number)) => Some(number.to_string()),
            (Self::Origins | Self::People, Value::Array(lines)) => {
                let lines: Option<Vec<_>> = lines.iter().map(Value::as_str).collect();
                Some(lines?.join("\n"))
            }
            (Self::Switch | Self::Number { .. } | Self::Origins | Self::People, _) => None,
            (_, text) => text.as_str().map(str::to_owned),
        }
    }
}

fn short(text: &str, most: usize) -> Result<String, String> {
    if text.chars().count() > most {
        return Err(format!("Enter at most {most} characters."));
    }
    Ok(text.to_owned())
}

/// A page's address, or a picture's. Nothing that a browser would run or take for another host.
fn url(text: &str, schemes: &[&str]) -> Result<String, String> {
    let refuse =
        || Err("Enter a URL that begins with https:// or a path that begins with /.".into());
    if text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\')
        || text.starts_with("//")
    {
        return refuse();
    }
    if text.is_empty() || text.starts_with('/') {
        return short(text, MOST_IN_URL);
    }
    match Url::parse(text) {
        Ok(url)
            if schemes.contains(&url.scheme())
                && url.username().is_empty()
                && url.password().is_none() =>
        {
            short(url.as_str(), MOST_IN_URL)
        }
        _ => refuse(),
    }
}

fn each_line(text: &str, read: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let lines = text.lines().map(pasted::trim).filter(|line| !line.is_empty());
    let mut read_lines = Vec::new();
    for line in lines {
        let line = read(line)?;
        if !read_lines.contains(&line) {
            read_lines.push(line);
        }
    }
    short(&read_lines.join("\n"), MOST_IN_LIST)
}

/// An address, or a domain.
fn person(text: &str) -> Option<String> {
    let domain = text.strip_prefix('@').unwrap_or(text);
    if domain.contains('@') {
        return address::normalise(text);
    }
    match Host::parse(domain) {
        Ok(Host::Domain(domain)) if domain.contains('.') => Some(domain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: Kind, text: &str, expected: Option<&str>) {
        assert_eq!(kind.read(text).ok().as_deref(), expected, "{text}");
    }

    #[test]
    fn a_value_has_one_form() {
        check(Kind::Switch, "true", Some("true"));
        check(Kind::Switch, "on", None);
        check(Kind::Colour, " #1C3F94", Some("#1c3f94"));
        check(Kind::Colour, "#1c3f9", None);
        check(Kind::Colour, "red;}", None);
        let life = Kind::Number { least: 1, most: 10, unit: "seconds" };
        check(life, " 07 ", Some("7"));
        for bad in ["", "0", "11", "1.5", "-1", "a"] {
            check(life, bad, None);
        }
        check(Kind::Line { most: 3 }, " abc ", Some("abc"));
        for bad in ["", " ", "abcd", "a\nb", "a\rb"] {
            check(Kind::Line { most: 3 }, bad, None);
        }
        check(Kind::Text { most: 9 }, "a\r\nb\n", Some("a\nb"));
        check(Kind::Text { most: 9 }, "a\0b", None);
    }

    #[test]
    fn an_address_of_a_page_leads_where_it_says() {
        check(Kind::Url, "", Some(""));
        check(Kind::Url, "/welcome?a=b", Some("/welcome?a=b"));
        check(Kind::Url, "https://app.example.com", Some("https://app.example.com/"));
        for bad in [
            "//evil",
            "/\\evil",
            "javascript:alert(1)",
            "data:text/html,x",
            "welcome",
            "https://a@b",
            "https://:a@b",
            "/a b",
        ] {
            check(Kind::Url, bad, None);
            check(Kind::Picture, bad, None);
        }
        check(Kind::Url, "http://localhost:3000/a", Some("http://localhost:3000/a"));
        check(Kind::Picture, "http://localhost:3000/a", None);
        check(
            Kind::Picture,
            "https://app.example.com/logo.png",
            Some("https://app.example.com/logo.png"),
        );
    }

    #[test]
    fn a_list_has_each_entry_once() {
        let typed = " Ada@Example.com \r\n\r\n@Example.com\nexample.com\nada@example.com";
        check(Kind::People, typed, Some("ada@example.com\nexample.com"));
        check(Kind::People, "example", None);
        check(Kind::People, "ada@", None);
        check(
            Kind::Origins,
            "https://App.example.com/\nhttp://localhost:*",
            Some("https://app.example.com\nhttp://localhost:*"),
        );
        check(Kind::Origins, "https://*.example.com", None);
    }

    #[test]
    fn json_has_the_types_of_the_values() {
        for (kind, text, json) in [
            (Kind::Switch, "true", json!(true)),
            (Kind::Number { least: 0, most: 9, unit: "" }, "7", json!(7)),
            (Kind::People, "a@b.c\nb.c", json!(["a@b.c", "b.c"])),
            (Kind::People, "", json!([])),
            (Kind::Colour, "#ffffff", json!("#ffffff")),
        ] {
            assert_eq!(kind.json(text), json);
            assert_eq!(kind.text_of(&json).as_deref(), Some(text));
        }
        assert_eq!(Kind::Switch.text_of(&json!("true")), None);
        assert_eq!(Kind::Colour.text_of(&json!(7)), None);
    }
}
