//! `cargo xtask build`: the SDK as an npm package in `pkg/`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::multivalue;
use crate::paths;
use crate::setup::{self, TARGET, Tools};
use crate::shell::{Result, command, output, run};
use crate::size;

const WASM: &str = "clerk_wasm_bg.wasm";

/// The wasm features that rustc may use for this target; today's browsers must run them.
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

/// Builds in another folder, which then replaces `pkg/`: whoever serves `pkg/` never sees half a package.
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
    let short = optimise(tools, &new.join(WASM))?;
    let nowasm = translate(tools)?;
    let unpacker = shrink_unpacker(tools)?;
    let parts = components(tools)?;
    let mut bundle = command("node", ["js/build/bundle.mjs"]);
    run(bundle.arg(&new).arg(short).arg(unpacker).arg(nowasm).arg(parts))?;
    let pkg = Path::new("pkg");
    if pkg.exists() {
        fs::rename(pkg, &old)?;
    }
    fs::rename(&new, pkg)?;
    Ok(())
}

/// A release has its own build of the standard library, which prefers small code and ends at a panic
/// without a message (a debug build has the messages). That saves 4.5 KB, compressed.
///
/// The switches are unstable, though the same in the compiler of every release. A stable compiler takes
/// them in bootstrap mode only.
const FOR_SIZE: [&str; 7] = [
    "-Zjson-target-spec",
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
    "--config",
    r#"profile.release.panic = "abort""#,
    "--config",
    r#"target.'cfg(target_arch = "wasm32")'.rustflags = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"]"#,
];

/// Compiles for both targets: for the one that ships, and for the plain one, because [`translate`] cannot read the
/// other. Writes the files of wasm-bindgen.
fn compile(tools: &Tools, out: &Path) -> Result {
    let ships = multivalue::describe(tools)?;
    for target in [Path::new(TARGET), &ships] {
        wasm(tools, target, "clerk-wasm", &[], &[])?;
    }
    wasm(tools, &ships, "unpack", &[], &[])?;
    multivalue::check(&compiled(multivalue::NAME, "clerk_wasm.wasm"))?;
    let mut bindgen = tools.command("wasm-bindgen", ["--target", "web", "--out-dir"]);
    run(bindgen.arg(out).arg(compiled(multivalue::NAME, "clerk_wasm.wasm")))
}

/// Compiles the wasm of a package, and no rlib beside it: with one, cargo would ignore the profile's `lto`. That is
/// 4.2 KB of the core, compressed.
fn wasm(tools: &Tools, target: &Path, package: &str, features: &[&str], link: &[&str]) -> Result {
    let mut build =
        tools.command("cargo", ["rustc", "--release", "--lib", "--crate-type", "cdylib"]);
    build.arg("--target").arg(target).args(["--package", package]).args(features);
    build.args(FOR_SIZE).arg("--").args(link);
    run(build.env("RUSTC_BOOTSTRAP", "1"))
}

/// What rustc wrote for this target.
fn compiled(target: &str, file: &str) -> PathBuf {
    paths::target().join(target).join("release").join(file)
}

/// Repeated code costs little once compressed. Passes that fold it make places differ, and memory-packing
/// splits the data at each run of zeros. They are skipped: that saves 0.8 KB of what is transferred.
///
/// `-Os` makes raw wasm larger than `-Oz`, and compressed smaller. Functions with one caller are inlined:
/// without that as many bytes would be transferred, for 1,030 functions in place of 620, and browsers
/// compile each at its first call.
const FOR_COMPRESSION: [&str; 11] = [
    // What reaches which place in the whole module; then the optimiser's passes know more.
    "--gufa",
    "--dae-optimizing",
    "--generate-global-effects",
    "-Os",
    // All of it again, until nothing gets smaller.
    "--converge",
    // The stack ends there, and never gets that deep.
    "--low-memory-unused",
    "--skip-pass=local-cse",
    "--skip-pass=code-folding",
    "--skip-pass=memory-packing",
    "--strip-producers",
    "--strip-target-features",
];

/// Puts the smaller wasm in the place of `wasm`. Gives the folder of `short.wasm`, the same with short names
/// on its seam, and of `names.json`, which says how they were before.
fn optimise(tools: &Tools, wasm: &Path) -> Result<PathBuf> {
    let how = [&FOR_COMPRESSION[..], &FEATURES, &RENAMING, &[PAIRS, setup::BINARYEN]].concat();
    let kept = unless_kept("wasm-opt", &how, wasm, |input, kept| {
        let (whole, short) = (kept.join(WASM), kept.join("short.wasm"));
        shrink(tools, input, kept, &whole)?;
        let mut rename = tools.command("wasm-opt", RENAMING);
        let names = output(rename.args(FEATURES).arg(whole).arg("-o").arg(short))?;
        Ok(fs::write(kept.join("names.json"), names)?)
    })?;
    fs::copy(kept.join(WASM), wasm)?;
    Ok(kept)
}

/// What mends the compiled pairs (decision 11).
const PAIRS: &str = include_str!("../../js/build/pairs.mjs");

/// Mends and optimises what was compiled for the target with pairs; `kept` is for what is between.
fn shrink(tools: &Tools, input: &Path, kept: &Path, out: &Path) -> Result {
    let (text, mended) = (kept.join("input.wat"), kept.join("mended.wat"));
    run(tools.command("wasm-dis", FEATURES).arg(input).arg("-o").arg(&text))?;
    run(tools.command("node", ["js/build/pairs.mjs"]).arg(text).arg(&mended))?;
    let mut opt = tools.command("wasm-opt", FOR_COMPRESSION);
    run(opt.args(FEATURES).arg(mended).arg("-o").arg(out))
}

/// Makes the unpacker as small as it gets; returns its file. It needs none of what wasm-bindgen adds for its own
/// JavaScript: it takes and gives numbers only.
fn shrink_unpacker(tools: &Tools) -> Result<PathBuf> {
    let options = [
        "--remove-exports=__*",
        "-Oz",
        "--strip-debug",
        "--strip-producers",
        "--strip-target-features",
    ];
    let how = [&options[..], &FEATURES, &[setup::BINARYEN]].concat();
    let compiled = compiled(multivalue::NAME, "unpack.wasm");
    let kept = unless_kept("unpack", &how, &compiled, |input, kept| {
        let mut bindgen = tools.command("wasm-bindgen", ["--target", "web", "--out-dir"]);
        run(bindgen.arg(kept).arg(input))?;
        let mut shrink = tools.command("wasm-opt", options);
        shrink.args(FEATURES).arg(kept.join("unpack_bg.wasm"));
        run(shrink.arg("-o").arg(kept.join("unpack.wasm")))
    })?;
    Ok(kept.join("unpack.wasm"))
}

/// Runs no pass. The two levels only make it encode the output compactly.
const RENAMING: [&str; 3] =
    ["--optimize-level=2", "--shrink-level=2", "--minify-imports-and-exports-and-modules"];

/// Translates the core to JavaScript; returns the folder.
fn translate(tools: &Tools) -> Result<PathBuf> {
    let how = [
        include_str!("../../js/build/nowasm.mjs"),
        include_str!("../../js/build/shorten.mjs"),
        setup::BINARYEN,
    ];
    unless_kept("nowasm", &how, &compiled(TARGET, "clerk_wasm.wasm"), |input, kept| {
        run(tools.command("node", ["js/build/nowasm.mjs"]).arg(input).arg(kept))
    })
}

/// The parts of the components, each a file of its own: they are features of the crate.
const PARTS: [&str; 2] = ["sign", "profile"];

/// Compiles the components, which know no JavaScript and so need no wasm-bindgen. Returns the folder.
fn components(tools: &Tools) -> Result<PathBuf> {
    let folder = paths::root().join(paths::target()).join("components");
    fs::create_dir_all(&folder)?;
    let target = multivalue::describe(tools)?;
    for part in PARTS {
        let features = ["--no-default-features", "--features", part];
        // The stack is in front of the data: if it is small, their addresses are short.
        wasm(tools, &target, "clerk-components", &features, &["-Clink-arg=-zstack-size=16384"])?;
        let compiled = compiled(multivalue::NAME, "clerk_components.wasm");
        multivalue::check(&compiled)?;
        let how = [&FOR_COMPRESSION[..], &FEATURES, &[PAIRS, setup::BINARYEN]].concat();
        let kept = unless_kept(&["components-", part].concat(), &how, &compiled, |input, kept| {
            shrink(tools, input, kept, &kept.join("part.wasm"))
        })?;
        fs::copy(kept.join("part.wasm"), folder.join(part).with_extension("wasm"))?;
    }
    fs::write(folder.join("texts.json"), texts(tools)?)?;
    Ok(folder)
}

/// The components' texts in every language.
fn texts(tools: &Tools) -> Result<String> {
    let print = ["run", "--quiet", "--package", "clerk-components", "--example", "texts"];
    let mut print = tools.command("cargo", print);
    output(print.args(["--features", "languages", "--", "all"]))
}

/// Does work that takes seconds, unless the last input was the same and `how`, everything else that the
/// result depends on; returns the folder of results.
fn unless_kept(
    name: &str,
    how: &[&str],
    input: &Path,
    work: impl FnOnce(&Path, &Path) -> Result,
) -> Result<PathBuf> {
    let kept = paths::root().join(paths::target()).join(name);
    let last = kept.join("input");
    let now = [how.join(" ").as_bytes(), &fs::read(input)?].concat();
    if !fs::read(&last).is_ok_and(|last| last == now) {
        let _ = fs::remove_dir_all(&kept);
        fs::create_dir_all(&kept)?;
        work(input, &kept)?;
        fs::write(&last, now)?;
    }
    Ok(kept)
}
