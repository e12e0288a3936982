//! The search's worker: built for speed, and so by itself, before trunk puts it into the page
//! (`crates/search/bundle.mjs`). It is loaded when somebody first searches, and so is no part of the
//! first load; it has a budget of its own.

use crate::setup::Tools;
use crate::sizes::Figure;
use crate::{cargo, paths, process};
use anyhow::Context as _;
use std::path::Path;

/// Compiles it, and ties it to JavaScript.
pub(crate) async fn build(tools: &Tools) -> anyhow::Result<()> {
    let mut compile = cargo::cargo(&["build", "--package", "jobshelf-search", "--lib"]);
    compile.args(["--profile", "wasm-worker", "--target", "wasm32-unknown-unknown"]);
    // Sixteen bytes at once, where lines and words are looked for; each browser that the page asks
    // for has it.
    compile.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Ctarget-feature=+simd128");
    process::run("building the search", tools.build_wasm_with(&mut compile)?).await?;

    let mut bind = process::command("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-dir"]);
    bind.arg(paths::project("target/web/search"));
    bind.arg(
        paths::target().join("wasm32-unknown-unknown/wasm-worker").join("jobshelf_search.wasm"),
    );
    process::run("wasm-bindgen", tools.build_wasm_with(&mut bind)?).await
}

/// What it transfers when somebody first searches, in KB of 1,024 bytes.
pub(crate) fn size(dist: &Path) -> anyhow::Result<Figure> {
    let mut bytes = 0;
    for entry in dist.read_dir().with_context(|| format!("reading {}", dist.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("jobshelf-search-") && name.ends_with(".br") {
            bytes += entry.metadata()?.len();
        }
    }
    anyhow::ensure!(bytes > 0, "{} has no search; run: cargo xtask build", dist.display());
    let value = f64::from(u32::try_from(bytes)?) / 1024.0;
    Ok(Figure { name: "search_brotli_kb".to_owned(), value })
}
