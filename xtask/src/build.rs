//! `cargo xtask build`: the SDK as an npm package in `pkg/`.

use std::fs;
use std::path::Path;

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
    let new = paths::target().join("pkg-new");
    let old = paths::target().join("pkg-old");
    for folder in [&new, &old] {
        let _ = fs::remove_dir_all(folder);
    }
    compile(tools, &new)?;
    optimise(tools, &new.join(WASM))?;
    run(command("node", ["js/bundle.mjs"]).arg(&new))?;
    let pkg = Path::new("pkg");
    if pkg.exists() {
        fs::rename(pkg, &old)?;
    }
    fs::rename(&new, pkg)?;
    Ok(())
}

fn compile(tools: &Tools, out: &Path) -> Result {
    let target = setup::TARGET;
    run(&mut tools.command("cargo", ["build", "--release", "--lib", "--target", target]))?;
    let wasm = paths::target().join(target).join("release/clerk_wasm.wasm");
    let mut bindgen = tools.command("wasm-bindgen", ["--target", "web", "--out-dir"]);
    run(bindgen.arg(out).arg(wasm))
}

/// wasm-opt takes seconds, so its last result is kept for when the input is the same.
fn optimise(tools: &Tools, wasm: &Path) -> Result {
    let kept = paths::target().join("wasm-opt");
    let (input, result) = (kept.join("in.wasm"), kept.join("out.wasm"));
    let same = fs::read(&input).is_ok_and(|kept| fs::read(wasm).is_ok_and(|now| now == kept));
    if !(same && result.is_file()) {
        fs::create_dir_all(&kept)?;
        let _ = fs::remove_file(&input);
        run(tools
            .command("wasm-opt", ["-Oz", "--strip-producers", "--strip-target-features"])
            .args(FEATURES)
            .arg(wasm)
            .arg("-o")
            .arg(&result))?;
        fs::copy(wasm, &input)?;
    }
    fs::copy(&result, wasm)?;
    Ok(())
}
