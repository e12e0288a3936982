//! The viewer as static files: trunk's release build in dist/, a brotli copy beside each file.
//!
//! trunk never downloads here: its tools come from the set-up, its crates from cargo.

use crate::setup::Tools;
use crate::{cargo, paths, process};
use std::path::PathBuf;

/// Where the built viewer is.
pub(crate) fn dist() -> PathBuf {
    paths::project("dist")
}

/// A panic names its source file. Where this machine keeps the crates is nobody's business, and
/// bytes of every page; so paths begin with the crate.
fn hide_cargo_home() -> Option<String> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = named.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    let sources = home.join("registry/src").into_os_string().into_string().ok()?;
    // The variable is split at spaces.
    let is_one_word = !sources.contains(char::is_whitespace);
    is_one_word.then(|| format!("--remap-path-prefix={sources}=crates"))
}

pub(crate) async fn build(tools: &Tools) -> anyhow::Result<()> {
    let mut fetch = cargo::cargo(&["fetch"]);
    process::run("cargo fetch", fetch.args(["--target", "wasm32-unknown-unknown"])).await?;

    let mut trunk = process::command("trunk");
    trunk
        .args(["build", "--release"])
        .env("TRUNK_BUILD_OFFLINE", "true")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // trunk takes only `true` and `false`, others set it to 1.
        .env_remove("NO_COLOR");
    if let Some(flag) = hide_cargo_home() {
        trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flag);
    }
    process::run("trunk build", tools.build_wasm_with(&mut trunk)?).await?;

    let mut compress = process::command("node");
    compress.arg(paths::project("xtask/src/brotli.mjs")).arg(dist());
    process::run("compressing the viewer", &mut compress).await
}
