//! `aiosmtpd`, the mail server that the tests of the companion server send to.

use std::fs;
use std::path::PathBuf;

use super::apt;
use crate::paths;
use crate::shell::{Result, command, run_with_progress, succeeds};

const VERSION: &str = "1.4.6";

/// Makes sure that `python3` can import it; returns the folder to add to `PYTHONPATH`, if any.
pub(super) fn module_path() -> Result<Option<PathBuf>> {
    let folder = paths::cache().join(format!("aiosmtpd-{VERSION}"));
    if folder.exists() {
        return Ok(Some(folder));
    }
    if succeeds(&mut command("python3", ["-c", "import aiosmtpd"])) {
        return Ok(None);
    }
    if !succeeds(&mut command("python3", ["-m", "pip", "--version"])) {
        apt::install("aiosmtpd for Python 3, a mail server for the tests,", &["python3-aiosmtpd"])?;
        return Ok(None);
    }
    let partial = folder.with_extension("partial");
    let _ = fs::remove_dir_all(&partial);
    let mut install = command("python3", ["-m", "pip", "install", "--target"]);
    install.arg(&partial).arg(format!("aiosmtpd=={VERSION}"));
    run_with_progress(&format!("aiosmtpd {VERSION}"), &mut install, None)?;
    fs::rename(&partial, &folder)?;
    Ok(Some(folder))
}
