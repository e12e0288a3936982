//! What a first load of the viewer transfers: every file that index.html names, in brotli.
//!
//! Read off the built page, so that a file added to it is counted without being listed here.

use crate::{search, viewer};
use anyhow::Context as _;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A measured figure, named as in budgets.toml.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
}

/// The sizes of the built viewer's first load and of what it may load later, in KB of 1,024 bytes.
pub(crate) fn first_load() -> anyhow::Result<Vec<Figure>> {
    let mut figures = of_page(&viewer::dist())?;
    figures.push(search::size(&viewer::dist())?);
    Ok(figures)
}

fn of_page(dist: &Path) -> anyhow::Result<Vec<Figure>> {
    let index = dist.join("index.html");
    let html =
        std::fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let files = files_named_in(&html, dist);
    let kilobytes = |extension: Option<&str>| -> anyhow::Result<f64> {
        let mut bytes = 0;
        for file in &files {
            if extension.is_none() || file.extension().and_then(|e| e.to_str()) == extension {
                bytes += brotli_size(file)?;
            }
        }
        Ok(f64::from(u32::try_from(bytes)?) / 1024.0)
    };
    let figures = [
        ("first_load_brotli_kb", None),
        ("wasm_brotli_kb", Some("wasm")),
        ("js_brotli_kb", Some("js")),
        ("css_brotli_kb", Some("css")),
        ("html_brotli_kb", Some("html")),
    ];
    figures
        .into_iter()
        .map(|(name, extension)| Ok(Figure { name: name.to_owned(), value: kilobytes(extension)? }))
        .collect()
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

    #[test]
    fn a_first_load_counts_every_file_of_the_page_once_and_no_other() {
        let dist = tempfile::tempdir().unwrap();
        let write = |name: &str, size: usize| {
            std::fs::write(dist.path().join(name), "").unwrap();
            std::fs::write(dist.path().join(format!("{name}.br")), vec![0; size]).unwrap();
        };
        write("app.js", 1024);
        write("app.wasm", 2048);
        write("boot.js", 512);
        write("later-worker.wasm", 9999);
        write("index.html", 256);
        let html = "<link rel=\"modulepreload\" href=\"./app.js\"><script src='boot.js' \
                    data-js=\"./app.js\" data-wasm=\"app.wasm\"></script><a href=\"https://x\">";
        std::fs::write(dist.path().join("index.html"), html).unwrap();

        let figures = of_page(dist.path()).unwrap();
        let value = |name: &str| figures.iter().find(|f| f.name == name).unwrap().value;
        assert_eq!(value("js_brotli_kb"), 1.5);
        assert_eq!(value("wasm_brotli_kb"), 2.0);
        assert_eq!(value("css_brotli_kb"), 0.0);
        assert_eq!(value("first_load_brotli_kb"), 3.75);
    }
}
