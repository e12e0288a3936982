//! The first rule: a module uses only those that its list has above it, or before it in its line.
//!
//! What the folder's own first file (`lib.rs`, `mod.rs`) uses and defines is free: it is above all
//! of its modules where it starts them, and below where it holds what they share.

use super::document::LayerList;
use super::imports::Import;
use super::source::{ModulePath, SourceTree};
use anyhow::Context as _;
use std::collections::BTreeSet;
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

    for import in imports {
        let Some(user) = child_of(&prefix, import.from) else { continue };
        let targets = [&import.named, &import.defining].map(|target| child_of(&prefix, target));
        let is_above = |target: &&str| *target != user && list.rank(target) > list.rank(user);
        if let Some(target) = targets.into_iter().flatten().find(is_above) {
            found.push(format!(
                "{}:{}: {user} may not use {target}, which is a layer above it: {}",
                import.file.display(),
                import.line,
                import.written
            ));
        }
    }
    found.dedup();
    Ok(found)
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
