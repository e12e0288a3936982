//! Debian's Rust as the compiler to wasm, for machines where rustup cannot download.
//!
//! Debian has a recent toolchain for its browsers (`rustc-web`), with the sources of the standard
//! library but without one for wasm. So that is built once and put where the compiler looks for it,
//! and rustup gets the whole as the toolchain `debian`. A stamp in the library's folder holds the
//! compiler's version: after an upgrade the library is built again.

use super::apt;
use super::report::say;
use super::toolchain::{Toolchain, WASM, library_folder};
use crate::process;
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "debian";
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
/// An empty crate, whose build compiles the standard library.
const EMPTY_CRATE: &str = "empty";
const STAMP: &str = "jobshelf-built-with.txt";

/// The toolchain, if it is ready.
pub(super) fn prepared() -> anyhow::Result<Option<Toolchain>> {
    if is_linked() && has_current_std() { Ok(Some(toolchain()?)) } else { Ok(None) }
}

/// Makes the toolchain ready.
pub(super) async fn prepare() -> anyhow::Result<Toolchain> {
    let toolchain = toolchain()?;
    if !PACKAGES.iter().all(|package| is_installed(package)) {
        apt::install(&PACKAGES, "compile the viewer to wasm").await?;
    }
    if !has_current_std() {
        build_std().await?;
    }
    let mut rustup = process::command("rustup");
    process::run("rustup toolchain link", rustup.args(["toolchain", "link", NAME, "/usr"])).await?;
    Ok(toolchain)
}

/// Debian's Rust lacks the linker for wasm; that of rustup's active toolchain is used.
fn toolchain() -> anyhow::Result<Toolchain> {
    let rustc = |what: &str| process::output_of(Command::new("rustc").args(["--print", what]));
    let (Some(sysroot), Some(host)) = (rustc("sysroot"), rustc("host-tuple")) else {
        bail!("rustc prints no sysroot and host; run: rustup update");
    };
    let folder = PathBuf::from(sysroot).join("lib/rustlib").join(host).join("bin");
    if !folder.join("rust-lld").exists() {
        bail!("there is no rust-lld in {}; run: rustup update", folder.display());
    }
    Ok(Toolchain { rustup_name: Some(NAME), linker_folder: Some(folder) })
}

/// Whether rustup's toolchain `debian` is this one.
fn is_linked() -> bool {
    let rustc =
        process::output_of(Command::new("rustup").args(["which", "--toolchain", NAME, "rustc"]));
    let real = |path: &Path| path.canonicalize().ok();
    rustc.is_some_and(|rustc| real(Path::new(&rustc)) == real(Path::new(RUSTC)))
}

async fn build_std() -> anyhow::Result<()> {
    say("building the standard library for wasm from Debian's sources; about a minute, once");
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).with_context(|| format!("writing {name}"))
    };
    write("lib.rs", "")?;
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"{EMPTY_CRATE}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
             [lib]\npath = \"lib.rs\"\n[workspace]\n"
        ),
    )?;
    let mut cargo = process::command(CARGO);
    cargo
        .current_dir(folder.path())
        .args([
            "build",
            "--quiet",
            "--release",
            "--target",
            WASM,
            "-Z",
            "build-std=std,panic_abort,test",
        ])
        // `-Z` needs it on a stable compiler. Bitcode is for the fat LTO of the viewer.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env("RUSTC", RUSTC)
        .env("CARGO_TARGET_DIR", folder.path().join("target"));
    process::run("building the standard library", &mut cargo).await?;

    let library = library_folder(Command::new(RUSTC), WASM)
        .context("asking Debian's rustc where its library is")?;
    let built = folder.path().join("target").join(WASM).join("release/deps");
    install_std(&built, &library)
        .with_context(|| format!("installing into {}", library.display()))?;
    let version = version().context("asking Debian's rustc for its version")?;
    std::fs::write(library.join(STAMP), version).context("writing the stamp")
}

/// Replaces the files in `library` by the standard library in `built`.
fn install_std(built: &Path, library: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(library)?;
    for entry in std::fs::read_dir(library)? {
        std::fs::remove_file(entry?.path())?;
    }
    for entry in std::fs::read_dir(built)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.ends_with(".rlib") && !text.starts_with(&format!("lib{EMPTY_CRATE}-")) {
            std::fs::copy(entry.path(), library.join(&name))?;
        }
    }
    Ok(())
}

fn has_current_std() -> bool {
    let Some(library) = library_folder(Command::new(RUSTC), WASM) else { return false };
    let Ok(stamp) = std::fs::read_to_string(library.join(STAMP)) else { return false };
    version().is_some_and(|version| version == stamp)
}

fn version() -> Option<String> {
    process::output_of(Command::new(RUSTC).arg("-vV"))
}

fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    process::output_of(query.args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_library_replaces_the_old_one() {
        let built = tempfile::tempdir().unwrap();
        let library = tempfile::tempdir().unwrap();
        for name in ["libstd-1.rlib", "libstd-1.rmeta", "libempty-2.rlib", "std-1.d"] {
            std::fs::write(built.path().join(name), "").unwrap();
        }
        std::fs::write(library.path().join("libstd-0.rlib"), "").unwrap();
        install_std(built.path(), library.path()).unwrap();
        let names: Vec<_> =
            std::fs::read_dir(library.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["libstd-1.rlib"]);
    }
}
