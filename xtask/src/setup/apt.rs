//! Debian packages.

use std::process::Command;

use crate::paths;
use crate::shell::{Result, command, output, run_with_progress, succeeds};

/// Installs packages, or returns one sentence about how to get `what`.
pub(super) fn install(what: &str, packages: &[&str]) -> Result {
    let list = packages.join(" ");
    let by_hand = format!("`apt-get install --no-install-recommends {list}`");
    if paths::on_path("apt-get").is_none() {
        return Err(format!("{what} is missing, and there is no apt-get to install it: get it the way your system does (on Debian: {by_hand})").into());
    }
    let Some(root) = as_root() else {
        return Err(format!("{what} is missing: run {by_hand} as root").into());
    };
    let what = format!("{what} ({list})");
    let mut install = root(&["install", "--yes", "--no-install-recommends"]);
    install.args(packages);
    // Apt may have no list of packages yet, or an old one whose packages are gone. If a new list cannot be
    // downloaded, the old one may still do.
    let update = run_with_progress("apt's list of packages", &mut root(&["update"]), None);
    run_with_progress(&what, &mut install, None).or_else(|error| update.and(Err(error)))
}

/// A way to run apt-get as root without a question, if there is one.
fn as_root() -> Option<fn(&[&str]) -> Command> {
    if output(&mut command("id", ["-u"])).is_ok_and(|id| id == "0") {
        return Some(|args| {
            let mut apt = command("apt-get", ["--quiet"]);
            apt.args(args).env("DEBIAN_FRONTEND", "noninteractive");
            apt
        });
    }
    if !succeeds(&mut command("sudo", ["-n", "true"])) {
        return None;
    }
    Some(|args| {
        let quiet = ["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"];
        let mut apt = command("sudo", quiet);
        apt.args(args);
        apt
    })
}
