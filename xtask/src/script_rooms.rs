//! Which room of the JavaScript may import from which: `docs/src/architecture.md` says it in words.

use std::path::Path;

use crate::doc_paths::normal;

/// Each room, with the rooms that it may import from in addition to itself. There are no circles.
const ROOMS: [(&str, &[&str]); 15] = [
    ("js/src", &[]),
    ("js/src/nowasm", &["js/src"]),
    ("js/components", &[]),
    ("js/react", &["js/src"]),
    ("js/nextjs", &["js/react", "js/src"]),
    ("js/types", &[]),
    ("js/build", &[]),
    ("js/test", &["js/build", "js/components", "js/react", "js/src", "testing"]),
    ("js/test-d", &[]),
    ("testing", &[]),
    ("tests", &["testing"]),
    ("e2e", &["examples", "testing"]),
    ("bench", &["testing"]),
    ("www", &[]),
    ("examples", &[]),
];

const KINDS: [&str; 6] = ["js", "mjs", "jsx", "ts", "mts", "cts"];

/// The innermost room that a file is in.
fn room_of(file: &Path) -> Option<(&'static str, &'static [&'static str])> {
    let rooms = ROOMS.into_iter().filter(|(room, _)| file.starts_with(room));
    rooms.max_by_key(|(room, _)| room.len())
}

/// Complaints about what `file` imports and must not.
pub(crate) fn complaints(file: &Path, text: &str) -> Vec<String> {
    let is_script = file.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known));
    let Some((room, may_name)) = room_of(file).filter(|_| is_script) else { return Vec::new() };
    let folder = file.parent().unwrap_or(file);
    let mut complaints = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for target in imports(line).map(|import| normal(&folder.join(import))) {
            let other = room_of(&target).map(|(other, _)| other);
            if !other.is_some_and(|other| other == room || may_name.contains(&other)) {
                let (file, target, line) = (file.display(), target.display(), number + 1);
                complaints.push(format!("{file}:{line}: {room} must not name {target}"));
            }
        }
    }
    complaints
}

/// The relative paths that a line imports from.
fn imports(line: &str) -> impl Iterator<Item = &str> {
    let starts = ["from '", "import '", "import('"];
    let named = starts.into_iter().flat_map(|start| line.split(start).skip(1));
    named.filter_map(|rest| rest.split('\'').next()).filter(|path| path.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, text: &str, expected: &[&str]) {
        assert_eq!(complaints(Path::new(file), text), expected);
    }

    #[test]
    fn a_room_names_itself_and_those_that_it_may() {
        check("js/src/clerk.js", "import { start } from './start.js'", &[]);
        check("js/src/nowasm/start.js", "import { check } from '../environment.js'", &[]);
        check("e2e/tests/a.test.mjs", "import { launch } from '../../testing/browser.mjs'", &[]);
        check("bench/a.mjs", "import { join } from 'node:path'\nimport 'playwright-core'", &[]);
    }

    #[test]
    fn what_a_room_must_not_name_is_told_whatever_the_import_looks_like() {
        let e2e = "must not name bench/world.mjs";
        let told = |line| format!("e2e/a.mjs:{line}: e2e {e2e}");
        let lines = [
            "import { startWorld } from '../bench/world.mjs'",
            "export * from '../bench/world.mjs'",
            "import '../bench/world.mjs'",
            "const world = await import('../bench/world.mjs')",
        ];
        let expected: Vec<_> = (1..=lines.len()).map(told).collect();
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        check("e2e/a.mjs", &lines.join("\n"), &expected);
        let outer = "import '../nowasm/start.js'";
        check(
            "js/src/clerk.js",
            "import './nowasm/start.js'",
            &["js/src/clerk.js:1: js/src must not name js/src/nowasm/start.js"],
        );
        check(
            "js/test/a.mjs",
            outer,
            &["js/test/a.mjs:1: js/test must not name js/nowasm/start.js"],
        );
        check("README.md", outer, &[]);
    }

    #[test]
    fn no_circle_of_rooms_is_allowed() {
        fn reaches(from: &str, to: &str) -> bool {
            let next =
                ROOMS.iter().find(|(room, _)| *room == from).map_or(&[][..], |(_, next)| next);
            next.iter().any(|next| *next == to || reaches(next, to))
        }
        for (room, _) in ROOMS {
            assert!(!reaches(room, room), "{room}");
        }
    }
}
