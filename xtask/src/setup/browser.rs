//! The browser that the tests drive.

use std::env;
use std::path::PathBuf;

use super::apt;
use crate::paths;
use crate::shell::Result;

/// Chromium or Chrome, and the driver that fits it.
pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    pub(crate) driver: PathBuf,
}

/// What `CHROME` and `CHROMEDRIVER` name, what is on `PATH`, or else Debian's.
pub(super) fn find_or_install() -> Result<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    apt::install(
        "Chromium with ChromeDriver (or what CHROME and CHROMEDRIVER name)",
        &["chromium", "chromium-driver"],
    )?;
    let missing = "Debian's packages brought no `chromium` and `chromedriver` on PATH: set CHROME and CHROMEDRIVER";
    find()?.ok_or_else(|| missing.into())
}

fn find() -> Result<Option<Browser>> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let chrome = given("CHROME")?.or_else(|| names.iter().find_map(|name| paths::on_path(name)));
    let driver = given("CHROMEDRIVER")?.or_else(|| paths::on_path("chromedriver"));
    Ok(chrome.zip(driver).map(|(chrome, driver)| Browser { chrome, driver }))
}

fn given(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else { return Ok(None) };
    if path.is_file() {
        return Ok(Some(path));
    }
    Err(format!("{variable} names {}, which is not there", path.display()).into())
}
