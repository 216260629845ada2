//! `cargo xtask check`: everything that needs no browser, fast enough to run before each commit.

use crate::book;
use crate::setup::{self, TARGET, Tools};
use crate::shell::{Result, run, run_and_read};
use crate::tally::Tally;
use crate::tidy;

pub(crate) fn run_alone() -> Result {
    all(&setup::for_check()?, &mut Tally::default())?;
    eprintln!("check: fine");
    Ok(())
}

/// Runs all checks up to the first that fails, and counts their tests.
pub(crate) fn all(tools: &Tools, tally: &mut Tally) -> Result {
    run(&mut tools.command("cargo", ["fmt", "--all", "--check"]))?;
    run(&mut tools.command("biome", ["ci", "--error-on-warnings"]))?;
    tidy::check()?;
    dependencies(tools)?;
    book::check(tools)?;
    clippy(tools, &["--workspace"])?;
    clippy(tools, &["--package", "clerk-wasm", "--target", TARGET])?;
    let mut doc = tools.command("cargo", ["doc", "--no-deps", "--lib", "--document-private-items"]);
    doc.args(["--package", "clerk-wasm", "--package", "frontend-api", "--package", "unpack"]);
    run(doc.env("RUSTDOCFLAGS", "--deny warnings"))?;
    for of in
        [&["--workspace", "--lib", "--bins"][..], &["--package", "clerk-components", "--test", "*"]]
    {
        let mut test = tools.command("cargo", ["test"]);
        run_and_read(test.args(of), |line| tally.read(line))?;
    }
    Ok(())
}

/// Licences and sources of all dependencies, and that the SDK has none twice: see `deny.toml`.
fn dependencies(tools: &Tools) -> Result {
    let mut all = tools.command("cargo", ["deny", "--workspace", "--log-level", "error", "check"]);
    run(all.args(["--allow", "duplicate", "licenses", "bans", "sources"]))?;
    let mut sdk = tools.command("cargo", ["deny", "--log-level", "error", "check"]);
    run(sdk.args(["--deny", "duplicate", "bans"]))
}

fn clippy(tools: &Tools, of: &[&str]) -> Result {
    let mut clippy = tools.command("cargo", ["clippy", "--all-targets"]);
    run(clippy.args(of).args(["--", "--deny", "warnings"]))
}
