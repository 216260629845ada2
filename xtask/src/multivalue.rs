//! The target that ships: the plain one, but functions return pairs in registers (decision 11).

use std::fs;
use std::path::{Path, PathBuf};

use crate::paths;
use crate::setup::{TARGET, Tools};
use crate::shell::{Result, output};

/// Its name, for cargo.
pub(crate) const NAME: &str = "wasm32-multivalue";

/// What it has in addition.
const ADDED: [&str; 2] = [
    r#""llvm-abiname": "experimental-mv","#,
    r#""features": "+multivalue,+reference-types,+bulk-memory,+mutable-globals,+sign-ext,+nontrapping-fptoint","#,
];

/// What only a target that is built into rustc may have.
const DROPPED: &str = r#""crt-objects-fallback""#;

/// Writes the target's description: the compiler's own one of the plain target, with these changes.
pub(crate) fn describe(tools: &Tools) -> Result<PathBuf> {
    let ask = ["--print", "target-spec-json", "-Zunstable-options", "--target", TARGET];
    let plain = output(tools.command("rustc", ask).env("RUSTC_BOOTSTRAP", "1"))?;
    let own = plain.lines().skip(1).filter(|line| !line.contains(DROPPED));
    let changed: Vec<_> = ["{"].into_iter().chain(ADDED).chain(own).collect();
    let file = paths::target().join(format!("{NAME}.json"));
    fs::write(&file, changed.join("\n"))?;
    Ok(file)
}

/// Fails if code calls 128-bit arithmetic of Rust's runtime, which returns by memory in spite of the target.
/// The linker has put a trap in its place, and only warned.
pub(crate) fn check(wasm: &Path) -> Result {
    let bytes = fs::read(wasm)?;
    let trap = b"signature_mismatch:";
    let Some(at) = bytes.windows(trap.len()).position(|name| name == trap) else { return Ok(()) };
    let rest = bytes.iter().skip(at + trap.len());
    let name =
        rest.map(|byte| char::from(*byte)).take_while(|c| c.is_ascii_alphanumeric() || *c == '_');
    let name: String = name.collect();
    Err(format!("the SDK calls {name}, which does not work on its target (decision 11)").into())
}
