//! `cargo xtask pack`: the npm package, checked and packed, ready for `npm publish`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::build;
use crate::npm;
use crate::paths;
use crate::setup;
use crate::shell::{Result, output, run};
use crate::size;

pub(crate) fn run_alone() -> Result {
    build::package(&setup::for_build()?)?;
    lint()?;
    let tarball = tarball(Path::new("pkg"))?;
    size::print();
    println!("\nintegrity of the files for script tags and CDNs");
    print!("{}", fs::read_to_string("pkg/integrity.json")?);
    println!("{} is what `npm publish` in pkg/ would send.", tarball.display());
    Ok(())
}

/// Has publint and arethetypeswrong look at the package as npm would pack it.
pub(crate) fn lint() -> Result {
    run(npm::command(["run", "lint:package"])?.current_dir("js"))
}

/// Packs the folder; gives the tarball.
fn tarball(pkg: &Path) -> Result<PathBuf> {
    let target = paths::target();
    let mut pack = npm::command(["pack", "--silent", "--pack-destination"])?;
    let name = output(pack.arg(paths::root().join(&target)).current_dir(pkg))?;
    Ok(target.join(name))
}
