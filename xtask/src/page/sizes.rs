//! How much a browser transfers of the viewer, in brotli: with the first load, which is every file
//! that index.html names at once, with each lazy part, and with the search's worker.
//!
//! Read off the built page, so that a new file or part is counted without being listed here.

use super::files;
use anyhow::Context as _;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A measured figure, named as in budgets.toml.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
}

/// The sizes of the built viewer, in KB of 1,024 bytes.
pub(crate) fn sizes() -> anyhow::Result<Vec<Figure>> {
    sizes_in(&files::dist())
}

fn sizes_in(dist: &Path) -> anyhow::Result<Vec<Figure>> {
    let index = dist.join("index.html");
    let html =
        std::fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let (parts, html) = files::take_parts(&html)
        .with_context(|| format!("reading {}; run: cargo xtask build", index.display()))?;

    let at_once = files_named_in(&html, dist);
    let of = |extension: &'static str| {
        let has_extension = move |file: &&PathBuf| file.extension().is_some_and(|e| e == extension);
        at_once.iter().filter(has_extension)
    };
    let mut figures = vec![
        figure("first_load_brotli_kb", at_once.iter())?,
        figure("wasm_brotli_kb", of("wasm"))?,
        figure("js_brotli_kb", of("js"))?,
        figure("css_brotli_kb", of("css"))?,
        figure("html_brotli_kb", of("html"))?,
        figure("search_brotli_kb", search_worker(dist)?.iter())?,
    ];
    for (part, names) in parts {
        let needed: Vec<PathBuf> = names.iter().map(|name| dist.join(name)).collect();
        figures.push(figure(&format!("part_{part}_brotli_kb"), needed.iter())?);
    }
    Ok(figures)
}

fn figure<'f>(name: &str, files: impl Iterator<Item = &'f PathBuf>) -> anyhow::Result<Figure> {
    let bytes = files.map(|file| brotli_size(file)).sum::<anyhow::Result<u64>>()?;
    let value = f64::from(u32::try_from(bytes)?) / 1024.0;
    Ok(Figure { name: name.to_owned(), value })
}

/// The files of the search's worker, loaded when somebody first searches.
fn search_worker(dist: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in dist.read_dir().with_context(|| format!("reading {}", dist.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("jobshelf-search-") && !name.ends_with(".br") {
            found.push(path);
        }
    }
    anyhow::ensure!(!found.is_empty(), "{} has no search; run: cargo xtask build", dist.display());
    Ok(found)
}

/// index.html and whatever a quoted attribute of it names, as far as it is a file of the page.
fn files_named_in(html: &str, dist: &Path) -> BTreeSet<PathBuf> {
    let named = html.split(['"', '\'']).map(|text| text.trim_start_matches("./")).filter(|text| {
        !text.is_empty() && !text.starts_with('/') && !text.contains(['<', '>', '\n'])
    });
    let files = named.map(|name| dist.join(name)).filter(|path| path.is_file());
    files.chain([dist.join("index.html")]).collect()
}

fn brotli_size(file: &Path) -> anyhow::Result<u64> {
    let mut compressed = file.as_os_str().to_owned();
    compressed.push(".br");
    let compressed = PathBuf::from(compressed);
    let found = compressed.metadata();
    Ok(found
        .with_context(|| format!("{} is missing; run: cargo xtask build", compressed.display()))?
        .len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A built page in which each file's compressed copy has the size given.
    fn built(html: &str, files: &[(&str, usize)]) -> tempfile::TempDir {
        let dist = tempfile::tempdir().unwrap();
        for (name, size) in [("index.html", 256)].iter().chain(files) {
            std::fs::write(dist.path().join(name), "").unwrap();
            std::fs::write(dist.path().join(format!("{name}.br")), vec![0; *size]).unwrap();
        }
        std::fs::write(dist.path().join("index.html"), html).unwrap();
        dist
    }

    fn value(figures: &[Figure], name: &str) -> f64 {
        figures.iter().find(|figure| figure.name == name).unwrap().value
    }

    const SEARCH: (&str, usize) = ("jobshelf-search-1.js", 1024);

    #[test]
    fn the_first_load_counts_every_named_file_once() {
        let html = "<link rel=\"modulepreload\" href=\"./app.js\"><script src='boot.js'></script>\
                    <meta name=\"jobshelf-app\" data-parts='{}' data-search=\"1\" \
                    data-js=\"./app.js\" data-wasm=\"app.wasm\"><a href=\"https://x\">";
        let files = [
            ("app.js", 1024),
            ("app.wasm", 2048),
            ("boot.js", 512),
            ("unnamed.wasm", 9999),
            ("jobshelf-search-2.wasm", 4096),
            SEARCH,
        ];
        let figures = sizes_in(built(html, &files).path()).unwrap();
        assert_eq!(value(&figures, "js_brotli_kb"), 1.5);
        assert_eq!(value(&figures, "wasm_brotli_kb"), 2.0);
        assert_eq!(value(&figures, "css_brotli_kb"), 0.0);
        assert_eq!(value(&figures, "first_load_brotli_kb"), 3.75);
        assert_eq!(value(&figures, "search_brotli_kb"), 5.0);
        assert_eq!(figures.len(), 6);
    }

    #[test]
    fn each_lazy_part_counts_all_that_it_needs() {
        let html = "<meta name=\"jobshelf-app\" data-parts='{\"log\":[\"chunk.wasm\",\"log.wasm\"],\
                    \"picture\":[\"chunk.wasm\",\"picture.wasm\"]}' data-js=\"./app.js\">";
        let files = [
            ("app.js", 512),
            ("chunk.wasm", 1024),
            ("log.wasm", 3072),
            ("picture.wasm", 512),
            SEARCH,
        ];
        let figures = sizes_in(built(html, &files).path()).unwrap();
        assert_eq!(value(&figures, "part_log_brotli_kb"), 4.0);
        assert_eq!(value(&figures, "part_picture_brotli_kb"), 1.5);
        assert_eq!(value(&figures, "first_load_brotli_kb"), 0.75);
    }

    #[test]
    fn a_page_without_names_of_parts_has_no_figures() {
        let dist = built("<script src='boot.js'></script>", &[SEARCH]);
        let error = sizes_in(dist.path()).unwrap_err();
        assert!(format!("{error:#}").contains("cargo xtask build"), "{error:#}");
    }
}
