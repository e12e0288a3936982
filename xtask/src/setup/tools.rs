//! Tools that cargo builds, each in exactly one version.
//!
//! A tool on PATH is used if it has the right version. Otherwise it is built once into the user's
//! cache, in a folder named after the version, which every clone shares.

use super::report::{say, timed};
use crate::{paths, process};
use anyhow::Context as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const TRUNK: Tool<'static> = Tool {
    program: "trunk",
    package: "trunk",
    version: "0.21.14",
    // Without its default features, which are TLS, for downloads of its own tools.
    flags: &["--locked", "--no-default-features"],
    why: "bundle the viewer",
};
pub(super) const DENY: Tool<'static> = Tool {
    program: "cargo-deny",
    package: "cargo-deny",
    version: "0.20.2",
    flags: &["--locked"],
    why: "check licences, sources and advisories of all packages",
};
pub(super) const ABOUT: Tool<'static> = Tool {
    program: "cargo-about",
    package: "cargo-about",
    version: "0.9.3",
    flags: &["--locked", "--features=cli"],
    why: "collect the licences of the helper's packages",
};

/// trunk and wasm-bindgen; returns the folders to put on PATH.
pub(super) async fn ensure_for_page() -> anyhow::Result<Vec<PathBuf>> {
    let lock =
        std::fs::read_to_string(paths::project("Cargo.lock")).context("reading Cargo.lock")?;
    let bindgen = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen; run: cargo generate-lockfile")?;
    // Without its own lock file: its wasm-bindgen must be the version of ours. Without its default
    // features, which are TLS, for a browser that is elsewhere.
    let bindgen = Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: bindgen,
        flags: &["--no-default-features", "--bin=wasm-bindgen", "--bin=wasm-bindgen-test-runner"],
        why: "generate the viewer's JavaScript glue, and run the core's tests in a browser",
    };
    // At the same time, since the end of each build uses one core only.
    let (trunk, bindgen) = tokio::try_join!(TRUNK.ensure(), bindgen.ensure())?;
    Ok(trunk.into_iter().chain(bindgen).collect())
}

/// A program from the registry of crates.
#[derive(Debug)]
pub(super) struct Tool<'v> {
    program: &'static str,
    package: &'static str,
    version: &'v str,
    flags: &'static [&'static str],
    why: &'static str,
}

impl Tool<'_> {
    /// Builds it unless it is there; returns the command that runs it.
    pub(super) async fn command(&self) -> anyhow::Result<tokio::process::Command> {
        let folder = self.ensure().await?;
        let program = folder.map(|folder| folder.join(self.program));
        Ok(process::command(program.unwrap_or_else(|| PathBuf::from(self.program))))
    }

    /// Builds it unless it is there; returns the folder that PATH lacks, if any.
    pub(super) async fn ensure(&self) -> anyhow::Result<Option<PathBuf>> {
        let Self { program, version, why, .. } = self;
        if self.is_right(Command::new(program)) {
            return Ok(None);
        }
        let root = paths::cache()?.join(format!("{program}-{version}"));
        let bin = root.join("bin");
        if self.is_right(Command::new(bin.join(program))) {
            return Ok(Some(bin));
        }
        say(&format!(
            "building {program} {version} into {}, to {why}; minutes, once",
            root.display()
        ));
        timed(&format!("{program} {version} built"), self.install(&root)).await?;
        Ok(Some(bin))
    }

    async fn install(&self, root: &Path) -> anyhow::Result<()> {
        let Self { package, version, flags, .. } = self;
        let mut cargo = process::command("cargo");
        cargo.args(["install", "--quiet", package, "--version", version, "--force"]).args(*flags);
        cargo.arg("--root").arg(root);
        // Built once and run for seconds: unoptimized, it is ready in half the time.
        cargo
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env_remove("CARGO_TARGET_DIR");
        process::run(&format!("cargo install {package}"), &mut cargo).await.with_context(|| {
            let flags = flags.join(" ");
            let root = root.display();
            format!("run: cargo install {package} --version {version} {flags} --root {root}")
        })
    }

    fn is_right(&self, mut command: Command) -> bool {
        process::output_of(command.arg("--version"))
            .is_some_and(|printed| printed.split_whitespace().nth(1) == Some(self.version))
    }
}

/// The version of `package` in the text of a Cargo.lock.
fn locked_version<'l>(lock: &'l str, package: &str) -> Option<&'l str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
