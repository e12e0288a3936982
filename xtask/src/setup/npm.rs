//! The packages from npm: Azurite, wasm-opt, and the library that drives Chromium in tests.
//!
//! `npm ci` runs when the lock file differs from the copy in node_modules, which is that of the last
//! installation.

use super::report::{say, timed};
use crate::{paths, process};
use anyhow::{Context as _, bail};
use std::process::{Command, Stdio};

/// The oldest version, major and minor, that the packages run on.
const OLDEST_NODE: (u32, u32) = (20, 19);

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
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).stdout(Stdio::null());
    let work = process::run("npm ci", &mut npm);
    timed("npm packages installed", work).await.context("run: npm ci")?;
    std::fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))
}

fn check_node() -> anyhow::Result<()> {
    let (major, minor) = OLDEST_NODE;
    let Some(printed) = process::output_of(Command::new("node").arg("--version")) else {
        bail!("node is not on PATH; install Node.js {major}.{minor} or newer, with npm");
    };
    match version(&printed) {
        Some(version) if version >= OLDEST_NODE => Ok(()),
        _ => bail!("node is {printed}; install Node.js {major}.{minor} or newer"),
    }
}

/// Major and minor, as `node --version` prints them.
fn version(printed: &str) -> Option<(u32, u32)> {
    let mut numbers = printed.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_compare_as_numbers() {
        assert_eq!(version("v20.20.2"), Some((20, 20)));
        assert!(version("v20.9.0") < Some(OLDEST_NODE));
        assert_eq!(version("20"), None);
    }

    #[test]
    fn the_lock_file_names_no_registry() {
        let lock = std::fs::read_to_string(paths::project("package-lock.json")).unwrap();
        assert!(!lock.contains("\"resolved\""));
    }
}
