//! What a component shows before anything is known of who looks at it. Pure.
//!
//! The component is the one that runs in the browser, and is told the same; `components/README.md` says how.
//! So what the browser shows next differs in nothing that people could see.

use clerk_components::{FIELD, RECORD, Room};
use serde_json::Value;

/// In front of every id: that of the first component on a page.
const PREFIX: &str = "cl1-";

/// A component, and the page that it is on.
#[derive(Debug)]
pub(crate) struct Mount<'a> {
    /// `sign_in`, …
    pub(crate) kind: &'a str,
    /// `ready`, or `loading` if it shows nothing until it knows who is there.
    pub(crate) load: &'a str,
    /// The URL of the page.
    pub(crate) href: &'a str,
    /// Its origin.
    pub(crate) origin: &'a str,
    /// The route and its query.
    pub(crate) route: &'a str,
    /// What the page's script gives it.
    pub(crate) props: &'a [(&'a str, &'a str)],
    /// What `/v1/environment` says.
    pub(crate) environment: &'a Value,
}

/// The HTML of the first screen. Nobody can submit its forms before the script takes over: the browser would do it by
/// itself, and put what was typed into the URL.
pub(crate) fn first_screen(mount: &Mount<'_>, now_ms: i64) -> String {
    let (mut props, mut environment) = (Vec::new(), Vec::new());
    for (name, value) in mount.props {
        props.extend([(*name).to_owned(), (*value).to_owned()]);
    }
    flatten(mount.environment, "", &mut environment);
    let now = now_ms.to_string();
    let is_modal = "";
    let Mount { kind, load, href, origin, route, .. } = *mount;
    let mut event = String::new();
    let mut write = |fields: &[&str]| {
        for field in fields {
            event.push_str(&field.replace(FIELD, "").replace(RECORD, ""));
            event.push_str(FIELD);
        }
    };
    write(&["start", &now, kind, PREFIX, is_modal, href, origin, route, load]);
    for pairs in [&props, &environment] {
        write(&[&(pairs.len() / 2).to_string()]);
        pairs.iter().for_each(|text| write(&[text]));
    }
    // Nobody is signed in, and there is no attempt.
    let (is_changing, session, people, subject) = ("", "", "0", "");
    write(&[is_changing, session, people, subject]);
    let answer = Room::new().handle(1, &event);
    let html = answer.split(RECORD).next().unwrap_or_default();
    html.replace(r#"type="submit""#, r#"type="submit" disabled"#)
}

/// A value as names and texts: the names of what it is in, with dots between them.
fn flatten(value: &Value, name: &str, to: &mut Vec<String>) {
    let below = |part: &str| if name.is_empty() { part.into() } else { format!("{name}.{part}") };
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            fields.iter().for_each(|(part, value)| flatten(value, &below(part), to));
        }
        Value::Array(list) => match list.iter().map(Value::as_str).collect::<Option<Vec<_>>>() {
            Some(texts) => to.extend([name.to_owned(), texts.join(",")]),
            None => {
                for (index, value) in list.iter().enumerate() {
                    flatten(value, &below(&index.to_string()), to);
                }
            }
        },
        Value::String(text) => to.extend([name.to_owned(), text.clone()]),
        other => to.extend([name.to_owned(), other.to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mount<'a>(kind: &'a str, route: &'a str, environment: &'a Value) -> Mount<'a> {
        let (href, origin) = ("https://app.test/sign-in", "https://app.test");
        Mount { kind, load: "ready", href, origin, route, props: &[], environment }
    }

    #[test]
    fn an_environment_is_told_as_the_browser_tells_it() {
        let mut pairs = Vec::new();
        let value =
            json!({ "a": { "b": 1, "c": null }, "d": ["x", "y"], "e": [{ "f": true }], "g": [] });
        flatten(&value, "", &mut pairs);
        assert_eq!(pairs, ["a.b", "1", "d", "x,y", "e.0.f", "true", "g", ""]);
    }

    #[test]
    fn every_component_has_a_first_screen() {
        for kind in ["sign_in", "sign_up", "user_profile"] {
            let html = first_screen(&mount(kind, "", &Value::Null), 0);
            assert!(html.starts_with("<div ") && html.ends_with("</div>"), "{kind}: {html}");
        }
    }

    #[test]
    fn nothing_that_is_told_can_end_a_field_or_the_answer() {
        let name = "\u{1e}<b>\u{1f}\"Acme\"";
        let environment = json!({ "display_config": { "application_name": name } });
        let html = first_screen(&mount("sign_in", "x\u{1f}y", &environment), 0);
        assert!(html.contains("&lt;b&gt;&quot;Acme&quot;"), "{html}");
        assert!(html.ends_with("</div>"));
    }
}
