//! Files that would become one blob, so that all but one of them would be lost.
//!
//! Paths are compared as the service compares names of blobs, byte for byte: `a\b` and `a/b` are
//! one name, since the conventions write `/`, and so are `x` and `../x`.

use super::Source;
use crate::report::usage;
use jobshelf::OutputPath;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// How many files an error names.
const SHOWN: usize = 3;

/// The sources, each file once, and an error for each path that several files have.
pub(super) fn find_collisions(sources: Vec<Source>) -> (Vec<Source>, Vec<anyhow::Error>) {
    let mut by_path: BTreeMap<OutputPath, Vec<Source>> = BTreeMap::new();
    for source in sources {
        by_path.entry(source.path.clone()).or_default().push(source);
    }
    let (mut unique, mut collisions) = (Vec::new(), Vec::new());
    for (path, mut sources) in by_path {
        if sources.len() > 1 {
            let mut files = HashSet::new();
            sources.retain(|source| files.insert(real_path(&source.file)));
        }
        if sources.len() > 1 {
            collisions.push(collision(&path, &sources));
        }
        unique.extend(sources);
    }
    (unique, collisions)
}

/// The file itself, however it was named.
fn real_path(file: &Path) -> PathBuf {
    // A file that is missing fails later, by its name.
    std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}

fn collision(path: &OutputPath, sources: &[Source]) -> anyhow::Error {
    let name = |source: &Source| format!("`{}`", source.shown);
    let mut names: Vec<String> = sources.iter().take(SHOWN).map(name).collect();
    if sources.len() > SHOWN {
        names.push(format!("{} more", sources.len() - SHOWN));
    }
    let last = names.pop().unwrap_or_default();
    usage(format!(
        "{} and {last} would be one output, `{path}`; nothing is saved: save one of them by itself, \
         with another path by --as",
        names.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(file: &Path, path: &str) -> Source {
        Source::new(file.to_owned(), OutputPath::from_file(path).unwrap())
    }

    #[test]
    fn files_of_one_path_are_all_named_and_a_file_is_saved_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let file = folder.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, name).unwrap();
            file
        };
        let (a, b, c) = (file("wd/x"), file("x"), file("wd/other"));
        let again = folder.path().join("wd/../wd/x");
        let given = || vec![source(&a, "x"), source(&again, "./x"), source(&c, "a\\b")];
        let (unique, collisions) = find_collisions(given());
        assert_eq!((unique.len(), collisions.len()), (2, 0));
        let more = vec![source(&b, "../x"), source(&a, "a/b")];
        let (_, collisions) = find_collisions(given().into_iter().chain(more).collect());
        let texts: Vec<String> = collisions.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 2);
        for (text, files) in texts.iter().zip([[&c, &a], [&a, &b]]) {
            for file in files {
                assert!(text.contains(&format!("`{}`", file.display())), "{text}");
            }
        }
    }
}
