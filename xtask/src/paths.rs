//! Paths of this clone, of the cache and of programs.

use std::env;
use std::path::{Path, PathBuf};

/// The root of this clone.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo's output folder.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Tools that all clones of this project share, each in a folder named after its version.
pub(crate) fn cache() -> PathBuf {
    let given = env::var_os("CLERK_WASM_CACHE").map(PathBuf::from);
    let xdg = || env::var_os("XDG_CACHE_HOME").map(|dir| PathBuf::from(dir).join("clerk-wasm"));
    given.or_else(xdg).unwrap_or_else(|| home().join(".cache/clerk-wasm"))
}

/// Where `cargo install` puts programs, which is on everybody's `PATH`.
pub(crate) fn cargo_bin() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(|| home().join(".cargo"), PathBuf::from).join("bin")
}

fn home() -> PathBuf {
    env::home_dir().unwrap_or_else(env::temp_dir)
}

/// The first program of this name on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}
