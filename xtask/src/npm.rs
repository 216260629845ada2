//! The npm packages of each folder that needs some.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::paths;
use crate::shell::{self, Result, run_with_progress};

/// An npm command, or a sentence about what is missing.
pub(crate) fn command<const N: usize>(args: [&str; N]) -> Result<Command> {
    for program in ["node", "npm"] {
        if paths::on_path(program).is_none() {
            return Err(format!("`{program}` is missing: install Node.js 20 or newer, with npm, from https://nodejs.org").into());
        }
    }
    Ok(shell::command("npm", args))
}

/// Installs the packages that the folder's lock file names, unless it was done before.
pub(crate) fn install(folder: &str) -> Result {
    let lock = Path::new(folder).join("package-lock.json");
    // The lock file of the last installation.
    let stamp = Path::new(folder).join("node_modules/.installed-lock.json");
    if !lock.exists() {
        eprintln!("  {folder}/ has no package-lock.json yet: no npm packages to install there");
        return Ok(());
    }
    if fs::read(&stamp).is_ok_and(|installed| fs::read(&lock).is_ok_and(|lock| lock == installed)) {
        return Ok(());
    }
    let mut ci =
        command(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"])?;
    run_with_progress(&format!("npm packages of {folder}/"), ci.current_dir(folder), None)?;
    fs::create_dir_all(Path::new(folder).join("node_modules"))?;
    fs::copy(&lock, &stamp)?;
    Ok(())
}
