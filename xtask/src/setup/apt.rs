//! Debian's packages, for what rustup, cargo and npm do not have.
//!
//! They are installed only by root and only where there is an apt-get, and never replace others.

use super::report::{say, timed};
use crate::{paths, process};
use anyhow::{Context as _, bail};
use std::process::Stdio;
use tokio::process::Command;
use tokio::sync::Mutex;

/// apt-get locks the whole system, and fails where another one runs.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// Installs `packages`; `why` ends the sentence "… is needed to".
pub(super) async fn install(packages: &[&str], why: &str) -> anyhow::Result<()> {
    let by_hand = format!("apt-get install -y {}", packages.join(" "));
    let names = packages.join(", ");
    if paths::on_path(&["apt-get"]).is_none() {
        bail!(
            "{names}: needed to {why}, and this machine has no apt-get; install them with its package manager"
        );
    }
    if !rustix::process::geteuid().is_root() {
        bail!("{names}: needed to {why}; run: sudo {by_hand}");
    }
    let _turn = ONE_AT_A_TIME.lock().await;
    say(&format!("installing Debian's {names}, to {why}"));
    let work = async {
        let flags = ["-qq", "install", "-y", "--no-remove", "--no-install-recommends"];
        process::run("apt-get update", &mut apt_get(&["-qq", "update"]))
            .await
            .context("reading Debian's package lists; run: apt-get update")?;
        process::run("apt-get install", apt_get(&flags).args(packages))
            .await
            .with_context(|| format!("{names}: needed to {why}; run: {by_hand}"))
    };
    timed(&format!("{names} installed"), work).await
}

/// apt-get that asks nothing and shows its errors only.
fn apt_get(arguments: &[&str]) -> Command {
    let mut command = process::command("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments).stdout(Stdio::null());
    command
}
