//! `cargo xtask build`: the SDK as an npm package in `pkg/`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::paths;
use crate::setup::{self, Tools};
use crate::shell::{Result, command, run};
use crate::size;

const WASM: &str = "clerk_wasm_bg.wasm";

/// What rustc may write for this target (and no more: the browsers of today must run it).
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(crate) fn run_alone() -> Result {
    package(&setup::for_build()?)?;
    size::print();
    Ok(())
}

/// Builds beside `pkg/` and then takes its place, so that who serves `pkg/` never sees half of it.
pub(crate) fn package(tools: &Tools) -> Result {
    // A demo and a test that are started together take turns.
    let turn = File::create(paths::target().join("pkg.lock"))?;
    turn.lock()?;
    let new = paths::target().join("pkg-new");
    let old = paths::target().join("pkg-old");
    for folder in [&new, &old] {
        let _ = fs::remove_dir_all(folder);
    }
    compile(tools, &new)?;
    optimise(tools, &new.join(WASM))?;
    let nowasm = translate(tools)?;
    run(command("node", ["js/build/bundle.mjs"]).arg(&new).arg(nowasm))?;
    let pkg = Path::new("pkg");
    if pkg.exists() {
        fs::rename(pkg, &old)?;
    }
    fs::rename(&new, pkg)?;
    Ok(())
}

/// A release is built with a standard library of its own: one that ends at a panic without saying what
/// was wrong, which a debug build does, and that prefers small code. That spares 4.5 KB, compressed.
///
/// The switches are unstable, and the same in the compiler of every release: hence the bootstrap mode.
const FOR_SIZE: [&str; 6] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
    "--config",
    r#"profile.release.panic = "abort""#,
    "--config",
    r#"target.wasm32-unknown-unknown.rustflags = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"]"#,
];

fn compile(tools: &Tools, out: &Path) -> Result {
    let mut build =
        tools.command("cargo", ["build", "--release", "--lib", "--target", setup::TARGET]);
    run(build.args(FOR_SIZE).env("RUSTC_BOOTSTRAP", "1"))?;
    let mut bindgen = tools.command("wasm-bindgen", ["--target", "web", "--out-dir"]);
    run(bindgen.arg(out).arg(compiled()))
}

/// What rustc wrote.
fn compiled() -> PathBuf {
    paths::target().join(setup::TARGET).join("release/clerk_wasm.wasm")
}

/// What repeats itself costs little once compressed, so no pass may fold it at the price of making places
/// unlike each other: that spares 0.4 KB of what is transferred.
///
/// Functions with one caller are inlined all the same. Left alone they would spare 1.3 KB more, but
/// browsers compile each function at its first call, and `load()` would call 470 instead of 270.
const FOR_COMPRESSION: [&str; 6] = [
    "-Oz",
    // The stack ends there, and is not that deep.
    "--low-memory-unused",
    "--skip-pass=local-cse",
    "--skip-pass=code-folding",
    "--strip-producers",
    "--strip-target-features",
];

fn optimise(tools: &Tools, wasm: &Path) -> Result {
    let kept = unless_kept("wasm-opt", &FOR_COMPRESSION, wasm, |input, kept| {
        run(tools
            .command("wasm-opt", FOR_COMPRESSION)
            .args(FEATURES)
            .arg(input)
            .arg("-o")
            .arg(kept.join(WASM)))
    })?;
    fs::copy(kept.join(WASM), wasm)?;
    Ok(())
}

/// The core as JavaScript; gives the folder.
fn translate(tools: &Tools) -> Result<PathBuf> {
    unless_kept("nowasm", &[], &compiled(), |input, kept| {
        run(tools.command("node", ["js/build/nowasm.mjs"]).arg(input).arg(kept))
    })
}

/// Does what takes seconds, unless the last time was with the same options and input; gives the folder
/// of results.
fn unless_kept(
    name: &str,
    options: &[&str],
    input: &Path,
    work: impl FnOnce(&Path, &Path) -> Result,
) -> Result<PathBuf> {
    let kept = paths::root().join(paths::target()).join(name);
    let last = kept.join("input");
    let now = [options.join(" ").as_bytes(), &fs::read(input)?].concat();
    if !fs::read(&last).is_ok_and(|last| last == now) {
        let _ = fs::remove_dir_all(&kept);
        fs::create_dir_all(&kept)?;
        work(input, &kept)?;
        fs::write(&last, now)?;
    }
    Ok(kept)
}
