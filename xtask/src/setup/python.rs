//! Microsoft's Python client, against which the interop tests hold ours.
//!
//! It is installed into a virtual environment in the user's cache, in a folder named after its
//! version, which every clone shares; nothing of the machine's own Python is changed. A copy of the
//! requirements that were installed is kept there, and tells whether they still are the same.

use super::{apt, say};
use crate::{paths, process};
use anyhow::Context as _;
use std::process::Command;

const REQUIREMENTS: &str = "tests/tests/interop/requirements.txt";
const CLIENT: &str = "azure-storage-blob";

pub(super) async fn ensure() -> anyhow::Result<()> {
    let file = paths::project(REQUIREMENTS);
    let requirements =
        std::fs::read_to_string(&file).with_context(|| format!("reading {REQUIREMENTS}"))?;
    let version = pinned_version(&requirements)
        .with_context(|| format!("{REQUIREMENTS} does not pin {CLIENT}"))?;
    // The interop tests look for it under this name.
    let folder = paths::cache()?.join(format!("python-{CLIENT}-{version}"));
    let stamp = folder.join("installed-requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == requirements) {
        return Ok(());
    }
    if !can_make_environments() {
        apt::install(&["python3-venv"], "keep Microsoft's Python client apart from yours").await?;
    }
    say(&format!(
        "installing {CLIENT} {version} into {}, to test against Microsoft's Python client",
        folder.display()
    ));
    let mut venv = process::command("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    process::run("python3 -m venv", &mut venv)
        .await
        .with_context(|| format!("run: python3 -m venv {}", folder.display()))?;
    let pip_path = folder.join("bin/pip");
    let mut pip = process::command(&pip_path);
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "-r"])
        .arg(&file);
    process::run("pip install", &mut pip)
        .await
        .with_context(|| format!("run: {} install -r {REQUIREMENTS}", pip_path.display()))?;
    std::fs::write(&stamp, requirements).with_context(|| format!("writing {}", stamp.display()))
}

/// Debian keeps what makes environments in a package of its own.
fn can_make_environments() -> bool {
    let asked = ["-c", "import venv, ensurepip; print(True)"];
    process::answer_of(Command::new("python3").args(asked)).is_some()
}

fn pinned_version(requirements: &str) -> Option<&str> {
    requirements
        .lines()
        .find_map(|line| line.strip_prefix(CLIENT)?.strip_prefix("=="))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_client_itself() {
        let requirements = "# x\nazure-core==1.2\nazure-storage-blob==12.31.1\n";
        assert_eq!(pinned_version(requirements), Some("12.31.1"));
        assert_eq!(pinned_version("azure-storage-blob-x==1\n"), None);
    }

    #[test]
    fn every_requirement_is_pinned_and_names_no_index() {
        let requirements = std::fs::read_to_string(paths::project(REQUIREMENTS)).unwrap();
        for line in requirements.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.contains("==") && !line.contains("//"), "{line}");
        }
    }
}
