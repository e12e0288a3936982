//! The first rule: a module uses only those that its list has above it, or before it in its line.
//!
//! What the folder's own first file (`lib.rs`, `mod.rs`) uses and defines is free: it is above all
//! of its modules where it starts them, and below where it holds what they share.

use super::document::LayerList;
use super::imports::Import;
use super::source::{ModulePath, SourceTree};
use anyhow::Context as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every arrow that points up, and every difference between the list and the folder.
pub(super) fn violations(
    tree: &SourceTree,
    imports: &[Import<'_>],
    list: &LayerList,
) -> anyhow::Result<Vec<String>> {
    let folder = &list.folder;
    let prefix = module_of_folder(tree, Path::new(folder))
        .with_context(|| format!("there is a list of {folder}, which is no folder of modules"))?;
    let mut found = Vec::new();

    let modules: BTreeSet<&str> = tree.iter().filter_map(|(m, _)| child_of(&prefix, m)).collect();
    for module in modules.iter().filter(|module| list.rank(module).is_none()) {
        found.push(format!("the list of {folder} lacks the module {module}"));
    }
    for listed in list.modules.iter().filter(|listed| !modules.contains(listed.as_str())) {
        found.push(format!("the list of {folder} has {listed}, which is no module there"));
    }

    let mut reported = BTreeSet::new();
    for arrow in arrows(&prefix, imports) {
        let Arrow { user, target, import } = arrow;
        let (Some(user_rank), Some(target_rank)) = (list.rank(user), list.rank(target)) else {
            continue;
        };
        // One message for all that a file uses of a module.
        if target_rank > user_rank && reported.insert((import.file, target)) {
            found.push(format!(
                "{}:{}: {user} may not use {target}, which is a layer above it: {}",
                import.file.display(),
                import.line,
                import.written
            ));
        }
    }
    Ok(found)
}

/// An order of a crate's modules in which the rule holds, if there is one.
pub(super) fn suggestion(tree: &SourceTree, imports: &[Import<'_>]) -> Option<Vec<String>> {
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = tree
        .iter()
        .filter_map(|(module, _)| Some((child_of(&[], module)?, BTreeSet::new())))
        .collect();
    for Arrow { user, target, .. } in arrows(&[], imports) {
        uses.entry(user).or_default().insert(target);
    }
    let mut order: Vec<String> = Vec::new();
    while !uses.is_empty() {
        let is_lowest = |targets: &BTreeSet<&str>| !targets.iter().any(|t| uses.contains_key(t));
        let lowest = *uses.iter().find(|(_, targets)| is_lowest(targets))?.0;
        uses.remove(lowest);
        order.push(lowest.to_owned());
    }
    Some(order)
}

/// One use of a module by another of the same folder.
struct Arrow<'i> {
    user: &'i str,
    target: &'i str,
    import: &'i Import<'i>,
}

/// All arrows between the children of the module at `prefix`. The module that a path names counts
/// as well as the one that defines what is used.
fn arrows<'i>(prefix: &'i [String], imports: &'i [Import<'i>]) -> impl Iterator<Item = Arrow<'i>> {
    imports.iter().flat_map(move |import| {
        let user = child_of(prefix, import.from);
        [&import.named, &import.defining].into_iter().filter_map(move |target| {
            let (user, target) = (user?, child_of(prefix, target)?);
            (user != target).then_some(Arrow { user, target, import })
        })
    })
}

/// The module whose children are in `folder`.
fn module_of_folder(tree: &SourceTree, folder: &Path) -> Option<ModulePath> {
    let is_first = |file: &Path| {
        file.with_extension("") == folder
            || ["lib.rs", "main.rs", "mod.rs"].iter().any(|name| file == folder.join(name))
    };
    let found =
        tree.iter().find(|(path, module)| is_first(&module.file) && module.file_module == **path);
    found.map(|(path, _)| path.clone())
}

/// The child of the module at `prefix` that `module` is, or is in.
fn child_of<'m>(prefix: &[String], module: &'m [String]) -> Option<&'m str> {
    module.strip_prefix(prefix)?.first().map(String::as_str)
}
