//! `cargo xtask test`: everything, the fast things first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build;
use crate::check;
use crate::npm;
use crate::pack;
use crate::paths;
use crate::serve::{self, Server};
use crate::setup::{self, Browser, Tools};
use crate::shell::{Result, run_and_read};
use crate::size;
use crate::tally::Tally;

type Step = fn(&Tools, &Browser, &mut Tally) -> Result;

const STEPS: [(&str, Step); 8] = [
    ("check", |tools, _, tally| check::all(tools, tally)),
    ("build", |tools, _, _| build::package(tools)),
    ("size", |_, _, _| size::check()),
    ("server", server),
    ("js", js),
    ("browser", browser),
    ("e2e", e2e),
    ("consumers", consumers),
];

/// The steps that look at `pkg/`.
const OF_THE_PACKAGE: [&str; 4] = ["size", "js", "e2e", "consumers"];

/// Runs the named steps, or all. A step that fails does not keep the others from running.
pub(crate) fn run_steps(names: &[String]) -> Result {
    let known: Vec<&str> = STEPS.iter().map(|(name, _)| *name).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("no step `{name}`: there are {}", known.join(", ")).into());
    }
    let (tools, chrome) = setup::for_test()?;
    let mut tally = Tally::default();
    for (name, step) in STEPS {
        if !is_wanted(name, names) {
            continue;
        }
        eprintln!("\n=== {name} ===");
        let failed = tally.failed;
        if let Err(error) = step(&tools, &chrome, &mut tally) {
            eprintln!("{name}: {error}");
            // A step that ends badly without a failed test is one failure by itself.
            tally.failed = tally.failed.max(failed + 1);
        }
    }
    println!("\n{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { Ok(()) } else { Err("not everything passed".into()) }
}

/// Whether a step is to run: all are if none is named, and what looks at `pkg/` wants a fresh one.
fn is_wanted(step: &str, names: &[String]) -> bool {
    let builds = |name: &String| step == "build" && OF_THE_PACKAGE.contains(&name.as_str());
    names.is_empty() || names.iter().any(|name| name == step || builds(name))
}

/// The companion server, over real HTTP.
fn server(tools: &Tools, _: &Browser, tally: &mut Tally) -> Result {
    let mut test = tools.command("cargo", ["test", "--package", "frontend-api", "--test", "*"]);
    run_and_read(&mut test, |line| tally.read(line))
}

/// The built package: in Node, in the type checker, and as a tarball for others.
fn js(_: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let mut test = npm::command(["test", "--if-present"])?;
    run_and_read(with_browser(&mut test, browser).current_dir("js"), |line| tally.read(line))?;
    pack::lint()
}

/// The SDK in a headless browser, beside a server of its own.
fn browser(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let server = Server::start(serve::compile(tools)?)?;
    let mut test = tools.command("wasm-pack", ["test", "--headless", "--chrome"]);
    test.args(["--mode", "no-install", "--chromedriver"]).arg(&browser.driver);
    test.env("FRONTEND_API_URL", &server.url);
    test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(&browser.chrome)?);
    run_and_read(&mut test, |line| tally.read(line))
}

/// The whole product, as its users meet it.
fn e2e(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let binary = serve::compile(tools)?;
    npm::install("bench")?;
    npm::install("e2e/oracle")?;
    let mut test = npm::command(["test", "--if-present"])?;
    test.env("SERVER_BIN", paths::root().join(binary));
    run_and_read(with_browser(&mut test, browser).current_dir("e2e"), |line| tally.read(line))
}

/// The packed package in the hands of each bundler, of clerk-react, and in the place of clerk-js.
fn consumers(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let binary = serve::compile(tools)?;
    npm::install("bench")?;
    let mut test = npm::command(["run", "consumers"])?;
    test.env("SERVER_BIN", paths::root().join(binary));
    run_and_read(with_browser(&mut test, browser).current_dir("e2e"), |line| tally.read(line))
}

fn with_browser<'a>(test: &'a mut Command, browser: &Browser) -> &'a mut Command {
    test.env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.driver)
}

/// The project's `webdriver.json`, with the browser that was found.
fn capabilities(chrome: &Path) -> Result<PathBuf> {
    let common = fs::read_to_string("webdriver.json")?;
    let options = "\"goog:chromeOptions\": {";
    let binary = format!("{options}\n    \"binary\": {:?},", chrome.display().to_string());
    let file = paths::target().join("webdriver.json");
    fs::write(&file, common.replacen(options, &binary, 1))?;
    Ok(file)
}
