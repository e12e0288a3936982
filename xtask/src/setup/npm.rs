//! The parts from npm: Azurite, wasm-opt, and what the browser tests drive Chromium with.
//!
//! `npm ci` runs when the lock file differs from the one that was installed last, of which a copy
//! is kept in node_modules.

use super::say;
use crate::{paths, process};
use anyhow::{Context as _, bail};
use std::process::Command;

const OLDEST_NODE: u32 = 20;

pub(super) async fn ensure() -> anyhow::Result<()> {
    check_node()?;
    let lock =
        std::fs::read(paths::project("package-lock.json")).context("reading package-lock.json")?;
    let stamp = paths::project("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say(
        "installing Azurite, wasm-opt, playwright-core and axe-core from npm, to run, shrink and test the viewer",
    );
    let mut npm = process::command("npm");
    process::run("npm ci", npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
        .await
        .context("run: npm ci")?;
    std::fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))
}

fn check_node() -> anyhow::Result<()> {
    let Some(version) = process::answer_of(Command::new("node").arg("--version")) else {
        bail!("node is not on PATH; install Node.js {OLDEST_NODE} or newer, with npm");
    };
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("node is {version}; install Node.js {OLDEST_NODE} or newer"),
    }
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_what_node_prints_before_the_first_dot() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("20"), None);
    }

    #[test]
    fn the_lock_file_names_no_registry() {
        let lock = std::fs::read_to_string(paths::project("package-lock.json")).unwrap();
        assert!(!lock.contains("\"resolved\""));
    }
}
