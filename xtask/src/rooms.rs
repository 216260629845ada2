//! Which room of the code may name which. Also checks that pure modules name only pure modules.
//!
//! A room is a file or a folder. Each row names only rooms of rows below it, so there are no circles.

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
            ("lib", &["clerk", "wire"]),
            ("clerk", &["resources", "magic_link", "fapi", "browser", "slot", "error", "wire"]),
            ("resources", &["session", "magic_link", "fapi", "browser", "slot", "error", "wire"]),
            ("session", &["fapi", "browser"]),
            ("magic_link", &["browser", "error", "wire"]),
            ("fapi", &["browser", "error", "wire"]),
            ("browser", &["wire"]),
            ("slot", &[]),
            ("error", &["wire"]),
            ("wire", &[]),
        ],
    },
    House {
        root: "frontend-api/src",
        rooms: &[
            ("main", &[]),
            ("lib", &["routes", "pages", "app", "logs", "config", "http", "error"]),
            (
                "routes",
                &["pages", "resources", "proof", "call", "app", "store", "http", "error", "plain"],
            ),
            ("pages", &["app", "mail", "config", "http", "error", "plain"]),
            ("resources", &["proof", "call", "settings", "store", "http", "error", "plain"]),
            ("proof", &["call", "app", "mail", "store", "http", "error", "plain"]),
            ("call", &["app", "mail", "store", "http", "error", "plain"]),
            ("session_token", &["app", "error", "plain"]),
            ("app", &["mail", "config", "settings", "store", "http", "error", "plain"]),
            ("mail", &["config", "error", "plain"]),
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
        let (found, text) = house.module(&path, &read)?;
        (!is_pure(&text)).then(|| {
            let (file, found) = (file.display(), found.display());
            format!("{file}:{line}: a pure module names {found}, which does not call itself pure")
        })
    });
    impure.collect()
}

/// Whether the module says at its top that it is pure.
pub(crate) fn is_pure(text: &str) -> bool {
    text.lines().take_while(|line| line.starts_with("//!")).any(|line| line.contains("Pure"))
}

/// What a file names of its own crate: paths from the crate's root, each with its line. Tests may name
/// anything, so they are left out.
fn named(file: &Path, text: &str) -> Vec<(usize, PathBuf)> {
    let Some(own) = HOUSES.iter().find_map(|house| file.strip_prefix(house.root).ok()) else {
        return Vec::new();
    };
    // The module around this one: for `a/mod.rs` and for `a.rs` the root, for `a/b.rs` it is `a`.
    let is_folder = own.file_stem().is_some_and(|stem| stem == "mod");
    let around = own.ancestors().nth(if is_folder { 2 } else { 1 }).unwrap_or(own);
    let code = without_comments(text.split("\nmod tests {").next().unwrap_or_default());
    let mut named = Vec::new();
    for (start, base) in [("crate::", Path::new("")), ("super::", around)] {
        for (at, _) in code.match_indices(start) {
            let (before, after) = code.split_at(at);
            // `pub(crate)` has no colons. Nobody needs `super::super::`, so it is not followed.
            if !before.ends_with(|c: char| c.is_alphanumeric() || c == ':') {
                let line = before.lines().count().max(1);
                let paths = paths(after.strip_prefix(start).unwrap_or_default());
                named.extend(paths.into_iter().map(|path| (line, base.join(path))));
            }
        }
    }
    named
}

/// The paths at the start of `text`, a `use` tree or an expression; groups become single paths.
fn paths(text: &str) -> Vec<PathBuf> {
    let Some(group) = text.strip_prefix('{') else {
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

/// The same lines, with comment lines emptied.
fn without_comments(text: &str) -> String {
    let lines =
        text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
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
        check("xtask/src/main.rs", "use crate::anything;", &[]);
    }

    #[test]
    fn what_is_pure_names_what_is_pure() {
        let read = |file: &Path| match file.to_str()? {
            "src/wire.rs" => Some("//! The edge.".to_owned()),
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
        check("use crate::wire;", &["request.rs:2: a pure module names src/wire.rs"]);
        check("use crate::{fapi::form, wire::get};", &["src/wire.rs"]);
        assert!(
            impurities(Path::new("src/a.rs"), "//! The edge.\nuse crate::wire;", read).is_empty()
        );
    }

    #[test]
    fn comments_and_tests_name_what_they_like() {
        let text = "//! [`crate::routes`]\n// crate::routes\n\n#[cfg(test)]\nmod tests {\n    use crate::routes;\n}";
        check("frontend-api/src/plain/time.rs", text, &[]);
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
