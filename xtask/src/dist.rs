//! `cargo xtask dist helper`: the helper as one file to copy onto a node.
//!
//! A node's C library may be older than this machine's. So the helper is linked against the oldest
//! one that Rust supports, glibc 2.17 of 2012, with zig as the linker; TLS is written in Rust and
//! needs no system library. The result is checked: which glibc it needs, and that it runs.

use crate::process;
use crate::{paths, setup};
use anyhow::{Context as _, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest C library that the helper runs with.
const GLIBC: &str = "2.17";
/// The licences of the helper's packages, which go where the helper goes.
pub(crate) const LICENCES: &str = "THIRD-PARTY.md";
/// Rust's targets for the machines of Batch pools.
pub(crate) const TARGETS: [(&str, &str); 2] =
    [("x86_64", "x86_64-unknown-linux-gnu"), ("aarch64", "aarch64-unknown-linux-gnu")];

/// Builds the helper; returns its path.
pub(crate) async fn build() -> anyhow::Result<PathBuf> {
    let target = TARGETS.iter().find(|(machine, _)| *machine == std::env::consts::ARCH);
    let Some((_, target)) = target else {
        bail!(
            "there is no build for {}; run: cargo build --release -p jobshelf-cli",
            std::env::consts::ARCH
        )
    };
    let mut cargo = setup::zigbuild("zigbuild").await?;
    cargo.args(["--release", "--package", "jobshelf-cli", "--package", "jobshelf-render"]);
    cargo.arg("--target").arg(format!("{target}.{GLIBC}"));
    process::run("cargo zigbuild", &mut cargo).await?;

    let built = paths::target().join(target).join("release");
    // `examples/batch` needs the sample renderer too.
    copy_to_dist(&built.join("render"))?;
    copy_to_dist(&paths::project(LICENCES))?;
    let file = copy_to_dist(&built.join("jobshelf"))?;
    let newest = newest_glibc(&file)?;
    ensure!(
        newest <= version(GLIBC).unwrap_or_default(),
        "{} needs glibc {}.{}, newer than {GLIBC}",
        file.display(),
        newest.0,
        newest.1
    );
    let version = process::output_of(Command::new(&file).arg("--version"));
    let version = version.with_context(|| format!("{} does not run", file.display()))?;
    println!(
        "{version}: {}, {:.1} MiB, glibc {}.{} and newer",
        file.display(),
        mebibytes(&file)?,
        newest.0,
        newest.1
    );
    Ok(file)
}

/// Copies a file into target/dist; returns the copy's path.
fn copy_to_dist(built: &Path) -> anyhow::Result<PathBuf> {
    let folder = paths::target().join("dist");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let file = folder.join(built.file_name().unwrap_or_default());
    std::fs::copy(built, &file).with_context(|| format!("copying {}", built.display()))?;
    Ok(file)
}

/// The size of a file in MiB.
pub(crate) fn mebibytes(file: &Path) -> anyhow::Result<f64> {
    let bytes = file.metadata().with_context(|| format!("reading {}", file.display()))?.len();
    Ok(f64::from(u32::try_from(bytes)?) / f64::from(1 << 20))
}

/// The newest version of glibc among the symbol versions that a program names.
fn newest_glibc(program: &Path) -> anyhow::Result<(u32, u32)> {
    let bytes = std::fs::read(program).with_context(|| format!("reading {}", program.display()))?;
    newest_named_in(&bytes).context("the program names no version of glibc")
}

fn newest_named_in(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = String::from_utf8_lossy(bytes);
    let named = text.split("GLIBC_").skip(1);
    named
        .filter_map(|rest| version(rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?))
        .max()
}

fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    let minor = minor.split('.').next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glibc_versions_compare_as_numbers() {
        let bytes = b"\x7fELF\0GLIBC_2.9\0memcpy\0GLIBC_2.17\0GLIBC_2.2.5\0GLIBC_PRIVATE\0";
        assert_eq!(newest_named_in(bytes), Some((2, 17)));
        assert_eq!(newest_named_in(b"static"), None);
    }
}
