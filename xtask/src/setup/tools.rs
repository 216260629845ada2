//! The programs that make a package of a wasm file, and those that check it, each at the version that
//! this project pins.

use std::fs;
use std::path::{Path, PathBuf};

use crate::npm;
use crate::paths;
use crate::shell::{Result, command, output, run_with_progress};

const WASM_PACK: &str = "0.15.0";
pub(crate) const BINARYEN: &str = "132.0.0";
const BIOME: &str = "2.6.8";
const MDBOOK: &str = "0.5.4";
const CARGO_DENY: &str = "0.20.2";

/// The folder of `wasm-bindgen` and its test runner. Their version must be that of the crate.
pub(super) fn wasm_bindgen() -> Result<PathBuf> {
    let version = locked_version("wasm-bindgen")?;
    let programs = ["wasm-bindgen", "wasm-bindgen-test-runner"];
    if let Some(folder) = already(&programs, &version) {
        return Ok(folder);
    }
    let folder = cargo_install("wasm-bindgen-cli", &version, &programs, &[])?;
    offer(&folder, &programs)?;
    Ok(folder)
}

/// The folder of `wasm-pack`: any version on `PATH`, or our own.
pub(super) fn wasm_pack() -> Result<PathBuf> {
    if let Some(folder) = already(&["wasm-pack"], "") {
        return Ok(folder);
    }
    let folder = cargo_install("wasm-pack", WASM_PACK, &["wasm-pack"], &[])?;
    offer(&folder, &["wasm-pack"])?;
    Ok(folder)
}

/// The folder of `mdbook`, without its server and its search, which are half of its dependencies.
pub(super) fn mdbook() -> Result<PathBuf> {
    cargo_install("mdbook", MDBOOK, &["mdbook"], &["--no-default-features"])
}

/// The folder of `cargo-deny`.
pub(super) fn cargo_deny() -> Result<PathBuf> {
    cargo_install("cargo-deny", CARGO_DENY, &["cargo-deny"], &["--no-default-features"])
}

/// The folder of `wasm-opt`. Debian's is years old; npm's `binaryen` is the current one.
pub(super) fn wasm_opt() -> Result<PathBuf> {
    npm_install("binaryen", BINARYEN)
}

/// The folder of `biome`, which formats and lints all JavaScript.
pub(super) fn biome() -> Result<PathBuf> {
    npm_install("@biomejs/biome", BIOME)
}

/// The folder on `PATH` that has these programs at this version.
fn already(programs: &[&str], version: &str) -> Option<PathBuf> {
    let first = paths::on_path(programs.first()?)?;
    let folder = first.parent()?;
    let said =
        output(command(&first.to_string_lossy(), ["--version"]).env_remove("RUST_LOG")).ok()?;
    let right = version.is_empty() || said.split(' ').nth(1) == Some(version);
    let all = programs.iter().all(|program| folder.join(program).is_file());
    (right && all).then(|| folder.to_path_buf())
}

/// Builds a tool into the cache, lightly optimised: it does not run often enough for a longer build.
fn cargo_install(
    package: &str,
    version: &str,
    programs: &[&str],
    options: &[&str],
) -> Result<PathBuf> {
    let folder = paths::cache().join(format!("{package}-{version}"));
    let bin = folder.join("bin");
    if programs.iter().all(|program| bin.join(program).is_file()) {
        return Ok(bin);
    }
    let mut install = command("cargo", ["install", package, "--version", version, "--root"]);
    install.arg(&folder).args(options);
    for program in programs {
        install.args(["--bin", program]);
    }
    install
        .env("CARGO_TARGET_DIR", build_output())
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off");
    run_with_progress(&format!("{package} {version} (some minutes)"), &mut install, None)?;
    Ok(bin)
}

/// Puts an npm package into the cache, apart from the project's packages; returns the folder of its programs.
fn npm_install(package: &str, version: &str) -> Result<PathBuf> {
    let name = package.rsplit('/').next().unwrap_or(package);
    let folder = paths::cache().join(format!("{name}-{version}"));
    if !folder.exists() {
        let partial = folder.with_extension("partial");
        let _ = fs::remove_dir_all(&partial);
        fs::create_dir_all(&partial)?;
        let mut install = npm::command(["install", "--no-audit", "--no-fund"])?;
        install.arg("--prefix").arg(&partial).arg(format!("{package}@{version}"));
        run_with_progress(&format!("{name} {version}"), &mut install, None)?;
        fs::rename(&partial, &folder)?;
    }
    Ok(folder.join("node_modules/.bin"))
}

/// Links programs to where `wasm-pack` and people look for them, unless something else is there.
fn offer(folder: &Path, programs: &[&str]) -> Result {
    for program in programs {
        let link = paths::cargo_bin().join(program);
        let old = fs::read_link(&link).is_ok_and(|to| to.starts_with(paths::cache()));
        if old {
            fs::remove_file(&link)?;
        }
        if fs::symlink_metadata(&link).is_ok() {
            eprintln!(
                "  {} is another version: put {} before it on PATH to use wasm-pack by itself",
                link.display(),
                folder.display()
            );
        } else {
            fs::create_dir_all(paths::cargo_bin())?;
            std::os::unix::fs::symlink(folder.join(program), &link)?;
        }
    }
    Ok(())
}

fn build_output() -> PathBuf {
    paths::cache().join("build")
}

/// Deletes what Cargo kept of the builds of tools, which is several hundred megabytes.
pub(super) fn forget_build_output() -> Result {
    if build_output().exists() {
        fs::remove_dir_all(build_output())?;
    }
    Ok(())
}

/// The version of a crate in `Cargo.lock`.
fn locked_version(name: &str) -> Result<String> {
    let lock = fs::read_to_string("Cargo.lock")?;
    let package = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != package).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = \""));
    let version = version.and_then(|rest| rest.strip_suffix('"'));
    Ok(version.ok_or_else(|| format!("Cargo.lock does not name {name}"))?.to_owned())
}
