//! The folder blobs of an account with a hierarchical namespace, and which of them are empty once
//! the selected outputs are removed.
//!
//! On other accounts a folder is a part of names and is gone with the last of them; with a
//! hierarchical namespace it is a blob that stays. Some tools write such blobs on other accounts as
//! well, where the service removes one whatever is below it. So a folder is only removed if
//! everything that was listed below it is selected.

use std::collections::{BTreeMap, BTreeSet};

/// The folders of a listing.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    /// What was listed.
    prefixes: Vec<String>,
    /// The folders by their paths, without a `/` at the end.
    found: BTreeMap<String, Folder>,
}

#[derive(Debug, Default)]
struct Folder {
    /// The names of its blobs, with and without a `/` at the end.
    blobs: Vec<String>,
    /// Whether it was in what is to be removed.
    is_covered: bool,
    /// Whether something below it stays.
    is_needed: bool,
}

impl Folders {
    /// Those of a listing with these prefixes, which begins.
    pub(crate) fn below(prefixes: Vec<String>) -> Self {
        Self { prefixes, found: BTreeMap::new() }
    }

    /// Whether the listing has `folder`, if there is such a blob.
    pub(crate) fn covers(&self, folder: &str) -> bool {
        self.prefixes.iter().any(|prefix| folder.starts_with(prefix.as_str()))
    }

    /// Adds a folder blob. It `is_covered` if any output in it would be selected.
    pub(crate) fn add(&mut self, blob: &str, is_covered: bool) {
        let folder = self.found.entry(blob.trim_end_matches('/').to_owned()).or_default();
        folder.blobs.push(blob.to_owned());
        folder.is_covered |= is_covered;
    }

    /// Counts a blob that is no folder. In a listing it comes after the folders around it.
    pub(crate) fn count(&mut self, blob: &str, is_selected: bool) {
        if self.found.is_empty() {
            return;
        }
        for around in folders_around(blob) {
            if let Some(folder) = self.found.get_mut(around) {
                folder.is_covered |= is_selected;
                folder.is_needed |= !is_selected;
            }
        }
    }

    /// The blobs of the folders that are empty when the selected outputs are gone, by their depth:
    /// the deepest first.
    pub(crate) fn emptied(&self) -> Vec<Vec<&str>> {
        let mut by_depth: BTreeMap<usize, Vec<(&str, &Folder)>> = BTreeMap::new();
        for (path, folder) in &self.found {
            by_depth.entry(path.matches('/').count()).or_default().push((path, folder));
        }
        let mut needed = BTreeSet::new();
        let mut emptied = Vec::new();
        for level in by_depth.into_values().rev() {
            let mut blobs = Vec::new();
            for (path, folder) in level {
                if folder.is_covered && !folder.is_needed && !needed.contains(path) {
                    blobs.extend(folder.blobs.iter().map(String::as_str));
                } else {
                    needed.extend(folders_around(path));
                }
            }
            emptied.push(blobs);
        }
        emptied.retain(|blobs| !blobs.is_empty());
        emptied
    }
}

/// The folders that a name is in, the deepest first: `a/b`, `a` for `a/b/c`.
pub(crate) fn folders_around(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(name), |folder| parent(folder))
}

fn parent(name: &str) -> Option<&str> {
    name.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folders with whether they are covered, and blobs with whether they are selected.
    fn emptied(listed: &[(&str, bool)]) -> Vec<Vec<String>> {
        let mut folders = Folders::default();
        for (name, is) in listed {
            match name.strip_prefix("folder ") {
                Some(folder) => folders.add(folder, *is),
                None => folders.count(name, *is),
            }
        }
        let own = |level: Vec<&str>| level.into_iter().map(str::to_owned).collect();
        folders.emptied().into_iter().map(own).collect()
    }

    #[test]
    fn the_folders_of_a_removed_task_are_removed_from_the_deepest_up() {
        let listed = [
            ("folder t", true),
            ("folder t/$K", true),
            ("t/$K/a", true),
            ("folder t/$K/out", true),
            ("t/$K/out/b", true),
            ("folder t/$K/empty", true),
        ];
        assert_eq!(emptied(&listed), [vec!["t/$K/empty", "t/$K/out"], vec!["t/$K"], vec!["t"]]);
    }

    #[test]
    fn a_folder_with_something_else_in_it_stays_with_all_around_it() {
        let listed = [
            ("folder t", false),
            ("folder t/$K", false),
            ("folder t/$K/out", false),
            ("t/$K/out/a", true),
            ("folder t/$L", false),
            ("t/$L/a", false),
        ];
        assert_eq!(emptied(&listed), [vec!["t/$K/out"], vec!["t/$K"]]);
        // An empty folder that nobody named stays as well.
        let listed = [("folder t/$K", false), ("t/$K/a", true), ("folder t/$K/empty", false)];
        assert_eq!(emptied(&listed), [[""; 0]; 0]);
    }

    #[test]
    fn a_name_is_in_each_folder_above_it() {
        assert_eq!(folders_around("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders_around("a").count(), 0);
    }
}
