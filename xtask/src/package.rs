//! The npm package: built into dist-npm/, packed, measured. Nothing is published.
//!
//! cargo compiles `crates/js`, wasm-bindgen ties it to JavaScript, wasm-opt makes it small, and
//! `crates/js/bundle.mjs` puts the facade and the files beside it.

use crate::setup::{self, Tools};
use crate::{cargo, paths, process};
use anyhow::{Context as _, ensure};
use std::path::{Path, PathBuf};

/// The name of the budget for what a page loads.
pub(crate) const LOAD: &str = "load_brotli_kb";

/// What runtimes know of wasm that rustc uses. wasm-opt would use all features that it knows.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What a page loads of the package.
pub(crate) struct Sizes {
    /// Lines for a person.
    pub(crate) lines: Vec<String>,
    /// The module and the script, in KB.
    pub(crate) load_kb: f64,
}

/// The folder of the package.
pub(crate) fn folder() -> PathBuf {
    paths::project("dist-npm")
}

/// Builds the package; returns its folder.
pub(crate) async fn build(tools: &Tools) -> anyhow::Result<PathBuf> {
    let mut compile = cargo::cargo(&["build", "--package", "jobshelf-js"]);
    compile.args(["--profile", "wasm-release", "--target", setup::WASM]);
    compile.env("RUSTFLAGS", rust_flags());
    process::run("building the npm package", tools.put_on_path(&mut compile)?).await?;

    let work = paths::target().join("npm");
    let mut bind = process::command("wasm-bindgen");
    // The facade says where the module is.
    bind.args(["--target", "web", "--no-typescript", "--omit-default-module-path"]);
    bind.args(["--out-name", "glue", "--out-dir"]).arg(&work);
    bind.arg(paths::target().join(setup::WASM).join("wasm-release/jobshelf_js.wasm"));
    process::run("wasm-bindgen", tools.put_on_path(&mut bind)?).await?;

    let small = work.join("small.wasm");
    let mut optimise = process::command("wasm-opt");
    optimise.arg("--quiet").args(FEATURES).args(["-Oz", "--strip-debug", "--strip-producers"]);
    optimise.arg(work.join("glue_bg.wasm")).arg("-o").arg(&small);
    process::run("wasm-opt", tools.put_on_path(&mut optimise)?).await?;

    let mut bundle = process::command("node");
    bundle.arg(paths::project("crates/js/bundle.mjs"));
    bundle.arg(work.join("glue.js")).arg(&small).arg(folder());
    process::run("bundling the npm package", tools.put_on_path(&mut bundle)?).await?;
    println!("npm package: {}", folder().display());
    Ok(folder())
}

/// The flags of the compiler: sixteen bytes at once, where tags are looked for in a listing, and no
/// path of this machine in the texts of panics. They take the place of the viewer's flags in
/// `.cargo/config.toml`.
fn rust_flags() -> String {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let registry = home.unwrap_or_default();
    format!(
        "-Ctarget-feature=+simd128 --remap-path-prefix={registry}/registry/src=deps \
         --remap-path-prefix={}=jobshelf",
        paths::root().display()
    )
}

/// Packs the package as `npm publish` would; returns the file in `into`.
pub(crate) async fn pack(into: &Path) -> anyhow::Result<PathBuf> {
    let mut pack = process::command("npm");
    pack.args(["pack", "--silent", "--pack-destination"]).arg(into).current_dir(folder());
    process::run("npm pack", &mut pack).await?;
    let entries = into.read_dir().with_context(|| format!("reading {}", into.display()))?;
    let mut files = entries.flatten().map(|entry| entry.path());
    let tarball = files.find(|file| file.extension().is_some_and(|end| end == "tgz"));
    tarball.context("npm pack made no file")
}

/// What a page loads of the package, brotli, beside the official SDK's bundle, by one script.
pub(crate) async fn sizes(tools: &Tools) -> anyhow::Result<Sizes> {
    let mut measure = process::command("node");
    measure.arg(paths::project("xtask/src/package_sizes.mjs")).arg(folder());
    let measure = tools.put_on_path(&mut measure)?;
    let output = measure.output().await.context("measuring the npm package")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let load = lines.iter().find_map(|line| line.strip_prefix(LOAD));
    let load = load.and_then(|number| number.trim().parse().ok());
    Ok(Sizes { load_kb: load.context("the script printed no size")?, lines })
}
