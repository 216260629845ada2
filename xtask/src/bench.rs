//! `cargo xtask bench`: ours beside clerk-js, in one run on one machine.

use crate::build;
use crate::npm;
use crate::paths;
use crate::serve;
use crate::setup;
use crate::shell::{Result, command, run};

/// What can be measured; each is a script of this name in `bench/`.
const BENCHES: [&str; 2] = ["startup", "polling"];

/// Builds the package and the server, then runs one script with the caller's arguments.
pub(crate) fn run_one(args: &[String]) -> Result {
    let known = || format!("cargo xtask bench {} [args]", BENCHES.join("|"));
    let (name, args) = args.split_first().ok_or_else(known)?;
    if !BENCHES.contains(&name.as_str()) {
        return Err(format!("no bench `{name}`: {}", known()).into());
    }
    let (tools, browser) = setup::for_test()?;
    npm::install("bench")?;
    build::package(&tools)?;
    let server = paths::root().join(serve::compile(&tools)?);
    let mut bench = command("node", []);
    bench.arg(format!("bench/{name}.mjs")).args(args);
    run(bench.env("CHROME", &browser.chrome).env("SERVER_BIN", server))
}
