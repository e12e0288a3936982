//! Compiles the search's worker: for speed, unlike the viewer, and so before trunk builds the page
//! and adds the worker to it (`crates/search/bundle.mjs`).

use crate::setup::Tools;
use crate::{cargo, paths, process};

/// Compiles it, and ties it to JavaScript.
pub(super) async fn build(tools: &Tools) -> anyhow::Result<()> {
    let mut compile = cargo::cargo(&["build", "--package", "jobshelf-search", "--lib"]);
    compile.args(["--profile", "wasm-worker", "--target", "wasm32-unknown-unknown"]);
    // Sixteen bytes at once, where lines and words are looked for; each browser that the page asks
    // for has it. This variable takes the place of the viewer's flags in `.cargo/config.toml`.
    compile.env("RUSTFLAGS", "-Ctarget-feature=+simd128");
    process::run("building the search", tools.put_on_path(&mut compile)?).await?;

    let mut bind = process::command("wasm-bindgen");
    bind.args(["--target", "web", "--no-typescript", "--out-dir"]);
    bind.arg(paths::project("target/web/search"));
    bind.arg(
        paths::target().join("wasm32-unknown-unknown/wasm-worker").join("jobshelf_search.wasm"),
    );
    process::run("wasm-bindgen", tools.put_on_path(&mut bind)?).await
}
