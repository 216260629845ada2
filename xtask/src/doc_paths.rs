//! Checks that every file and folder that a document names exists.
//!
//! A name is a code span that begins with a folder of this repository, such as `src/fapi/`, or looks
//! like a file at its root, such as `Cargo.toml`. Each target of a link that is not a URL is a name as well.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// The files under version control.
pub(crate) struct Tree {
    /// Each file, and each folder that has one.
    paths: HashSet<PathBuf>,
}

impl Tree {
    pub(crate) fn of<'a>(files: impl IntoIterator<Item = &'a Path>) -> Self {
        let ancestors = files.into_iter().flat_map(Path::ancestors);
        Self { paths: ancestors.map(Path::to_owned).collect() }
    }

    fn has(&self, path: &Path) -> bool {
        self.paths.contains(path)
    }

    /// Whether `name` is meant to be one of our paths.
    fn claims(&self, name: &str) -> bool {
        match name.split_once('/') {
            Some((folder, _)) => !folder.is_empty() && self.has(Path::new(folder)),
            None => [".md", ".toml"].iter().any(|kind| name.ends_with(kind)),
        }
    }

    /// Complaints about the names in `text`, a document, that do not exist.
    pub(crate) fn complaints(&self, file: &Path, text: &str) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut fenced = false;
        for (number, line) in text.lines().enumerate() {
            fenced ^= line.trim_start().starts_with("```");
            if fenced || line.starts_with("    ") {
                continue;
            }
            let named = spans(line).filter(|name| self.claims(name) && is_plain(name));
            let named = named.map(|name| (name, PathBuf::from(name)));
            let folder = file.parent().unwrap_or(file);
            let linked = links(line).map(|target| (target, normal(&folder.join(target))));
            for (name, path) in named.chain(linked) {
                if !self.has(&path) {
                    let line = number + 1;
                    complaints.push(format!("{}:{line}: no {name} is here", file.display()));
                }
            }
        }
        complaints
    }
}

/// The texts between backticks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether a name is a path, and not a pattern or a command.
fn is_plain(name: &str) -> bool {
    !name.contains(|c: char| c.is_whitespace() || "*…<>{}:()".contains(c))
}

/// Targets of links and pictures that lie in this repository, without their anchors.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let inline = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    // `[name]: target`, for `[text][name]`.
    let defined = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, to)| to);
    let targets = inline.chain(defined).filter(|target| !target.contains(':'));
    targets.filter_map(|target| target.split('#').next()).filter(|path| !path.is_empty())
}

/// The path without `.` and `..`.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, text: &str, missing: &[&str]) {
        let files = ["Cargo.toml", "src/fapi/form.rs", "docs/src/a.md", "docs/src/b/c.md"];
        let found = Tree::of(files.map(Path::new)).complaints(Path::new(file), text);
        assert_eq!(found.len(), missing.len(), "{found:?}");
        for (complaint, name) in found.iter().zip(missing) {
            assert!(complaint.ends_with(&format!(": no {name} is here")), "{complaint}");
        }
    }

    #[test]
    fn files_and_folders_in_code_spans_exist() {
        check("README.md", "see `src/fapi/` and `src/fapi/form.rs`, `Cargo.toml`", &[]);
        check("README.md", "see `src/form.rs` and `src/wire/`", &["src/form.rs", "src/wire/"]);
        check("README.md", "`NOTES.md`", &["NOTES.md"]);
    }

    #[test]
    fn what_is_no_path_of_ours_may_be_named() {
        check("README.md", "`client/sessions`, `/mailbox/messages`, `src/*.rs`, `src/x --y`", &[]);
        check("README.md", "```\n`src/gone.rs`\n```\n\n    `src/gone.rs`", &[]);
    }

    #[test]
    fn links_lead_somewhere() {
        check("docs/src/b/c.md", "[a](../a.md#x), [c](c.md), [u](https://a.b/c), [h](#h)", &[]);
        check("docs/src/b/c.md", "[a](a.md)\n[x]: ../b/d.md", &["a.md", "../b/d.md"]);
    }
}
