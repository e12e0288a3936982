//! Which module uses which: the written paths, followed to what they name.
//!
//! A name that is re-exported is followed to the module that defines it, so that a circle cannot
//! hide behind the `pub use` of a parent.

use super::source::{ModulePath, SourceTree, UsedName};
use super::token_paths::WrittenPath;
use std::path::Path;

/// How many re-exports are followed at most: names can be imported in a ring.
const MOST_REEXPORTS: usize = 16;

/// One use of something of another module.
#[derive(Debug)]
pub(super) struct Import<'t> {
    pub(super) from: &'t ModulePath,
    pub(super) file: &'t Path,
    pub(super) line: usize,
    /// As it is written, as `super::request::Request`.
    pub(super) written: String,
    /// The module that the written path leads to, where a re-export may be.
    pub(super) named: ModulePath,
    /// The module that defines what is used.
    pub(super) defining: ModulePath,
}

impl<'t> Import<'t> {
    /// All uses between the modules of a crate; those of a `use` come first in each module.
    pub(super) fn all_of(tree: &'t SourceTree) -> Vec<Self> {
        let mut imports = Vec::new();
        for (from, module) in tree.iter() {
            // A re-export or a star uses what the code then mentions.
            let used = module.uses.iter().filter(|used| !used.is_reexport);
            let paths = used.map(|used| &used.path).chain(&module.mentions);
            for path in paths {
                // A module's bare name is a variable's, or the beginning of a path that is counted.
                let Some(Target::ItemOf(defining)) = find(tree, from, &path.segments, 0) else {
                    continue;
                };
                imports.push(Self {
                    from,
                    file: &module.file,
                    line: path.line,
                    written: path.segments.join("::"),
                    named: named_module(tree, from, path).unwrap_or_else(|| defining.clone()),
                    defining,
                });
            }
        }
        imports
    }
}

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Module(ModulePath),
    ItemOf(ModulePath),
}

/// The module at which a path begins that says so, and the rest of the path.
fn start<'p>(from: &[String], path: &'p [String]) -> Option<(ModulePath, &'p [String])> {
    let (first, mut rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some((Vec::new(), rest)),
        "self" => Some((from.to_vec(), rest)),
        "super" => {
            let (_, mut module) = from.split_last()?;
            while let Some((_, after)) = rest.split_first().filter(|(name, _)| *name == "super") {
                module = module.split_last()?.1;
                rest = after;
            }
            Some((module.to_vec(), rest))
        }
        _ => None,
    }
}

/// What a path in the module `from` names; nothing if it is of another crate, or a local name.
fn find(tree: &SourceTree, from: &[String], path: &[String], depth: usize) -> Option<Target> {
    let Some((module, rest)) = start(from, path) else {
        return walk(tree, from, path, depth);
    };
    // What is not found is defined where it was looked for, as by a macro.
    let not_found = || Target::ItemOf(descend(tree, module.clone(), rest).0);
    Some(walk(tree, &module, rest, depth).unwrap_or_else(not_found))
}

/// Follows `path` from a module to its children, as far as they are modules.
fn descend<'p>(
    tree: &SourceTree,
    mut module: ModulePath,
    mut path: &'p [String],
) -> (ModulePath, &'p [String]) {
    while let Some((name, rest)) = path.split_first() {
        module.push(name.clone());
        if tree.get(&module).is_none() {
            module.pop();
            break;
        }
        path = rest;
    }
    (module, path)
}

/// What `path` names, looked up in `module`: a child, an item of it, or what it imports.
fn walk(tree: &SourceTree, module: &[String], path: &[String], depth: usize) -> Option<Target> {
    let (module, path) = descend(tree, module.to_vec(), path);
    let Some((name, rest)) = path.split_first() else { return Some(Target::Module(module)) };
    let found = tree.get(&module)?;
    if found.items.contains(name) {
        return Some(Target::ItemOf(module));
    }
    if depth == MOST_REEXPORTS {
        return None;
    }
    if let Some(used) = found.uses.iter().find(|used| used.name.is(name)) {
        let path: Vec<String> = used.path.segments.iter().chain(rest).cloned().collect();
        return find(tree, &module, &path, depth + 1);
    }
    let stars = found.uses.iter().filter(|used| used.name == UsedName::All);
    stars
        .filter_map(|star| find(tree, &module, &star.path.segments, depth + 1))
        .filter_map(|target| match target {
            Target::Module(starred) if starred != module => Some(starred),
            _ => None,
        })
        .find_map(|starred| walk(tree, &starred, path, depth + 1))
}

/// The module that a path leads to without a re-export being followed; a name that `from` itself
/// imports stands for its own path.
fn named_module(tree: &SourceTree, from: &[String], path: &WrittenPath) -> Option<ModulePath> {
    let mut segments = path.segments.clone();
    for _ in 0..MOST_REEXPORTS {
        if let Some((module, rest)) = start(from, &segments) {
            return Some(descend(tree, module, rest).0);
        }
        let (module, rest) = descend(tree, from.to_vec(), &segments);
        if module.len() > from.len() {
            return Some(module);
        }
        let (first, rest) = rest.split_first()?;
        let used = tree.get(from)?.uses.iter().find(|used| used.name.is(first))?;
        segments = used.path.segments.iter().chain(rest).cloned().collect();
    }
    None
}
