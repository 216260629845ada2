//! `cargo xtask size`: what a page has to load.

use std::path::Path;

use crate::shell::{Result, command};

const FILES: [&str; 4] = [
    "pkg/clerk.headless.browser.js",
    "pkg/clerk.headless.mjs",
    "pkg/clerk_wasm_bg.wasm",
    "pkg/clerk_wasm.js",
];

/// Node has the compressors that servers use.
const SCRIPT: &str = "
const { readFileSync } = require('node:fs')
const { gzipSync, brotliCompressSync } = require('node:zlib')
const row = (name, ...sizes) => console.log(name.padEnd(32) + sizes.map((s) => String(s).padStart(10)).join(''))
row('bytes', 'raw', 'gzip -9', 'brotli')
for (const file of process.argv.slice(1)) {
  const bytes = readFileSync(file)
  row(file, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length)
}";

/// Prints raw, gzip and brotli sizes of what `cargo xtask build` wrote.
pub(crate) fn print() -> Result {
    let built = FILES.iter().filter(|file| Path::new(file).is_file());
    let mut node = command("node", ["-e", SCRIPT, "--"]);
    let status = node.args(built).status()?;
    if status.success() { Ok(()) } else { Err("the sizes could not be read".into()) }
}
