//! `cargo xtask size`: what a page has to load, compared with clerk-js and with the budget.

use std::process::Stdio;

use crate::npm;
use crate::shell::{Result, command, run};

/// Fails if a file is larger than `bench/size-budget.json` allows.
pub(crate) fn check() -> Result {
    npm::install("bench")?;
    run(&mut command("node", ["bench/size.mjs", "pkg"]))
}

/// Prints the sizes, also if they are over the budget.
pub(crate) fn print() {
    let _ = command("node", ["bench/size.mjs", "pkg"]).stderr(Stdio::null()).status();
}
