//! Prints what JavaScript needs of the texts, as JSON: `cargo run -p clerk-components --features languages --example texts`
//! with `keys`, the list of keys in the order of their numbers, or with a language (`en`, `de`, `ar`), an object for the
//! load option `localization`, nested as Clerk's are.
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
    let mut root = Node::default();
    for (key, text) in KEYS.iter().zip(Text::ALL) {
        let text = translated(&wanted, *text).unwrap_or_default();
        let node =
            key.split('.').fold(&mut root, |node, part| node.children.entry(part).or_default());
        node.text = text;
    }
    println!("{}", root.json(0));
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
            return format!("{:?}", self.text);
        }
        let indent = "  ".repeat(depth + 1);
        let children = self.children.iter();
        let lines: Vec<_> = children
            .map(|(name, node)| format!("{indent}{name:?}: {}", node.json(depth + 1)))
            .collect();
        format!("{{\n{}\n{}}}", lines.join(",\n"), "  ".repeat(depth))
    }
}
