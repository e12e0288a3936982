//! Where the built viewer is, and what its index.html says of its files.

use crate::paths;
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The lazy parts of the viewer: for each the files that it needs, its own first.
pub(super) type Parts = BTreeMap<String, Vec<String>>;

const META: &str = "<meta name=\"jobshelf-app\"";
const PARTS: (&str, &str) = (" data-parts='", "'");

/// Where the built viewer is.
pub(crate) fn dist() -> PathBuf {
    paths::project("dist")
}

/// The text of index.html with `parts` named in it, for `boot.js` and for whoever counts sizes.
pub(super) fn with_parts(html: &str, parts: &Parts) -> anyhow::Result<String> {
    let (before, after) = html.split_once(META).with_context(|| format!("no {META}"))?;
    let (start, end) = PARTS;
    let json = serde_json::to_string(parts).context("writing the parts as JSON")?;
    Ok([before, META, start, &json, end, after].concat())
}

/// The parts that a text of index.html names, and the text without them.
pub(super) fn take_parts(html: &str) -> anyhow::Result<(Parts, String)> {
    let (start, end) = PARTS;
    let found = html.split_once(start).and_then(|(before, rest)| {
        let (json, after) = rest.split_once(end)?;
        Some((before, json, after))
    });
    let (before, json, after) = found.context("it names no lazy parts")?;
    let parts = serde_json::from_str(json).context("reading the names of its lazy parts")?;
    Ok((parts, [before, after].concat()))
}

/// The value of an attribute of the `<meta>` in which trunk names the files of the viewer.
pub(super) fn named<'h>(html: &'h str, attribute: &str) -> anyhow::Result<&'h str> {
    let value = html.split_once(META).and_then(|(_, meta)| {
        let (meta, _) = meta.split_once('>')?;
        let (_, rest) = meta.split_once(&format!(" {attribute}=\""))?;
        Some(rest.split_once('"')?.0.trim_start_matches("./"))
    });
    value.with_context(|| format!("{META} has no {attribute}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<title>x</title><meta name=\"jobshelf-app\" data-js=\"./a.js\">";

    #[test]
    fn parts_are_read_as_they_were_written() {
        let files = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let log = ("log".to_owned(), files(&["chunk.wasm", "log.wasm"]));
        let parts = Parts::from([log, ("picture".to_owned(), files(&["picture.wasm"]))]);
        let html = with_parts(HTML, &parts).unwrap();
        assert_eq!(take_parts(&html).unwrap(), (parts, HTML.to_owned()));
    }

    #[test]
    fn a_page_that_names_no_parts_is_an_error() {
        assert!(take_parts(HTML).unwrap_err().to_string().contains("no lazy parts"));
        assert!(with_parts("<title>x</title>", &Parts::new()).is_err());
    }

    #[test]
    fn a_named_file_is_relative_to_the_page() {
        assert_eq!(named(HTML, "data-js").unwrap(), "a.js");
        assert!(named(HTML, "data-wasm").is_err());
    }
}
