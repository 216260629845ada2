//! Debian's Rust as a rustup toolchain, for machines that do not reach Rust's own download site.
//!
//! Debian has the compiler and the source of the standard library, but no build of it for wasm. This
//! builds it once, and lays everything out as a toolchain of rustup.

use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{TARGET, apt};
use crate::paths;
use crate::shell::{Result, command, output, run_with_progress};

/// The toolchain's name for rustup.
const NAME: &str = "clerk-wasm";

const PACKAGES: [&str; 6] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web", "lld-22"];

/// The file for which each package is needed.
const FILES: [&str; 6] = [
    "/usr/bin/rustc",
    "/usr/bin/cargo",
    "/usr/lib/rustlib/src",
    "/usr/bin/clippy-driver",
    "/usr/bin/cargo-fmt",
    "/usr/bin/lld-22",
];

/// Whether this clone already builds with it.
pub(super) fn is_chosen() -> bool {
    env::var("RUSTUP_TOOLCHAIN").is_ok_and(|name| name == NAME)
}

/// Whether this or another clone has already built it.
pub(super) fn is_built() -> bool {
    FILES.iter().all(|file| Path::new(file).exists())
        && Compiler::ask().is_ok_and(|compiler| compiler.folder().exists())
}

/// Installs and lays out what is missing; returns the toolchain's name.
pub(super) fn set_up() -> Result<&'static str> {
    if FILES.iter().any(|file| !Path::new(file).exists()) {
        apt::install("Debian's Rust", &PACKAGES)?;
    }
    let compiler = Compiler::ask()?;
    let folder = compiler.folder();
    if !folder.exists() {
        let partial = folder.with_extension("partial");
        let _ = fs::remove_dir_all(&partial);
        build_std(&partial)?;
        lay_out(&partial, &folder, &compiler.host)?;
        fs::rename(&partial, &folder)?;
    }
    choose(&folder)?;
    Ok(NAME)
}

/// What Debian's compiler says about itself.
struct Compiler {
    version: String,
    host: String,
}

impl Compiler {
    fn ask() -> Result<Self> {
        let about = output(&mut debian("rustc", ["-vV"]))?;
        let field = |name: &str| {
            let mut lines = about.lines();
            let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            value.map(str::to_owned).ok_or(format!("/usr/bin/rustc does not tell its {name}"))
        };
        Ok(Self { version: field("release")?, host: field("host")? })
    }

    /// The folder of its toolchain.
    fn folder(&self) -> PathBuf {
        paths::cache().join(format!("debian-rust-{}", self.version))
    }
}

/// A program of Debian's, which does not see the variables of rustup.
fn debian<const N: usize>(program: &str, args: [&str; N]) -> Command {
    let mut command = command(&format!("/usr/bin/{program}"), args);
    command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").env("RUSTC", "/usr/bin/rustc");
    command
}

/// Builds the standard library for the target, with everything that `wasm-pack test` needs.
fn build_std(toolchain: &Path) -> Result {
    let empty = toolchain.join("empty");
    fs::create_dir_all(empty.join("src"))?;
    fs::write(empty.join("src/lib.rs"), "")?;
    fs::write(empty.join("Cargo.toml"), "[package]\nname = \"empty\"\n\n[workspace]\n")?;
    let mut build = debian("cargo", ["build", "--release", "--target", TARGET]);
    build
        .arg("-Zbuild-std=std,panic_abort,test")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", empty.join("target"))
        .current_dir(&empty);
    run_with_progress("Rust's standard library for wasm (a minute)", &mut build, None)?;

    let libraries = toolchain.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries)?;
    for file in fs::read_dir(empty.join("target").join(TARGET).join("release/deps"))? {
        let file = file?.path();
        let name = file.file_name().unwrap_or_default();
        let ours = name.to_string_lossy().starts_with("libempty");
        if file.extension().is_some_and(|extension| extension == "rlib") && !ours {
            fs::copy(&file, libraries.join(name))?;
        }
    }
    fs::remove_dir_all(empty)?;
    Ok(())
}

/// Makes `toolchain` look like a toolchain of rustup. It will be moved to `place`.
fn lay_out(toolchain: &Path, place: &Path, host: &str) -> Result {
    let sysroot = place.display();
    let bin = toolchain.join("bin");
    fs::create_dir_all(&bin)?;
    for program in ["rustc", "rustdoc"] {
        let line = format!("exec /usr/bin/{program} --sysroot '{sysroot}' \"$@\"");
        script(&bin.join(program), &line)?;
    }
    // Clippy is a compiler itself, and takes its sysroot from the environment.
    let clippy = |program| format!("SYSROOT='{sysroot}' exec /usr/bin/{program} \"$@\"");
    script(&bin.join("cargo-clippy"), &clippy("cargo-clippy"))?;
    script(&bin.join("clippy-driver"), &clippy("clippy-driver"))?;
    for program in ["cargo", "cargo-fmt", "rustfmt"] {
        symlink(format!("/usr/bin/{program}"), bin.join(program))?;
    }
    let rustlib = toolchain.join("lib/rustlib");
    fs::create_dir_all(rustlib.join(host).join("bin"))?;
    symlink("/usr/lib/rustlib/src", rustlib.join("src"))?;
    symlink(format!("/usr/lib/rustlib/{host}/lib"), rustlib.join(host).join("lib"))?;
    symlink("/usr/bin/lld-22", rustlib.join(host).join("bin/rust-lld"))?;
    Ok(())
}

fn script(file: &Path, line: &str) -> Result {
    fs::write(file, format!("#!/bin/sh\n{line}\n"))?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Links the toolchain in rustup, and makes it the one of this clone: then plain `cargo` and `wasm-pack`
/// have the target as well.
fn choose(folder: &Path) -> Result {
    let linked = output(&mut command("rustup", ["run", NAME, "rustc", "--print", "sysroot"]));
    if !linked.is_ok_and(|sysroot| PathBuf::from(sysroot) == folder) {
        let folder = folder.to_string_lossy();
        output(&mut command("rustup", ["toolchain", "link", NAME, &folder]))?;
    }
    if !is_chosen() {
        let root = paths::root().to_string_lossy();
        output(&mut command("rustup", ["override", "set", NAME, "--path", &root]))?;
        eprintln!(
            "  this clone now builds with the rustup toolchain `{NAME}` (`rustup override unset` ends that)"
        );
    }
    Ok(())
}
