//! Set-up: finds, installs or builds the tools of the other commands. A second run does nothing.
//!
//! It builds tools into a cache that clones share (`paths::cache`), in folders named after the version.
//! A tool appears there only once it is complete.

mod apt;
mod browser;
mod debian_rust;
mod rust;
mod smtp;
mod tools;

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use crate::engine::Engine;
use crate::npm;
use crate::paths;
use crate::shell::{Result, command};

pub(crate) use browser::Browser;
pub(crate) use tools::BINARYEN;

/// What the SDK is compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The tools that were set up, for the commands that need them.
#[derive(Default)]
pub(crate) struct Tools {
    /// The Rust toolchain that replaces the active one, if any.
    toolchain: Option<&'static str>,
    /// Folders of programs that go before those on `PATH`.
    programs: Vec<PathBuf>,
    /// A folder of modules for Python.
    python: Option<PathBuf>,
}

impl Tools {
    /// A command that finds these tools first.
    pub(crate) fn command<const N: usize>(&self, program: &str, args: [&str; N]) -> Command {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = self.programs.iter().cloned().chain(env::split_paths(&path));
        let mut command = command(program, args);
        if let Ok(path) = env::join_paths(folders) {
            command.env("PATH", path);
        }
        if let Some(toolchain) = self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        if let Some(python) = &self.python {
            command.env("PYTHONPATH", python);
        }
        command
    }
}

/// `cargo xtask setup`: everything that any command needs.
pub(crate) fn everything() -> Result {
    for_test()?;
    let (_, missing) = browsers(&Engine::ALL)?;
    match missing.len() {
        0 => eprintln!("set-up: everything is here"),
        _ => eprintln!("set-up: everything else is here"),
    }
    Ok(())
}

/// What the checks need: the wasm target, and the programs that check the docs, the JavaScript and the
/// dependencies.
pub(crate) fn for_check() -> Result<Tools> {
    let _lock = lock()?;
    let mut tools = rust()?;
    tools.programs.extend(checkers()?);
    tools::forget_build_output()?;
    Ok(tools)
}

/// What a build of `pkg/` needs.
pub(crate) fn for_build() -> Result<Tools> {
    let _lock = lock()?;
    let mut tools = rust()?;
    tools.programs.extend([tools::wasm_bindgen()?, tools::wasm_opt()?]);
    npm::install("js")?;
    Ok(tools)
}

/// What the tests need in addition, except for the browsers.
pub(crate) fn for_test() -> Result<Tools> {
    let mut tools = for_build()?;
    let _lock = lock()?;
    npm::install("e2e")?;
    tools.python = smtp::module_path()?;
    tools.programs.push(tools::wasm_pack()?);
    tools.programs.extend(checkers()?);
    tools::forget_build_output()?;
    Ok(tools)
}

/// The browser of this engine.
pub(crate) fn browser(engine: Engine) -> Result<Browser> {
    let _lock = lock()?;
    browser::find_or_install(engine)
}

/// The browsers of these engines that are here or can be installed, and the engines whose browsers are
/// missing. Prints in one line why one is missing. Chromium has to be there.
pub(crate) fn browsers(engines: &[Engine]) -> Result<(Vec<Browser>, Vec<Engine>)> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for &engine in engines {
        match browser(engine) {
            Ok(browser) => found.push(browser),
            Err(error) if engine != Engine::Chromium => {
                let error = error.to_string();
                let why = error.lines().next().unwrap_or_default();
                eprintln!("  no tests in {} here: {why}", engine.name());
                missing.push(engine);
            }
            Err(error) => return Err(error),
        }
    }
    Ok((found, missing))
}

/// The toolchain with the wasm target.
fn rust() -> Result<Tools> {
    Ok(Tools { toolchain: rust::with_wasm_target()?, ..Tools::default() })
}

/// The folders of the programs that `check` runs.
fn checkers() -> Result<[PathBuf; 3]> {
    Ok([tools::mdbook()?, tools::cargo_deny()?, tools::biome()?])
}

/// Held during a set-up, so that two clones take turns.
fn lock() -> Result<File> {
    let cache = paths::cache();
    fs::create_dir_all(&cache)
        .map_err(|error| format!("the cache folder {} cannot be made: {error}", cache.display()))?;
    let file = File::create(cache.join("lock"))?;
    file.lock()?;
    Ok(file)
}
