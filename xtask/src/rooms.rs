//! Which room of the code may name which. Also checks that pure modules name only pure modules.
//!
//! A room is a file or a folder. Each row names only rooms of rows below it, so there are no circles.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// A part of the project and its rooms, the highest first; each with the rooms that it may name.
struct House {
    /// The folder that the rooms are in.
    root: &'static str,
    rooms: &'static [(&'static str, &'static [&'static str])],
}

const HOUSES: [House; 2] = [
    House {
        root: "src",
        rooms: &[
            ("lib", &["clerk"]),
            (
                "clerk",
                &[
                    "resources",
                    "instance",
                    "magic_link",
                    "session",
                    "fapi",
                    "browser",
                    "slot",
                    "task",
                    "error",
                    "js",
                ],
            ),
            (
                "resources",
                &["instance", "magic_link", "session", "fapi", "browser", "task", "error", "js"],
            ),
            (
                "instance",
                &["magic_link", "session", "fapi", "browser", "slot", "task", "error", "js"],
            ),
            ("magic_link", &["fapi", "browser", "task", "error", "js"]),
            ("session", &["fapi", "browser"]),
            ("fapi", &["browser", "error", "js"]),
            ("browser", &["js"]),
            ("slot", &[]),
            ("task", &[]),
            ("error", &["js"]),
            ("js", &[]),
        ],
    },
    House {
        root: "frontend-api/src",
        rooms: &[
            ("main", &[]),
            ("lib", &["commands", "routes", "pages", "app", "logs", "config", "http", "error"]),
            ("commands", &["app", "config", "settings", "store", "error", "plain"]),
            (
                "routes",
                &[
                    "pages",
                    "resources",
                    "proof",
                    "call",
                    "session_token",
                    "app",
                    "mail",
                    "config",
                    "settings",
                    "store",
                    "http",
                    "error",
                    "plain",
                ],
            ),
            ("pages", &["app", "mail", "config", "settings", "http", "error", "plain"]),
            ("resources", &["proof", "call", "settings", "store", "http", "error", "plain"]),
            ("proof", &["call", "app", "mail", "settings", "store", "http", "error", "plain"]),
            ("call", &["app", "mail", "config", "settings", "store", "http", "error", "plain"]),
            ("session_token", &["app", "error", "plain"]),
            ("app", &["mail", "config", "settings", "store", "http", "error", "plain"]),
            ("mail", &["config", "settings", "error", "plain"]),
            ("logs", &["config", "error"]),
            ("config", &["settings", "store", "http", "plain"]),
            ("settings", &["plain"]),
            ("store", &["error", "plain"]),
            ("http", &["error", "plain"]),
            ("plain", &["error"]),
            ("error", &[]),
        ],
    },
];

/// Complaints about what `file` names and must not.
pub(crate) fn complaints(file: &Path, text: &str) -> Vec<String> {
    let Some((house, own)) = HOUSES.iter().find_map(|house| Some((house, house.room(file)?)))
    else {
        return Vec::new();
    };
    let Some((_, allowed)) = house.rooms.iter().find(|(room, _)| *room == own) else {
        return vec![format!("{}: `{own}` is in no table of rooms (rooms.rs)", file.display())];
    };
    let foreign = named(file, text).into_iter().filter_map(|(line, path)| {
        let Some(path) = path else {
            return Some(format!("{}:{line}: write `crate::room::…`", file.display()));
        };
        let room = house.room(&Path::new(house.root).join(path))?;
        (room != own && !allowed.contains(&room.as_str())).then(|| {
            format!("{}:{line}: `{own}` names `{room}`, which is not below it", file.display())
        })
    });
    foreign.collect()
}

impl House {
    /// The file that a path leads to, and its text. The last part of a path may be a type or a function.
    fn module(
        &self,
        path: &Path,
        read: impl Fn(&Path) -> Option<String>,
    ) -> Option<(PathBuf, String)> {
        path.ancestors().filter(|path| *path != Path::new("")).find_map(|path| {
            let module = Path::new(self.root).join(path);
            let files = [module.with_extension("rs"), module.join("mod.rs")];
            files.into_iter().find_map(|file| read(&file).map(|text| (file, text)))
        })
    }

    /// The room of a file of this house.
    fn room(&self, file: &Path) -> Option<String> {
        let first = file.strip_prefix(self.root).ok()?.components().next()?;
        let Component::Normal(name) = first else { return None };
        Some(Path::new(name).file_stem()?.to_str()?.to_owned())
    }
}

/// Complaints about a pure module that names one that is not. `read` returns the text of a file.
pub(crate) fn impurities(
    file: &Path,
    text: &str,
    read: impl Fn(&Path) -> Option<String>,
) -> Vec<String> {
    let Some(house) = HOUSES.iter().find(|house| file.starts_with(house.root)) else {
        return Vec::new();
    };
    if !is_pure(text) {
        return Vec::new();
    }
    let impure = named(file, text).into_iter().filter_map(|(line, path)| {
        let (found, text) = house.module(&path?, &read)?;
        (!is_pure(&text)).then(|| {
            let (file, found) = (file.display(), found.display());
            format!("{file}:{line}: a pure module names {found}, which does not call itself pure")
        })
    });
    impure.collect()
}

/// Whether the module says at its top that it is pure.
pub(crate) fn is_pure(text: &str) -> bool {
    let mut header = text.lines().take_while(|line| line.starts_with("//!"));
    header
        .any(|line| line.split_whitespace().any(|word| ["Pure.", "Pure:", "Pure,"].contains(&word)))
}

/// The lines of the tests module with its attributes, counted from 0.
pub(crate) fn tests_module(text: &str) -> Range<usize> {
    let lines: Vec<_> = text.lines().collect();
    let Some(head) = lines.iter().position(|line| *line == "mod tests {") else { return 0..0 };
    let (above, module) = lines.split_at(head);
    let attributes = above.iter().rev().take_while(|line| line.starts_with("#["));
    let is_of_tests = |line: &str| line == "#[cfg(test)]" || line.starts_with("#[cfg(all(test, ");
    if !attributes.clone().any(|line| is_of_tests(line)) {
        return 0..0;
    }
    let length = module.iter().position(|line| *line == "}").map_or(module.len(), |end| end + 1);
    head - attributes.count()..head + length
}

/// What a file names of its own crate: paths from the crate's root, each with its line. It is `None` in
/// place of a path that is not followed. Tests may name anything, so they are left out.
fn named(file: &Path, text: &str) -> Vec<(usize, Option<PathBuf>)> {
    let Some(own) = HOUSES.iter().find_map(|house| file.strip_prefix(house.root).ok()) else {
        return Vec::new();
    };
    // The module around this one: for `a/mod.rs` and for `a.rs` the root, for `a/b.rs` it is `a`.
    let is_folder = own.file_stem().is_some_and(|stem| stem == "mod");
    let around = own.ancestors().nth(if is_folder { 2 } else { 1 }).unwrap_or(own);
    let inside = match own.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") => own.parent().unwrap_or(own).to_owned(),
        _ => own.with_extension(""),
    };
    let code = without_comments_and_tests(text);
    let mut named = Vec::new();
    let starts = [("crate::", Path::new("")), ("super::", around), ("self::", &inside)];
    for (start, base) in starts {
        for (line, after) in occurrences(&code, start) {
            named.extend(paths(after).into_iter().map(|path| (line, from_root(base, &path))));
        }
    }
    for alias in ["crate as ", "super as ", "extern crate self as "] {
        named.extend(occurrences(&code, alias).map(|(line, _)| (line, None)));
    }
    named
}

/// The places where a path starts with `start`: the line, and the text after it.
fn occurrences<'a>(code: &'a str, start: &str) -> impl Iterator<Item = (usize, &'a str)> {
    code.match_indices(start).filter_map(|(at, found)| {
        let (before, after) = code.split_at(at);
        // `pub(crate)` has no colons.
        let is_inside = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let line = before.matches('\n').count() + 1;
        (!is_inside).then_some((line, after.strip_prefix(found)?))
    })
}

/// The path from the root, unless it hides which room it names.
fn from_root(base: &Path, path: &Path) -> Option<PathBuf> {
    let is_root = base == Path::new("");
    let first = path.iter().next()?;
    // All names of the root, or a new name for it.
    let is_hidden = is_root && (first == "*" || first == "self");
    (!is_hidden && first != "super").then(|| base.join(path))
}

/// The paths at the start of `text`, a `use` tree or an expression; groups become single paths.
fn paths(text: &str) -> Vec<PathBuf> {
    let Some(group) = text.strip_prefix('{') else {
        if text.starts_with('*') {
            return vec![PathBuf::from("*")];
        }
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        let below = rest.strip_prefix("::").map(paths).unwrap_or_default();
        // The last name may be a type or a function; `module` allows for that.
        return match below.is_empty() {
            true => vec![PathBuf::from(name)],
            false => below.into_iter().map(|path| Path::new(name).join(path)).collect(),
        };
    };
    let mut depth = 0;
    let mut entries = vec![String::new()];
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => entries.push(String::new()),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                if let Some(entry) = entries.last_mut() {
                    entry.push(c);
                }
            }
        }
    }
    entries
        .iter()
        .map(|entry| entry.trim())
        .filter(|entry| !entry.is_empty())
        .flat_map(paths)
        .collect()
}

/// The same lines, with comment lines and the tests module emptied.
fn without_comments_and_tests(text: &str) -> String {
    let tests = tests_module(text);
    let lines = text.lines().enumerate().map(|(number, line)| {
        let is_left_out = line.trim_start().starts_with("//") || tests.contains(&number);
        if is_left_out { "" } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_names_one_above_it() {
        for house in HOUSES {
            for (index, (room, allowed)) in house.rooms.iter().enumerate() {
                for name in *allowed {
                    let below = house.rooms.iter().skip(index + 1).any(|(below, _)| below == name);
                    assert!(below, "{}: {room} → {name}", house.root);
                }
            }
        }
    }

    #[track_caller]
    fn check(file: &str, text: &str, expected: &[&str]) {
        let complaints = complaints(Path::new(file), text);
        assert_eq!(complaints.len(), expected.len(), "{complaints:?}");
        for (complaint, expected) in complaints.iter().zip(expected) {
            assert!(complaint.contains(expected), "{complaint}");
        }
    }

    #[test]
    fn a_room_names_what_is_below_it() {
        let store = "frontend-api/src/store/db.rs";
        check(store, "use crate::error::Result;\nuse crate::store::keys;", &[]);
        check(
            store,
            "use crate::error::Result;\nuse crate::call::Call;",
            &["db.rs:2: `store` names `call`"],
        );
        check(store, "fn f() { crate::routes::router() }", &["names `routes`"]);
        check(
            "frontend-api/src/plain/new.rs",
            "use crate::{error, mail::{smtp, email}};",
            &["`mail`", "`mail`"],
        );
        check("frontend-api/src/call.rs", "use crate::routes::answer;", &["`call` names `routes`"]);
        check("frontend-api/src/cellar/a.rs", "", &["`cellar` is in no table"]);
        check("frontend-api/src/plain/mod.rs", "use super::routes;", &["`plain` names `routes`"]);
        check("frontend-api/src/plain/a.rs", "use super::routes;", &[]);
        check("frontend-api/src/lib.rs", "use self::store::db;", &["`lib` names `store`"]);
        check("xtask/src/main.rs", "use crate::anything;", &[]);
    }

    #[test]
    fn a_path_says_which_room_it_names() {
        let forms = [
            "use crate::*;",
            "use crate::{*};",
            "use crate::{error::Result, *};",
            "use crate::{self as root};",
            "use crate as root;",
            "extern crate self as root;",
            "use crate::\n    routes::answer;",
            "use super::super::routes;",
            "use super::{super::routes};",
            "use super::{keys, super::routes};",
            "fn f() { super::super::routes::answer() }",
            "use super::\n    super::routes;",
            "use super as around;",
            "use self::super::routes;",
            "use self::{keys, super::routes};",
        ];
        for form in forms {
            let expected = "db.rs:2: write `crate::room::…`";
            check("frontend-api/src/store/db.rs", &format!("\n{form}"), &[expected]);
        }
        check(
            "frontend-api/src/store/db.rs",
            "use super::*;\nuse super::{self, keys};\nuse self::Db;",
            &[],
        );
        check("frontend-api/src/store/db.rs", "pub(super) fn f() { my_crate::f() }", &[]);
        for file in ["call.rs", "store/mod.rs"] {
            let file = format!("frontend-api/src/{file}");
            check(&file, "use super::*;\nfn f() { routes::answer() }", &["`crate::room::…`"]);
            check(&file, "use super::{self as root};", &["`crate::room::…`"]);
        }
    }

    #[test]
    fn a_header_says_pure() {
        for header in ["//! Pure.", "//! A.\n//! Pure: no clock.", "//! Pure, as all here."] {
            assert!(is_pure(header), "{header}");
        }
        for header in ["//! Purely a surface.", "//! Impure.", "//! A.\n\n// Pure."] {
            assert!(!is_pure(header), "{header}");
        }
    }

    #[test]
    fn what_is_pure_names_what_is_pure() {
        let read = |file: &Path| match file.to_str()? {
            "src/js.rs" => Some("//! The edge.".to_owned()),
            "src/fapi/form.rs" => Some("//! Forms.\n//! Pure.".to_owned()),
            _ => None,
        };
        let check = |names: &str, expected: &[&str]| {
            let text = format!("//! Pure.\n{names}");
            let complaints = impurities(Path::new("src/fapi/request.rs"), &text, read);
            assert_eq!(complaints.len(), expected.len(), "{complaints:?}");
            assert!(complaints.iter().zip(expected).all(|(one, part)| one.contains(part)));
        };
        check("use super::form::Form;\nuse crate::fapi::form::{self, segment};", &[]);
        check("use crate::js;", &["request.rs:2: a pure module names src/js.rs"]);
        check("use crate::{fapi::form, js::get};", &["src/js.rs"]);
        assert!(
            impurities(Path::new("src/a.rs"), "//! The edge.\nuse crate::js;", read).is_empty()
        );
    }

    #[test]
    fn comments_and_tests_name_what_they_like() {
        let text = "//! [`crate::routes`]\n// crate::routes\n\n#[cfg(test)]\nmod tests {\n    use crate::routes;\n}";
        let file = "frontend-api/src/plain/time.rs";
        check(file, text, &[]);
        let allowed =
            "#[cfg(test)]\n#[expect(clippy::panic)]\nmod tests {\n    use crate::routes;\n}";
        check(file, allowed, &[]);
        check(file, &text.replace("(test)", "(all(test, unix))"), &[]);
        check(file, &text.replace("(test)", "(not(test))"), &["time.rs:6: "]);
        let after = format!("{text}\n\nuse crate::routes;");
        check(file, &after, &["time.rs:9: `plain` names `routes`"]);
        check(file, "mod tests {\n    use crate::routes;\n}", &["time.rs:2: "]);
    }

    #[test]
    fn groups_are_spread_out() {
        let spread =
            |text| paths(text).iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        assert_eq!(spread("a::{b, c::{d, E}, f as g};"), ["a/b", "a/c/d", "a/c/E", "a/f"]);
        assert_eq!(spread("a::b(c)"), ["a/b"]);
        assert_eq!(spread("{\n    a,\n    b::c,\n};"), ["a", "b/c"]);
    }
}
