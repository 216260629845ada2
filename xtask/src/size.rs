//! `cargo xtask size`: what a page has to load, beside clerk-js and against the budget.

use std::process::Stdio;

use crate::npm;
use crate::shell::{Result, command, run};

/// Fails if a file is larger than `bench/size-budget.json` allows.
pub(crate) fn check() -> Result {
    npm::install("bench")?;
    run(&mut command("node", ["js/build/size.mjs", "pkg"]))
}

/// Prints the sizes, whatever they are.
pub(crate) fn print() {
    let _ = command("node", ["js/build/size.mjs", "pkg"]).stderr(Stdio::null()).status();
}
