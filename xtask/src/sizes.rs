//! What a first load of the viewer transfers: every file that index.html names, in brotli. The one
//! it names as `data-views` comes later, with the first file that is opened, and is a figure apart.
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

/// The sizes of the built viewer's first load and of what it loads later, in KB of 1,024 bytes.
pub(crate) fn built_page() -> anyhow::Result<Vec<Figure>> {
    let mut figures = of_page(&viewer::dist())?;
    figures.push(search::size(&viewer::dist())?);
    Ok(figures)
}

fn of_page(dist: &Path) -> anyhow::Result<Vec<Figure>> {
    let index = dist.join("index.html");
    let html =
        std::fs::read_to_string(&index).with_context(|| format!("reading {}", index.display()))?;
    let (before, views, after) = around_views(&html)?;
    let views = dist.join(views);
    let files = files_named_in(&[before, after].concat(), dist);
    let of = |extension: &'static str| {
        let is_so = move |file: &&PathBuf| file.extension().is_some_and(|e| e == extension);
        files.iter().filter(is_so)
    };
    Ok(vec![
        figure("first_load_brotli_kb", files.iter())?,
        figure("wasm_brotli_kb", of("wasm"))?,
        figure("js_brotli_kb", of("js"))?,
        figure("css_brotli_kb", of("css"))?,
        figure("html_brotli_kb", of("html"))?,
        figure("views_brotli_kb", [&views].into_iter())?,
    ])
}

fn figure<'f>(name: &str, files: impl Iterator<Item = &'f PathBuf>) -> anyhow::Result<Figure> {
    let bytes = files.map(|file| brotli_size(file)).sum::<anyhow::Result<u64>>()?;
    let value = f64::from(u32::try_from(bytes)?) / 1024.0;
    Ok(Figure { name: name.to_owned(), value })
}

/// What index.html names as the file that shows files, and what stands before and after that.
fn around_views(html: &str) -> anyhow::Result<(&str, &str, &str)> {
    let found = html.split_once("data-views=\"").and_then(|(before, rest)| {
        let (named, after) = rest.split_once('"')?;
        Some((before, named.trim_start_matches("./"), after))
    });
    found.context("index.html names no second file of wasm; run: cargo xtask build")
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
        write("views.wasm", 4096);
        write("app.js", 1024);
        write("app.wasm", 2048);
        write("boot.js", 512);
        write("later-worker.wasm", 9999);
        write("index.html", 256);
        let html = "<link rel=\"modulepreload\" href=\"./app.js\"><script src='boot.js' \
                    data-js=\"./app.js\" data-wasm=\"app.wasm\" data-views=\"./views.wasm\"></script><a href=\"https://x\">";
        std::fs::write(dist.path().join("index.html"), html).unwrap();

        let figures = of_page(dist.path()).unwrap();
        let value = |name: &str| figures.iter().find(|f| f.name == name).unwrap().value;
        assert_eq!(value("js_brotli_kb"), 1.5);
        assert_eq!(value("wasm_brotli_kb"), 2.0);
        assert_eq!(value("css_brotli_kb"), 0.0);
        assert_eq!(value("first_load_brotli_kb"), 3.75);
        assert_eq!(value("views_brotli_kb"), 4.0);
    }

    #[test]
    fn a_page_that_was_not_split_has_no_figures() {
        let dist = tempfile::tempdir().unwrap();
        std::fs::write(dist.path().join("index.html"), "<script src='boot.js'></script>").unwrap();
        let error = of_page(dist.path()).unwrap_err();
        assert!(error.to_string().contains("second file"), "{error}");
    }
}
