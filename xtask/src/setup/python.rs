//! Tools and clients from Python's registry, each in a virtual environment of its own.
//!
//! An environment is in the user's cache, in a folder named after its version, which every clone
//! shares; the Python of the system does not change. A copy of the installed requirements is in it,
//! and shows whether they still are the same.

use super::apt;
use super::report::{say, timed};
use crate::{paths, process};
use anyhow::Context as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio::sync::Mutex;

/// Packages that are installed together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Environment {
    /// The list of exact versions, in the project.
    pub(super) requirements: &'static str,
    /// The package that the others are dependencies of.
    pub(super) package: &'static str,
    /// Ends the sentence "installing it …".
    pub(super) why: &'static str,
}

/// The client that the interop tests run against.
pub(super) const STORAGE: Environment = Environment {
    requirements: "tests/tests/interop/requirements.txt",
    package: "azure-storage-blob",
    why: "to test against Microsoft's Python client",
};
/// Batch's models, into which the tests load our JSON.
pub(super) const BATCH: Environment = Environment {
    requirements: "tests/tests/batch/requirements.txt",
    package: "azure-batch",
    why: "to check the sample job with Microsoft's own models",
};
/// A C compiler and linker for other systems and older ones.
pub(super) const ZIG: Environment = Environment {
    requirements: "xtask/zig-requirements.txt",
    package: "cargo-zigbuild",
    why: "to build the helper for every Linux since 2012, and to check it for Windows",
};

impl Environment {
    /// The environment's folder; the tests know its name.
    fn folder(self, requirements: &str) -> anyhow::Result<PathBuf> {
        let Self { requirements: file, package, .. } = self;
        let version = pinned_version(requirements, package)
            .with_context(|| format!("{file} does not pin {package}"))?;
        Ok(paths::cache()?.join(format!("python-{package}-{version}")))
    }

    /// Installs it unless it is there; returns its folder of programs.
    pub(super) async fn ensure(self) -> anyhow::Result<PathBuf> {
        let Self { requirements: name, package, why } = self;
        let requirements = std::fs::read_to_string(paths::project(name))
            .with_context(|| format!("reading {name}"))?;
        let folder = self.folder(&requirements)?;
        let bin = folder.join("bin");
        let stamp = folder.join("installed-requirements.txt");
        if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == requirements) {
            return Ok(bin);
        }
        ensure_venv().await?;
        say(&format!("installing {package} into {}, {why}", folder.display()));
        timed(&format!("{package} installed"), self.install(&folder)).await?;
        std::fs::write(&stamp, requirements)
            .with_context(|| format!("writing {}", stamp.display()))?;
        Ok(bin)
    }

    async fn install(self, folder: &Path) -> anyhow::Result<()> {
        let name = self.requirements;
        let mut venv = process::command("python3");
        venv.args(["-m", "venv", "--clear"]).arg(folder);
        process::run("python3 -m venv", &mut venv)
            .await
            .with_context(|| format!("run: python3 -m venv {}", folder.display()))?;
        let pip_path = folder.join("bin/pip");
        let mut pip = process::command(&pip_path);
        let flags = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
        pip.arg("install").args(flags).arg("-r").arg(paths::project(name));
        process::run("pip install", &mut pip)
            .await
            .with_context(|| format!("run: {} install -r {name}", pip_path.display()))
    }
}

/// Debian has what makes environments in a separate package.
async fn ensure_venv() -> anyhow::Result<()> {
    static ONCE: Mutex<()> = Mutex::const_new(());
    let _turn = ONCE.lock().await;
    if can_make_environments() {
        return Ok(());
    }
    apt::install(&["python3-venv"], "install Python packages apart from the system's").await
}

fn can_make_environments() -> bool {
    let asked = ["-c", "import venv, ensurepip; print(True)"];
    process::output_of(Command::new("python3").args(asked)).is_some()
}

fn pinned_version<'r>(requirements: &'r str, package: &str) -> Option<&'r str> {
    requirements
        .lines()
        .find_map(|line| line.strip_prefix(package)?.strip_prefix("=="))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_package_itself() {
        let requirements = "# x\nazure-core==1.2\nazure-storage-blob==12.31.1\n";
        let version = |package| pinned_version(requirements, package);
        assert_eq!(version("azure-storage-blob"), Some("12.31.1"));
        assert_eq!(version("azure-storage"), None);
    }

    #[test]
    fn every_requirement_is_pinned_and_names_no_index() {
        for environment in [STORAGE, BATCH, ZIG] {
            let file = paths::project(environment.requirements);
            let requirements = std::fs::read_to_string(file).unwrap();
            for line in requirements.lines().filter(|line| !line.starts_with('#')) {
                assert!(line.contains("==") && !line.contains("//"), "{line}");
            }
            assert!(environment.folder(&requirements).is_ok(), "{}", environment.package);
        }
    }
}
