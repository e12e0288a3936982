//! Builds the viewer with trunk into dist/, and puts a brotli copy beside each file.
//!
//! trunk never downloads here: its tools come from the set-up, its crates from cargo. Flags for the
//! compiler are in `.cargo/config.toml`, so that a plain `trunk serve` builds the same.

use super::{files, search};
use crate::setup::Tools;
use crate::{cargo, paths, process};
use tokio::process::Command;

/// The viewer as it is published.
pub(crate) async fn build(tools: &Tools) -> anyhow::Result<()> {
    let mut fetch = cargo::cargo(&["fetch"]);
    fetch.args(["--target", "wasm32-unknown-unknown"]);
    process::run("cargo fetch", tools.put_on_path(&mut fetch)?).await?;

    search::build(tools).await?;
    let mut trunk = trunk();
    trunk.arg("--release");
    process::run("trunk build", tools.put_on_path(&mut trunk)?).await?;

    let mut compress = process::command("node");
    compress.arg(paths::project("xtask/src/brotli.mjs")).arg(files::dist());
    process::run("compressing the viewer", &mut compress).await
}

/// The same without whatever makes it small: to look at, never to publish or to measure.
pub(crate) async fn build_quickly(tools: &Tools) -> anyhow::Result<()> {
    search::build(tools).await?;
    let mut trunk = trunk();
    trunk.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    process::run("trunk build", tools.put_on_path(&mut trunk)?).await
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
