//! The browsers that the tests drive.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::apt;
use crate::engine::Engine;
use crate::paths;
use crate::shell::{Result, command, output};

/// A browser and its driver: each program, and the variable by which the tests find it.
pub(crate) struct Browser {
    pub(crate) engine: Engine,
    programs: Vec<(&'static str, PathBuf)>,
}

impl Browser {
    /// Sets the variables that tell a command which browser to test in.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let programs = self.programs.iter().map(|(variable, path)| (variable, path));
        command.env("ENGINE", self.engine.name()).envs(programs)
    }

    /// The program that this variable names.
    pub(crate) fn program(&self, variable: &str) -> Result<&PathBuf> {
        let found = self.programs.iter().find(|(name, _)| *name == variable);
        let missing = || format!("{} has no {variable}", self.engine.name());
        Ok(found.map(|(_, path)| path).ok_or_else(missing)?)
    }
}

/// What the set-up looks for, and the packages that bring it.
struct Recipe {
    what: &'static str,
    /// Each program: the variable that names it, and its names on `PATH`.
    programs: &'static [(&'static str, &'static [&'static str])],
    /// Other programs that are needed.
    helpers: &'static [&'static str],
    packages: &'static [&'static str],
}

const fn recipe(engine: Engine) -> Recipe {
    match engine {
        Engine::Chromium => Recipe {
            what: "Chromium with ChromeDriver (or what CHROME and CHROMEDRIVER name)",
            programs: &[("CHROME", CHROMES), ("CHROMEDRIVER", &["chromedriver"])],
            helpers: &[],
            packages: &["chromium", "chromium-driver"],
        },
        Engine::Firefox => Recipe {
            what: "Firefox 153 or newer (or what FIREFOX names)",
            programs: &[("FIREFOX", &["firefox-esr", "firefox"])],
            helpers: &[],
            packages: &["firefox-esr"],
        },
        // It cannot run without a display.
        Engine::WebKit => Recipe {
            what: "WebKitGTK with WebKitWebDriver (or what WEBKITDRIVER names) and Xvfb",
            programs: &[("WEBKITDRIVER", &["WebKitWebDriver"])],
            helpers: &["xvfb-run", "Xvfb", "xauth"],
            packages: &["webkit2gtk-driver", "xvfb", "xauth"],
        },
    }
}

const CHROMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The oldest version that understands Playwright: 140 does not.
const FIREFOX: u32 = 153;

/// The programs that the variables name, else those on `PATH`, else Debian's.
pub(super) fn find_or_install(engine: Engine) -> Result<Browser> {
    if let Some(browser) = find(engine)? {
        return Ok(browser);
    }
    let Recipe { what, packages, .. } = recipe(engine);
    apt::install(what, packages)?;
    let list = packages.join(" ");
    let missing = || format!("Debian's packages ({list}) brought no {what}");
    Ok(find(engine)?.ok_or_else(missing)?)
}

fn find(engine: Engine) -> Result<Option<Browser>> {
    let Recipe { programs: wanted, helpers, .. } = recipe(engine);
    let mut programs = Vec::new();
    for (variable, names) in wanted {
        let on_path = || names.iter().find_map(|name| paths::on_path(name));
        let Some(path) = given(variable)?.or_else(on_path) else { return Ok(None) };
        programs.push((*variable, path));
    }
    let browser = Browser { engine, programs };
    let whole = helpers.iter().all(|helper| paths::on_path(helper).is_some());
    let usable = engine != Engine::Firefox || version(browser.program("FIREFOX")?)? >= FIREFOX;
    Ok((whole && usable).then_some(browser))
}

/// `153` if it prints "Mozilla Firefox 153.7.0esr".
fn version(firefox: &Path) -> Result<u32> {
    let said = output(command(&firefox.to_string_lossy(), ["--version"]).env("MOZ_HEADLESS", "1"))?;
    let number = said.rsplit(' ').next().and_then(|version| version.split('.').next());
    let unclear = || format!("{} does not tell its version: {said}", firefox.display());
    Ok(number.and_then(|number| number.parse().ok()).ok_or_else(unclear)?)
}

fn given(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else { return Ok(None) };
    if path.is_file() {
        return Ok(Some(path));
    }
    Err(format!("{variable} names {}, which is not there", path.display()).into())
}
