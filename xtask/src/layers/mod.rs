//! The layer test: does the code respect the layers that ARCHITECTURE.md draws?
//!
//! Two rules. In each list of ARCHITECTURE.md that is fenced as `layers FOLDER`, a module may use
//! only those above it, or before it in its own line. And no files of a crate import each other in
//! a circle, except a module and its own child.
//!
//! Imports are read from the source with `syn`, so comments, strings and documentation do not
//! count, and neither does test code. A re-exported name counts as a use of the file that defines
//! it. What is not seen: calls of methods, which need no import.

mod circles;
mod document;
mod imports;
mod order;
mod source;
mod token_paths;

use crate::paths;
use anyhow::Context as _;
use imports::Import;
use source::SourceTree;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

const DOCUMENT: &str = "ARCHITECTURE.md";

/// The source folders that must have a list in ARCHITECTURE.md.
const FOLDERS: [&str; 7] = [
    "crates/core/src",
    "crates/js/src",
    "crates/log/src",
    "crates/search/src",
    "crates/web/src",
    "crates/cli/src",
    "xtask/src",
];

/// Prints every violation; fails if there is one.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let mut n_violations = 0;
    for folder in FOLDERS {
        let found = violations(paths::root(), folder)?;
        let verdict = if found.is_empty() { "ok" } else { "FAILED" };
        println!("{folder:<20} {verdict}");
        for violation in &found {
            println!("    {}", violation.replace('\n', "\n    "));
        }
        n_violations += found.len();
    }
    println!("{n_violations} violations of the layers");
    Ok(if n_violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Everything that is wrong in the crate whose source is in `folder`.
fn violations(root: &Path, folder: &str) -> anyhow::Result<Vec<String>> {
    let tree = SourceTree::read(root, folder)?;
    let imports = Import::all_of(&tree);
    let mut found = circles::violations(&tree, &imports);

    let text = std::fs::read_to_string(root.join(DOCUMENT))
        .with_context(|| format!("reading {DOCUMENT}"))?;
    let lists = document::lists(&text).with_context(|| format!("reading {DOCUMENT}"))?;
    let of_crate = lists.iter().filter(|list| Path::new(&list.folder).starts_with(folder));
    let mut has_list = false;
    for list in of_crate {
        has_list |= list.folder == folder;
        found.extend(order::violations(&tree, &imports, list)?);
    }
    if !has_list {
        let mut message = format!("{DOCUMENT} has no list that is fenced as `layers {folder}`");
        if let Some(order) = order::suggestion(&tree, &imports) {
            let _ = write!(message, "\nan order that fits the code: {}", order.join(", "));
        }
        found.push(message);
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
