//! `cargo xtask bench`: ours compared with clerk-js, in one run on one machine; and the server on one core.

use crate::build;
use crate::engine::Engine;
use crate::npm;
use crate::paths;
use crate::serve;
use crate::setup::{self, Tools};
use crate::shell::{Result, command, run};

/// What can be measured; each is a script of this name in `bench/`.
const BENCHES: [&str; 3] = ["startup", "polling", "server"];

/// Runs one script with the caller's arguments, once what it measures is built.
pub(crate) fn run_one(args: &[String]) -> Result {
    let known = || format!("cargo xtask bench {} [args]", BENCHES.join("|"));
    let (name, args) = args.split_first().ok_or_else(known)?;
    match name.as_str() {
        "server" => server(args),
        "startup" | "polling" => in_browser(name, args),
        _ => Err(format!("no bench `{name}`: {}", known()).into()),
    }
}

/// Builds the package and the server as the tests do, and runs a browser.
fn in_browser(name: &str, args: &[String]) -> Result {
    let tools = setup::for_test()?;
    let browser = setup::browser(Engine::Chromium)?;
    npm::install("bench")?;
    build::package(&tools)?;
    let server = paths::root().join(serve::compile(&tools)?);
    let mut bench = script(name, args);
    run(browser.tell(&mut bench).env("SERVER_BIN", server))
}

/// Builds the server as it runs in production.
fn server(args: &[String]) -> Result {
    let build = ["build", "--release", "--package", "frontend-api"];
    run(&mut Tools::default().command("cargo", build))?;
    let binary = paths::target().join("release/frontend-api");
    run(script("server", args).env("SERVER_BIN", binary))
}

fn script(name: &str, args: &[String]) -> std::process::Command {
    let mut bench = command("node", []);
    bench.arg(format!("bench/{name}.mjs")).args(args);
    bench
}
