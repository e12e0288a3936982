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

/// What building and testing the viewer need.
pub(super) async fn ensure() -> anyhow::Result<()> {
    let why = "installing Azurite, wasm-opt, playwright-core and axe-core from npm, to run, shrink and test the viewer";
    install("", why).await
}

/// The bundlers, runtimes and checkers with which the npm package is tested: 1.1 GB.
pub(super) async fn ensure_consumers() -> anyhow::Result<()> {
    let why = "installing bundlers, Next, workerd and other versions of Node from npm, to test the npm package with them";
    install("tests/npm", why).await
}

/// Installs the packages of a folder's lock file; `why` is what is printed.
async fn install(folder: &str, why: &str) -> anyhow::Result<()> {
    check_node()?;
    let folder = paths::project(folder);
    let lock = folder.join("package-lock.json");
    let lock = std::fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say(why);
    let mut npm = process::command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).stdout(Stdio::null());
    let work = process::run("npm ci", npm.current_dir(&folder));
    timed("npm packages installed", work)
        .await
        .with_context(|| format!("run in {}: npm ci", folder.display()))?;
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
    fn the_lock_files_name_no_registry() {
        for folder in ["", "tests/npm"] {
            let lock = paths::project(folder).join("package-lock.json");
            let lock = std::fs::read_to_string(lock).unwrap();
            assert!(!lock.contains("\"resolved\": \"http"), "{folder}");
        }
    }
}
