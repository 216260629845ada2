//! Checks that every cited section of the wire protocol exists.
//!
//! Code cites "wire protocol 6.4", also in lists: "wire protocol 1.1 (host) and 1.3". A point of a list is
//! cited in full: "wire protocol 8.17 and 8.21". Documents also cite by numbers in brackets: "(7.4, 7.5)".

use std::collections::HashSet;
use std::path::Path;

/// The page that is cited.
pub(crate) const PAGE: &str = "docs/src/reference/wire-protocol.md";

/// The numbers of the page's sections: headings, and points of a list that begin with a number.
pub(crate) fn sections(page: &str) -> HashSet<String> {
    let starts = page.lines().filter_map(|line| match line.split_once(' ')? {
        ("##" | "###", title) => title.split(' ').next(),
        ("-", point) => point.strip_prefix("**")?.split("**").next(),
        _ => None,
    });
    starts.map(|number| number.trim_end_matches('.').to_owned()).collect()
}

/// Complaints about numbers that `text` cites and `sections` lacks.
pub(crate) fn complaints(file: &Path, text: &str, sections: &HashSet<String>) -> Vec<String> {
    let text = Flat::new(text);
    let named = text.text.match_indices("ire protocol ").map(|(at, name)| (at, at + name.len()));
    let mut cited: Vec<_> = named.map(|(at, end)| (at, list(text.from(end)))).collect();
    if file.extension().is_some_and(|kind| kind == "md") {
        let brackets = text.text.match_indices('(').map(|(at, _)| (at, at + 1));
        cited.extend(brackets.filter_map(|(at, start)| Some((at, bracketed(text.from(start))?))));
    }
    let missing = cited.into_iter().flat_map(|(at, numbers)| {
        let line = text.line(at);
        let unknown = numbers.into_iter().filter(|number| !sections.contains(number));
        unknown.map(move |number| {
            format!("{}:{line}: cites wire protocol {number}, which {PAGE} lacks", file.display())
        })
    });
    missing.collect()
}

/// The numbers at the start of `text`, as far as they are a list.
fn list(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut rest = text;
    while let Some((number, after)) = number(rest) {
        numbers.push(number.to_owned());
        rest = after_separator(after_remark(after));
    }
    numbers
}

/// The numbers in a bracket, if it holds only numbers with a dot.
fn bracketed(text: &str) -> Option<Vec<String>> {
    let inside = text.split(')').next()?;
    let mut numbers = inside.split(", ").map(|part| (part, number(part)));
    let pure = numbers.all(|(part, read)| {
        part.contains('.') && read.is_some_and(|(number, rest)| number == part && rest.is_empty())
    });
    pure.then(|| list(inside))
}

/// `6` or `6.11` at the start, and the rest.
fn number(text: &str) -> Option<(&str, &str)> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let whole = digits(text);
    let fraction = text.get(whole..)?.strip_prefix('.').map_or(0, digits);
    let end = if fraction == 0 { whole } else { whole + 1 + fraction };
    (whole > 0).then(|| text.split_at(end))
}

/// Skips `(what the section is about)`.
fn after_remark(text: &str) -> &str {
    let remark = text.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
    remark.map_or(text, |(_, rest)| rest)
}

fn after_separator(text: &str) -> &str {
    [", ", " and ", " to "].iter().find_map(|separator| text.strip_prefix(separator)).unwrap_or("")
}

/// A text in one line, without comment marks: a citation may go over the end of a line.
struct Flat {
    text: String,
    /// Where each line begins in `text`.
    starts: Vec<usize>,
}

impl Flat {
    fn new(text: &str) -> Self {
        let mut flat = Self { text: String::new(), starts: Vec::new() };
        for line in text.lines() {
            flat.starts.push(flat.text.len());
            flat.text.push_str(line.trim().trim_start_matches(['/', '!', '*', '#']).trim());
            flat.text.push(' ');
        }
        flat
    }

    fn from(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The number of the line at this place.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Title\n\n## 1. Hosts\n### 1.1 Host\n### 1.3 URL\n## 3. Shapes\n## 5. Codes\n### 6.11 Table\n## 8. Weak\n- **8.17** Clock.\n- **8.21** Trust.\n";

    /// Expects complaints about these lines and numbers.
    #[track_caller]
    fn check(file: &str, text: &str, expected: &[(usize, &str)]) {
        let found = complaints(Path::new(file), text, &sections(PAGE));
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, number)| format!("{file}:{line}: cites wire protocol {number},"))
            .collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (complaint, start) in found.iter().zip(expected) {
            assert!(complaint.starts_with(&start), "{complaint} is not {start}");
        }
    }

    #[test]
    fn what_the_page_has_may_be_cited() {
        check("src/a.rs", "/// One (wire protocol 1.1).\n//! Wire protocol 3: all.", &[]);
        check("src/a.rs", "// as wire protocol 1, 1.3 and 6.11 say", &[]);
    }

    #[test]
    fn each_number_of_a_list_is_looked_for() {
        check("src/a.rs", "// (wire protocol 1.1 to 1.4)", &[(1, "1.4")]);
        check("src/a.rs", "\n// wire protocol 1.1 (host), 1.2 (key)", &[(2, "1.2")]);
        check("src/a.rs", "// (wire protocol 6.11\n//! and 9). 4 is not meant", &[(1, "9")]);
        check("src/a.rs", "// for all (wire\n// protocol 3.12)", &[(1, "3.12")]);
    }

    #[test]
    fn a_point_of_a_list_is_cited_in_full() {
        check("src/a.rs", "// (wire protocol 8.17 and 8.21)", &[]);
        check("src/a.rs", "// (wire protocol 8.18 and 8.21)", &[(1, "8.18")]);
        check("src/a.rs", "// (wire protocol 8, 17 and 21)", &[(1, "17"), (1, "21")]);
        check("src/a.rs", "// (wire protocol 6.11, step 4)", &[]);
    }

    #[test]
    fn documents_cite_in_brackets_alone() {
        check("README.md", "- `Client` (1.1, 7.2) and (see 9.9)", &[(1, "7.2")]);
        check("README.md", "(three), (4), (1.5 s), (1.95.0)", &[]);
        check("src/a.rs", "f(7.2)", &[]);
    }
}
