//! Splits the viewer's wasm: a main part, and a lazy part for each name that `#[wasm_split(name)]`
//! gives, fetched when one of its functions is first called.
//!
//! The splitter finds out from the linker's relocations what only a lazy part needs. What several of
//! them need, and the main part does not, becomes a chunk, a file that they load as well.

use super::files::Parts;
use super::small_chunks;
use crate::setup::Tools;
use crate::{paths, process};
use anyhow::{Context as _, anyhow, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::Options;

/// How trunk builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    Release,
    Debug,
}

/// The split viewer.
#[derive(Debug)]
pub(super) struct Viewer {
    /// The script that starts the main part and loads the others.
    pub(super) script: String,
    /// The wasm of the main part.
    pub(super) main: Vec<u8>,
    /// The wasm of the lazy parts and of their chunks, by the name that `script` has for it.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The `files` of each lazy part.
    pub(super) parts: Parts,
}

/// The name that the splitter's script has for the main part.
const MAIN: &str = "main";
/// What wasm-bindgen makes of it.
const BOUND: &str = "main_bg";
/// How the names begin that it has for what several parts share.
const CHUNK: &str = "chunk_";

/// What browsers know of wasm that rustc uses. wasm-opt would use all features that it knows.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Browsers compile each function when it is first called. `-O3` inlines small functions, which halves
/// how many are called until the first rows are drawn, for 6 % more bytes than `-Oz`.
const PASSES: [&str; 3] = ["-O3", "--strip-debug", "--strip-producers"];

/// Splits the viewer that trunk has had compiled.
pub(super) async fn viewer(tools: &Tools, profile: Profile) -> anyhow::Result<Viewer> {
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let (linked, into) = (linked(profile), folder.path().to_owned());
    let parts = tokio::task::spawn_blocking(move || split(&linked, &into)).await??;

    let steps = Steps { tools, profile, folder: folder.path() };
    steps.bind().await?;
    let script = steps.bundle().await?;
    let main = steps.optimise(BOUND).await?;
    let mut files = BTreeMap::new();
    for name in parts.values().flatten() {
        if !files.contains_key(name) {
            files.insert(name.clone(), steps.optimise(name).await?);
        }
    }
    Ok(Viewer { script, main, files, parts })
}

/// The module as the linker wrote it, with relocations.
fn linked(profile: Profile) -> PathBuf {
    let folder = match profile {
        Profile::Release => "wasm-release",
        Profile::Debug => "debug",
    };
    paths::target().join("wasm32-unknown-unknown").join(folder).join("jobshelf_web.wasm")
}

/// Writes the parts of the module `linked` into `folder`, and a script that loads the lazy ones.
fn split(linked: &Path, folder: &Path) -> anyhow::Result<Parts> {
    let module = fs::read(linked).with_context(|| format!("reading {}", linked.display()))?;
    let trial = tempfile::tempdir().context("making a temporary folder")?;
    let parts = split_module(&module, trial.path())
        .with_context(|| format!("splitting {}", linked.display()))?;
    let mut shared = BTreeSet::new();
    for chunk in parts.values().flatten().filter(|name| name.starts_with(CHUNK)) {
        let chunk = fs::read(trial.path().join(format!("{chunk}.wasm")))?;
        shared.extend(small_chunks::functions_if_small(&chunk)?);
    }
    split_module(&small_chunks::with_exports(&module, &shared)?, folder)
}

/// Writes the parts of a module into `folder`, and a script that loads the lazy ones.
fn split_module(module: &[u8], folder: &Path) -> anyhow::Result<Parts> {
    let main = folder.join(format!("{MAIN}.wasm"));
    let mut options = Options::new(module);
    options.output_dir = folder;
    options.main_out_path = &main;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|report| anyhow!("{report:#}"))
        .context("is RUSTFLAGS set? It replaces the flags in .cargo/config.toml")?;
    let loader = folder.join("__wasm_split.js");
    let script = fs::read_to_string(&loader).context("reading the splitter's script")?;
    fs::write(&loader, with_warnings(&script)?).context("writing the splitter's script")?;

    let mut parts: Parts = split.prefetch_map.into_iter().collect();
    // A browser has few connections to a host, and the part itself is larger than what it shares.
    let own_first = |name: &String| (name.starts_with(CHUNK), name.clone());
    parts.values_mut().for_each(|files| files.sort_by_cached_key(own_first));
    Ok(parts)
}

/// The splitter's script with a warning where it reports that a part cannot be fetched. That is no
/// error of the page, which says so and tries again.
fn with_warnings(script: &str) -> anyhow::Result<String> {
    let error = "console.error(e);";
    ensure!(script.contains(error), "the splitter's script has no {error}");
    Ok(script.replace(error, "console.warn(e);"))
}

/// What follows on the split, in the folder with its outcome.
struct Steps<'s> {
    tools: &'s Tools,
    profile: Profile,
    folder: &'s Path,
}

impl Steps<'_> {
    /// Ties the main part to JavaScript.
    async fn bind(&self) -> anyhow::Result<()> {
        let mut bind = process::command("wasm-bindgen");
        // The lazy parts use the memory, the stack and the table that the linker exports.
        bind.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
        bind.args(["--out-name", MAIN, "--out-dir"]).arg(self.folder);
        bind.arg(self.file(&format!("{MAIN}.wasm")));
        process::run("wasm-bindgen", self.tools.put_on_path(&mut bind)?).await
    }

    /// Joins the script of the main part and that which loads the others: they import each other.
    async fn bundle(&self) -> anyhow::Result<String> {
        let bundled = self.file("bundled.js");
        let mut bundle = process::command("esbuild");
        bundle.arg(self.file(&format!("{MAIN}.js")));
        bundle.args(["--bundle", "--format=esm", "--log-level=error"]);
        bundle.arg(format!("--outfile={}", bundled.display()));
        if self.profile == Profile::Release {
            bundle.arg("--minify");
        }
        process::run("esbuild", self.tools.put_on_path(&mut bundle)?).await?;
        fs::read_to_string(bundled).context("reading the bundled script")
    }

    /// The wasm file of this name; in release builds optimized.
    async fn optimise(&self, name: &str) -> anyhow::Result<Vec<u8>> {
        let file = self.file(&format!("{name}.wasm"));
        if self.profile == Profile::Release {
            let mut optimise = process::command("wasm-opt");
            optimise.arg("--quiet").args(FEATURES).args(PASSES).arg(&file).arg("-o").arg(&file);
            process::run("wasm-opt", self.tools.put_on_path(&mut optimise)?).await?;
        }
        fs::read(&file).with_context(|| format!("reading {name}.wasm"))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_cannot_be_fetched_is_a_warning() {
        let script = "try { await callee(); } catch (e) { console.error(e); }";
        let expected = "try { await callee(); } catch (e) { console.warn(e); }";
        assert_eq!(with_warnings(script).unwrap(), expected);
        assert!(with_warnings("try { await callee(); } catch {}").is_err());
    }

    #[test]
    fn a_module_without_relocations_is_an_error_that_names_the_flags() {
        let folder = tempfile::tempdir().unwrap();
        let linked = folder.path().join("linked.wasm");
        fs::write(&linked, b"\0asm\x01\0\0\0").unwrap();
        let error = split(&linked, folder.path()).unwrap_err();
        assert!(format!("{error:#}").contains("RUSTFLAGS"), "{error:#}");
    }
}
