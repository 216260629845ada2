//! Prints what JavaScript needs of the texts, as JSON: `cargo run -p clerk-components --features languages --example texts`
//! with `keys`, the list of keys in the order of their numbers; with a language (`en`, `de`, `ar`), an object for the
//! load option `localization`, nested as Clerk's are; with `all`, those of every language, by the names of
//! `@clerk/localizations`.
#![allow(clippy::disallowed_macros, reason = "a tool may format and print")]

use std::collections::BTreeMap;

use clerk_components::texts::{KEYS, Text, translated};

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| "keys".into());
    if wanted == "keys" {
        let keys: Vec<_> = KEYS.iter().map(|key| format!("{key:?}")).collect();
        println!("[{}]", keys.join(",\n"));
        return;
    }
    if wanted == "all" {
        let all: Vec<_> = LOCALIZATIONS.map(|(name, ..)| (name, localization(name))).into();
        let root = Node { text: "", children: all.into_iter().collect() };
        println!("{}", root.json(0));
        return;
    }
    println!("{}", localization(&wanted).json(0));
}

/// The name of a localization, its language as in the attribute `lang`, and as we name it.
const LOCALIZATIONS: [(&str, &str, &str); 3] =
    [("enUS", "en-US", "en"), ("deDE", "de-DE", "de"), ("arSA", "ar-SA", "ar")];

/// The texts of a language, by either name.
fn localization(wanted: &str) -> Node {
    let mut root = Node::default();
    let found = LOCALIZATIONS.iter().find(|(name, _, short)| [*name, *short].contains(&wanted));
    let Some((_, locale, language)) = found else { return root };
    root.children.insert("locale", Node { text: locale, ..Node::default() });
    for (key, text) in KEYS.iter().zip(Text::ALL) {
        let text = translated(language, *text).unwrap_or_default();
        let node =
            key.split('.').fold(&mut root, |node, part| node.children.entry(part).or_default());
        node.text = text;
    }
    root
}

/// A text, or what is below a part of a key.
#[derive(Default)]
struct Node {
    text: &'static str,
    children: BTreeMap<&'static str, Node>,
}

impl Node {
    fn json(&self, depth: usize) -> String {
        if self.children.is_empty() {
            return quoted(self.text);
        }
        let indent = "  ".repeat(depth + 1);
        let children = self.children.iter();
        let lines: Vec<_> = children
            .map(|(name, node)| format!("{indent}{}: {}", quoted(name), node.json(depth + 1)))
            .collect();
        format!("{{\n{}\n{}}}", lines.join(",\n"), "  ".repeat(depth))
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
