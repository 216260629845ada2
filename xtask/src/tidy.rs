//! Conventions that no lint checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::citations;
use crate::doc_paths::Tree;
use crate::rooms;
use crate::script_rooms;
use crate::shell::{Result, command, output};

/// Most files in JavaScript that the SDK may import. A browser asks for all of them at once, and the runner of the
/// browser tests has four threads: of a burst of more connections it may never answer one (tiny_http 0.12,
/// `util/task_pool.rs`).
const MOST_IMPORTED: usize = 4;

/// Checks every file that is under version control or may get there.
pub(crate) fn check() -> Result {
    eprintln!("$ tidy");
    let list = output(&mut command("git", ["ls-files", "-co", "--exclude-standard"]))?;
    let files: Vec<_> = list.lines().map(Path::new).filter(|file| file.is_file()).collect();
    let tree = Tree::of(files.iter().copied());
    let sections = citations::sections(&fs::read_to_string(citations::PAGE)?);
    let mut complaints = Vec::new();
    let mut imported = BTreeSet::new();
    for file in files {
        // These are conventions for text, so other files are skipped.
        let Ok(text) = fs::read_to_string(file) else { continue };
        complaints.extend(complaints_about(file, &text));
        if file.starts_with("src") {
            imported.extend(imported_files(&text).map(str::to_owned));
        }
        complaints.extend(rooms::complaints(file, &text));
        complaints.extend(script_rooms::complaints(file, &text));
        complaints.extend(rooms::impurities(file, &text, |file| fs::read_to_string(file).ok()));
        if !file.starts_with("xtask") {
            complaints.extend(citations::complaints(file, &text, &sections));
        }
        if file.extension().is_some_and(|kind| kind == "md") {
            complaints.extend(tree.complaints(file, &text));
        }
    }
    if imported.len() > MOST_IMPORTED {
        complaints.push(format!("src: imports more than {MOST_IMPORTED} files: {imported:?}"));
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

/// The files in JavaScript that a file in Rust imports.
fn imported_files(text: &str) -> impl Iterator<Item = &str> {
    text.split("wasm_bindgen(module = \"").skip(1).filter_map(|rest| rest.split('"').next())
}

fn complaints_about(file: &Path, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let server = file.starts_with("frontend-api/src");
    if is_long(file, text) {
        complaints.push(format!("{}: has more than {LONGEST} lines", file.display()));
    }
    let mut complain = |line: usize, why: &str| {
        complaints.push(format!("{}:{}: {why}", file.display(), line + 1));
    };
    let sdk = file.starts_with("src") && file.extension().is_some_and(|kind| kind == "rs");
    let pure = sdk && rooms::is_pure(text);
    let hosts_components = file.starts_with("js/components");
    let lock_file = file.ends_with("package-lock.json");
    let mut exported = false;
    for (number, line) in text.lines().enumerate() {
        let code = !line.trim_start().starts_with("//");
        if pure && code && BROWSER.iter().any(|name| line.contains(name)) {
            complain(number, "a pure module names the browser");
        }
        if sdk && code && !is_page(file) && PAGE.iter().any(|name| line.contains(name)) {
            complain(number, "names the page, which only `browser/` and the transport touch");
        }
        if hosts_components && code && SINKS.iter().any(|sink| line.contains(sink)) {
            complain(number, "gives the page HTML or styles in a way that a strict policy blocks");
        }
        if hosts_components && code && TOO_NEW.iter().any(|name| line.contains(name)) {
            complain(number, "needs a browser that is newer than those the components are for");
        }
        if server && code && !is_store(file) && names_sql(line) {
            complain(number, "names the database, which only `store/` talks to");
        }
        match line {
            "}" => exported = false,
            _ if line.starts_with("impl") => exported |= follows_export(text, number),
            _ if sdk && exported && line.contains("&mut self") => {
                complain(
                    number,
                    "an exported method takes `&mut self`: a call back in would throw",
                );
            }
            _ => {}
        }
        if names_a_machine(line) {
            complain(number, "names a path of somebody's machine");
        }
        if lock_file && line.contains("\"resolved\": \"http") {
            complain(
                number,
                "names a registry (npm's `omit-lockfile-registry-resolved` leaves it out)",
            );
        }
    }
    complaints
}

const BROWSER: [&str; 4] = ["web_sys", "js_sys", "wasm_bindgen", "gloo"];

const SINKS: [&str; 6] =
    ["innerHTML", "outerHTML", "insertAdjacent", "DOMParser", ".style =", "setAttribute('style'"];

/// What esbuild leaves as it is although browsers from before 2022 do not know it.
const TOO_NEW: [&str; 6] =
    ["(?<=", "(?<!", "findLast", ".toSorted(", "structuredClone", "withResolvers"];

const PAGE: [&str; 2] = ["web_sys", "window()"];

/// Where the SDK touches the page.
fn is_page(file: &Path) -> bool {
    file.starts_with("src/browser") || file == Path::new("src/fapi/transport.rs")
}

/// Where the server talks to its database. `error.rs` turns the database's errors into the server's.
fn is_store(file: &Path) -> bool {
    file.starts_with("frontend-api/src/store") || file == Path::new("frontend-api/src/error.rs")
}

fn names_sql(line: &str) -> bool {
    let statements = [
        "select ",
        "insert into ",
        "insert or ",
        "update ",
        "delete from ",
        "with ",
        "create table ",
        "pragma ",
    ];
    // In one case: a sentence may start with `With` or `Select`.
    let has = |start: String| line.contains(&format!("\"{start}"));
    line.contains("rusqlite")
        || statements.iter().any(|start| has(start.to_lowercase()) || has(start.to_uppercase()))
}

/// Most lines that a file of code may have, without its tests.
const LONGEST: usize = 400;

/// Whether a file of the code is too long to be read at once.
fn is_long(file: &Path, text: &str) -> bool {
    let is_code = ["src", "frontend-api/src", "xtask/src", "js", "www", "testing"]
        .iter()
        .any(|folder| file.starts_with(folder));
    let is_program =
        ["rs", "js", "mjs"].iter().any(|kind| file.extension().is_some_and(|is| is == *kind));
    is_code && is_program && text.lines().count() - rooms::tests_module(text).len() > LONGEST
}

/// Whether `#[wasm_bindgen]` is above the `impl` on this line. An attribute may have several lines.
fn follows_export(text: &str, number: usize) -> bool {
    let above = text.lines().take(number).collect::<Vec<_>>();
    // Up to the end of the item before.
    let attributes =
        above.iter().rev().take_while(|line| line.starts_with("//") || !line.ends_with([';', '}']));
    attributes.into_iter().any(|line| line.starts_with("#[wasm_bindgen"))
}

/// Whether the line has a path under somebody's home folder, which is not a part of a URL.
fn names_a_machine(line: &str) -> bool {
    let homes = [PathBuf::from("/root"), PathBuf::from("/home"), PathBuf::from("/work")];
    homes.iter().any(|home| {
        let home = format!("{}/", home.display());
        line.match_indices(&home).any(|(start, _)| {
            let before = line.get(..start).and_then(|before| before.chars().next_back());
            before.is_none_or(|c| c.is_whitespace() || "\"'`=(<".contains(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::complaints_about;

    #[track_caller]
    fn check(file: &str, text: &str, lines: &[usize]) {
        let complaints = complaints_about(Path::new(file), text);
        let expected: Vec<_> = lines.iter().map(|line| format!("{file}:{line}: ")).collect();
        assert_eq!(complaints.len(), expected.len(), "{complaints:?}");
        for (complaint, start) in complaints.iter().zip(expected) {
            assert!(complaint.starts_with(&start), "{complaint}");
        }
    }

    #[test]
    fn pure_modules_do_not_name_the_browser() {
        let body = "\n// as js_sys does\nuse js_sys::Array;\n";
        check("src/a.rs", &format!("//! Pure: no clock.{body}"), &[3]);
        check("src/a.rs", &format!("//! The edge.{body}"), &[]);
        check("frontend-api/src/a.rs", &format!("//! Pure: no clock.{body}"), &[]);
    }

    #[test]
    fn only_the_edge_names_the_page() {
        let text = "use web_sys::Url;\nfn f() { super::window() }\n";
        check("src/clerk/load.rs", text, &[1, 2]);
        check("src/browser/location.rs", text, &[]);
        check("src/fapi/transport.rs", text, &[]);
    }

    #[test]
    fn components_need_no_new_browser() {
        let text = "a.findLast(Boolean)\n/(?<=b)c/\n/(?<name>c)/\n";
        check("js/components/a.js", text, &[1, 2]);
        check("js/test/a.mjs", text, &[]);
    }

    #[test]
    fn only_the_store_names_the_database() {
        let text = "use rusqlite::params;\nlet sql = \"select 1\";\n// rusqlite\n";
        check("frontend-api/src/call.rs", text, &[1, 2]);
        check("frontend-api/src/store/db.rs", text, &[]);
        let statements = [
            "\"SELECT 1\"",
            "\"with a as (select 1)\"",
            "\"pragma user_version\"",
            "\"create table a (b)\"",
            "\"INSERT OR ignore into a\"",
            "\"insert or replace into a\"",
        ];
        check("frontend-api/src/call.rs", &statements.join("\n"), &[1, 2, 3, 4, 5, 6]);
        check("frontend-api/src/call.rs", "\"With a password\"\n\"Select one\"", &[]);
    }

    #[test]
    fn files_are_read_at_once() {
        let long = "let a = 1;\n".repeat(super::LONGEST + 1);
        let complaints = complaints_about(Path::new("js/a.js"), &long);
        assert_eq!(complaints, ["js/a.js: has more than 400 lines"]);
        let helper = format!("#[cfg(test)]\nfn f() {{}}\n{long}");
        assert_eq!(complaints_about(Path::new("src/a.rs"), &helper).len(), 1);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{long}}}\n");
        check("src/a.rs", &tests, &[]);
        assert_eq!(complaints_about(Path::new("src/a.rs"), &format!("{tests}{long}")).len(), 1);
        check("js/types/index.d.ts", &long, &[]);
    }

    #[test]
    fn exported_methods_borrow_shared() {
        let methods = "impl Clerk {\n    pub fn f(&mut self) {}\n}\n";
        check("src/a.rs", &format!("#[wasm_bindgen]\n{methods}"), &[3]);
        check(
            "src/a.rs",
            &format!("#[wasm_bindgen(js_class = \"A\")]\n#[rustfmt::skip]\n{methods}"),
            &[4],
        );
        check(
            "src/a.rs",
            &format!("#[wasm_bindgen(\n    js_class = \"A\",\n)]\n// As JS says;\n{methods}"),
            &[6],
        );
        check("src/a.rs", &format!("#[wasm_bindgen]\npub struct A;\n{methods}"), &[]);
        check("src/a.rs", methods, &[]);
        check("src/a.rs", &format!("#[wasm_bindgen]\nimpl A {{\n}}\n{methods}"), &[]);
    }

    #[test]
    fn an_import_is_of_a_file() {
        let text = "#[wasm_bindgen(module = \"/js/src/a.js\")]\n#[wasm_bindgen]\n#[wasm_bindgen(module = \"/js/src/b.js\")]";
        let files = super::imported_files(text).collect::<Vec<_>>();
        assert_eq!(files, ["/js/src/a.js", "/js/src/b.js"]);
    }

    #[test]
    fn no_file_names_a_machine() {
        let home = "/home";
        check("a.md", &format!("see {home}/ada/notes"), &[1]);
        check("a.md", &format!("{home}/ada"), &[1]);
        check("a.md", &format!("https://example.com{home}/ada"), &[]);
    }

    #[test]
    fn lock_files_name_no_registry() {
        let line = |url| format!("\"resolved\": \"{url}\",");
        check("js/package-lock.json", &line("https://example.com/a.tgz"), &[1]);
        check("js/package-lock.json", &line("file:../pkg"), &[]);
    }
}
