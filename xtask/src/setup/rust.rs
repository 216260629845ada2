//! The wasm target of the Rust toolchain, and the source of its standard library, which a release of
//! the SDK builds.

use std::env;
use std::path::Path;
use std::time::Duration;

use super::{TARGET, debian_rust};
use crate::paths;
use crate::shell::{Result, command, output, run_with_progress};

/// How long rustup may take: some networks drop its request and never answer.
const RUSTUP_LIMIT: Duration = Duration::from_secs(90);

/// Makes sure that there is a toolchain with the target; returns its name unless it is the active one.
pub(super) fn with_wasm_target() -> Result<Option<&'static str>> {
    let forced = env::var("CLERK_WASM_TOOLCHAIN").is_ok_and(|value| value == "debian");
    if forced || debian_rust::is_chosen() {
        return debian_rust::set_up().map(Some);
    }
    if has_target() && has_source() {
        return Ok(None);
    }
    if debian_rust::is_built() {
        // Another clone has already waited for rustup in vain.
        return debian_rust::set_up().map(Some);
    }
    if paths::on_path("rustup").is_none() {
        return Err(format!("the Rust target {TARGET} is missing, and there is no rustup to add it: install Rust from https://rustup.rs").into());
    }
    let target = format!("rust-std-{TARGET}");
    let add = &mut command("rustup", ["component", "add", "rust-src", &target]);
    let what = format!("Rust target {TARGET} and rust-src, by rustup");
    match run_with_progress(&what, add, Some(RUSTUP_LIMIT)) {
        Ok(()) => return Ok(None),
        Err(error) => {
            eprintln!("  {}\n  Debian's Rust will do instead", summary(&error.to_string()))
        }
    }
    let why = |error| {
        format!(
            "the Rust target {TARGET} or rust-src is missing: run `rustup component add rust-src {target}`, which failed here; Debian's did not work either: {error}"
        )
    };
    debian_rust::set_up().map(Some).map_err(|error| why(error).into())
}

/// The line that says what went wrong, without its causes.
fn summary(error: &str) -> &str {
    error.lines().find(|line| line.starts_with("error")).unwrap_or(error)
}

fn has_source() -> bool {
    let asked = output(&mut command("rustc", ["--print", "sysroot"]));
    asked
        .is_ok_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library/Cargo.lock").exists())
}

fn has_target() -> bool {
    let asked = output(&mut command("rustc", ["--print", "target-libdir", "--target", TARGET]));
    asked.is_ok_and(|folder| Path::new(&folder).is_dir())
}
