//! The viewer as static files: trunk's release build in dist/, a brotli copy beside each file.
//!
//! trunk never downloads here: its tools come from the set-up, its crates from cargo.

use crate::setup::Tools;
use crate::{cargo, paths, process, search};
use std::path::PathBuf;
use tokio::process::Command;

/// Where the built viewer is.
pub(crate) fn dist() -> PathBuf {
    paths::project("dist")
}

/// The page has a standard library of its own: built for size, and without the texts of panics,
/// which are a tenth of the page. `boot.js` tells the user when the viewer has stopped. All of it
/// is unstable in cargo, hence the bootstrap variable.
///
/// The names in the binary and the linker's notes of who uses what are for the build's `split.mjs`,
/// and gone when that is done.
const ENVIRONMENT: [(&str, &str); 6] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    ("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true"),
    ("CARGO_PROFILE_WASM_RELEASE_PANIC", "immediate-abort"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none \
         -Csymbol-mangling-version=v0 -Clink-arg=--emit-relocs",
    ),
];

pub(crate) async fn build(tools: &Tools) -> anyhow::Result<()> {
    let mut fetch = cargo::cargo(&["fetch"]);
    fetch.args(["--target", "wasm32-unknown-unknown"]).envs(ENVIRONMENT);
    process::run("cargo fetch", tools.build_wasm_with(&mut fetch)?).await?;

    search::build(tools).await?;
    let mut trunk = trunk();
    trunk.arg("--release").envs(ENVIRONMENT);
    process::run("trunk build", tools.build_wasm_with(&mut trunk)?).await?;

    let mut compress = process::command("node");
    compress.arg(paths::project("xtask/src/brotli.mjs")).arg(dist());
    process::run("compressing the viewer", &mut compress).await
}

/// The same without whatever makes it small: to look at, never to publish or to measure.
pub(crate) async fn build_quickly(tools: &Tools) -> anyhow::Result<()> {
    search::build(tools).await?;
    let mut trunk = trunk();
    trunk.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    process::run("trunk build", tools.build_wasm_with(&mut trunk)?).await
}

fn trunk() -> Command {
    let mut trunk = process::command("trunk");
    trunk
        .arg("build")
        .env("TRUNK_BUILD_OFFLINE", "true")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // trunk takes only `true` and `false`, others set it to 1.
        .env_remove("NO_COLOR");
    trunk
}
