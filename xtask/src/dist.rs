//! `cargo xtask dist`: the helper as one file to copy onto a node.
//!
//! A node's C library may be older than this machine's. So the helper is linked against the oldest
//! one that Rust itself runs on, glibc 2.17 of 2012, with zig as the linker; TLS is Rust and needs
//! nothing of the system. What was built is looked at before it is called done.

use crate::process;
use crate::{paths, setup};
use anyhow::{Context as _, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest C library that it runs with.
const GLIBC: &str = "2.17";
/// What the machines of Batch pools are; and ours, if that is another.
const TARGETS: [(&str, &str); 2] =
    [("x86_64", "x86_64-unknown-linux-gnu"), ("aarch64", "aarch64-unknown-linux-gnu")];

/// Builds it; gives the file.
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
    // The sample renderer goes along, for `examples/batch`.
    put(&built.join("render"))?;
    let file = put(&built.join("jobshelf"))?;
    let newest = newest_glibc(&file)?;
    ensure!(
        newest <= version(GLIBC).unwrap_or_default(),
        "{} needs glibc {}.{}, newer than {GLIBC}",
        file.display(),
        newest.0,
        newest.1
    );
    let version = process::answer_of(Command::new(&file).arg("--version"));
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

/// Copies a program into the folder that is handed on.
fn put(built: &Path) -> anyhow::Result<PathBuf> {
    let folder = paths::target().join("dist");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let file = folder.join(built.file_name().unwrap_or_default());
    std::fs::copy(built, &file).with_context(|| format!("copying {}", built.display()))?;
    Ok(file)
}

/// A file's size.
pub(crate) fn mebibytes(file: &Path) -> anyhow::Result<f64> {
    let bytes = file.metadata().with_context(|| format!("reading {}", file.display()))?.len();
    Ok(f64::from(u32::try_from(bytes)?) / f64::from(1 << 20))
}

/// The newest version of the C library whose symbols a program asks for, from its text.
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
    fn the_newest_version_counts_as_a_number_and_not_as_text() {
        let bytes = b"\x7fELF\0GLIBC_2.9\0memcpy\0GLIBC_2.17\0GLIBC_2.2.5\0GLIBC_PRIVATE\0";
        assert_eq!(newest_named_in(bytes), Some((2, 17)));
        assert_eq!(newest_named_in(b"static"), None);
    }
}
