//! The last step of trunk's build, which trunk runs as a hook: adds the search's worker to the page,
//! and splits the viewer's wasm into the main part and the lazy ones.
//!
//! trunk has run wasm-bindgen on the whole module, and the result can no longer be split. So this step
//! starts again with the module that the linker wrote, and replaces trunk's files with its own: a
//! script, the main part and a file for each lazy part. One hash of their content names them all,
//! since they fit only each other; a browser may cache them for ever.

use super::files::{self, Parts};
use super::split::{self, Profile, Viewer};
use crate::setup::Tools;
use crate::{paths, process};
use anyhow::{Context as _, ensure};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Finishes the page in trunk's staging folder.
pub(crate) async fn finish(tools: &Tools) -> anyhow::Result<()> {
    let variable = |name: &str| {
        std::env::var(name).with_context(|| format!("{name} is not set: trunk runs this as a hook"))
    };
    let staging = PathBuf::from(variable("TRUNK_STAGING_DIR")?);
    let profile = match variable("TRUNK_PROFILE")?.as_str() {
        "release" => Profile::Release,
        _ => Profile::Debug,
    };

    let mut bundle = process::command("node");
    bundle.arg(paths::project("crates/search/bundle.mjs"));
    process::run("bundling the search's worker", &mut bundle).await?;

    let viewer = split::viewer(tools, profile).await?;
    replace(&staging, &viewer)
}

/// Puts the split viewer in the place of what trunk made.
fn replace(staging: &Path, viewer: &Viewer) -> anyhow::Result<()> {
    let index = staging.join("index.html");
    let html = fs::read_to_string(&index).context("reading trunk's index.html")?;
    let script = files::named(&html, "data-js")?;
    let old = script.strip_suffix(".js").with_context(|| format!("{script} is no script"))?;
    let new = format!("jobshelf-web-{}", hash_of(viewer));

    for end in [".js", "_bg.wasm"] {
        let file = staging.join(format!("{old}{end}"));
        fs::remove_file(&file).with_context(|| format!("removing {}", file.display()))?;
    }
    let write = |name: &str, content: &[u8]| {
        fs::write(staging.join(name), content).with_context(|| format!("writing {name}"))
    };
    let mut script = viewer.script.clone();
    for (name, wasm) in &viewer.files {
        let (quoted, renamed) = (format!("\"./{name}.wasm\""), file_name(&new, name));
        ensure!(script.contains(&quoted), "the viewer's script does not load {quoted}");
        script = script.replace(&quoted, &format!("\"./{renamed}\""));
        write(&renamed, wasm)?;
    }
    write(&format!("{new}_bg.wasm"), &viewer.main)?;
    write(&format!("{new}.js"), script.as_bytes())?;

    let named = |names: &Vec<String>| names.iter().map(|name| file_name(&new, name)).collect();
    let parts: Parts =
        viewer.parts.iter().map(|(part, names)| (part.clone(), named(names))).collect();
    let html = files::with_parts(&html.replace(old, &new), &parts)?;
    fs::write(&index, html).context("writing index.html")
}

/// The file of a lazy part: `split_log` is `BASE_log.wasm`, `chunk_2` is `BASE_chunk_2.wasm`.
fn file_name(base: &str, name: &str) -> String {
    format!("{base}_{}.wasm", name.trim_start_matches("split_"))
}

/// A name for all that the viewer is made of.
fn hash_of(viewer: &Viewer) -> String {
    let mut hash = Sha256::new();
    hash.update(&viewer.script);
    hash.update(&viewer.main);
    for (name, wasm) in &viewer.files {
        hash.update(name);
        hash.update(wasm);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer() -> Viewer {
        let chunk = ("chunk_2".to_owned(), b"chunk".to_vec());
        let log = ("split_log".to_owned(), b"log".to_vec());
        let needed = vec!["chunk_2".to_owned(), "split_log".to_owned()];
        Viewer {
            script: "load(\"./chunk_2.wasm\");load(\"./split_log.wasm\")".to_owned(),
            main: b"main".to_vec(),
            files: [chunk, log].into(),
            parts: Parts::from([("log".to_owned(), needed)]),
        }
    }

    /// A staging folder as trunk leaves it.
    fn staging() -> tempfile::TempDir {
        let staging = tempfile::tempdir().unwrap();
        for name in ["jobshelf-web-1.js", "jobshelf-web-1_bg.wasm", "boot.js"] {
            fs::write(staging.path().join(name), "trunk's").unwrap();
        }
        let html = "<link href=\"./jobshelf-web-1.js\"><meta name=\"jobshelf-app\" \
                    data-js=\"./jobshelf-web-1.js\" data-wasm=\"./jobshelf-web-1_bg.wasm\">";
        fs::write(staging.path().join("index.html"), html).unwrap();
        staging
    }

    #[test]
    fn the_split_viewer_replaces_the_whole_one_under_one_hash() {
        let staging = staging();
        replace(staging.path(), &viewer()).unwrap();
        let base = format!("jobshelf-web-{}", hash_of(&viewer()));
        let mut names: Vec<String> = fs::read_dir(staging.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(&base, "BASE"))
            .collect();
        names.sort();
        let expected = [
            "BASE.js",
            "BASE_bg.wasm",
            "BASE_chunk_2.wasm",
            "BASE_log.wasm",
            "boot.js",
            "index.html",
        ];
        assert_eq!(names, expected);

        let read = |name: &str| fs::read_to_string(staging.path().join(name)).unwrap();
        let script = read(&format!("{base}.js")).replace(&base, "BASE");
        assert_eq!(script, "load(\"./BASE_chunk_2.wasm\");load(\"./BASE_log.wasm\")");
        let html = read("index.html").replace(&base, "BASE");
        let expected = "<link href=\"./BASE.js\"><meta name=\"jobshelf-app\" \
                        data-parts='{\"log\":[\"BASE_chunk_2.wasm\",\"BASE_log.wasm\"]}' \
                        data-js=\"./BASE.js\" data-wasm=\"./BASE_bg.wasm\">";
        assert_eq!(html, expected);
    }

    #[test]
    fn a_changed_part_changes_the_name_of_every_file() {
        let mut changed = viewer();
        changed.files.insert("split_log".to_owned(), b"longer".to_vec());
        assert_ne!(hash_of(&changed), hash_of(&viewer()));
    }

    #[test]
    fn a_script_that_loads_no_part_is_an_error() {
        let viewer = Viewer { script: String::new(), ..viewer() };
        let error = replace(staging().path(), &viewer).unwrap_err();
        assert!(error.to_string().contains("chunk_2"), "{error}");
    }
}
