//! The source of a crate: its modules, with what each defines, imports and mentions.
//!
//! Modules are found as the compiler finds them, from `lib.rs` or `main.rs` along `mod name;`.
//! Test modules are left out.

use super::token_paths::{self, WrittenPath};
use anyhow::{Context as _, bail};
use quote::ToTokens as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::spanned::Spanned as _;
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};

/// Where a module is in its crate: the names that lead there, none for the root.
pub(super) type ModulePath = Vec<String>;

/// All modules of a crate.
#[derive(Debug, Default)]
pub(super) struct SourceTree {
    modules: BTreeMap<ModulePath, Module>,
}

/// A module, in a file of its own or within one.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// From the project's root.
    pub(super) file: PathBuf,
    /// The module that the file begins with: this one, unless it is written within another.
    pub(super) file_module: ModulePath,
    /// The names that it defines.
    pub(super) items: BTreeSet<String>,
    pub(super) uses: Vec<Use>,
    /// Every path that its code mentions, apart from `use`.
    pub(super) mentions: Vec<WrittenPath>,
}

/// One name that a `use` brings in.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) path: WrittenPath,
    pub(super) name: UsedName,
    /// Anything but a private `use`.
    pub(super) is_reexport: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum UsedName {
    Named(String),
    /// `as _`.
    Unnamed,
    /// `*`.
    All,
}

impl UsedName {
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Named(used) if used == name)
    }
}

impl SourceTree {
    /// Reads the crate whose source is in `folder` of the project at `root`.
    pub(super) fn read(root: &Path, folder: &str) -> anyhow::Result<Self> {
        let mut tree = Self::default();
        for name in ["lib.rs", "main.rs"] {
            let file = Path::new(folder).join(name);
            if root.join(&file).is_file() {
                tree.read_file(root, &file, Vec::new())?;
            }
        }
        if tree.modules.is_empty() {
            bail!("{folder} has no lib.rs and no main.rs");
        }
        Ok(tree)
    }

    pub(super) fn get(&self, path: &[String]) -> Option<&Module> {
        self.modules.get(path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&ModulePath, &Module)> {
        self.modules.iter()
    }

    fn read_file(&mut self, root: &Path, file: &Path, path: ModulePath) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(root.join(file))
            .with_context(|| format!("reading {}", file.display()))?;
        let parsed =
            syn::parse_file(&text).with_context(|| format!("parsing {}", file.display()))?;
        let reader = Reader { root, file, file_module: &path };
        reader.read_items(self, parsed.items, path.clone(), &folder_of_children(file))
    }
}

/// What stays the same while a file is read.
struct Reader<'f> {
    root: &'f Path,
    file: &'f Path,
    file_module: &'f ModulePath,
}

impl Reader<'_> {
    /// Reads the items of one module; the files of its children are in `folder`.
    fn read_items(
        &self,
        tree: &mut SourceTree,
        items: Vec<Item>,
        path: ModulePath,
        folder: &Path,
    ) -> anyhow::Result<()> {
        let mut module = Module {
            file: self.file.to_owned(),
            file_module: self.file_module.clone(),
            ..Module::default()
        };
        for item in items {
            match item {
                Item::Mod(child) if !is_test_only(&child.attrs) => {
                    self.read_child(tree, child, &path, folder)?;
                }
                Item::Use(used) if !is_test_only(&used.attrs) => {
                    module.uses.extend(names_of_use(&used));
                }
                Item::Mod(_) | Item::Use(_) => {}
                item => {
                    module.items.extend(names_defined_by(&item));
                    module.mentions.extend(token_paths::paths_in(item.into_token_stream()));
                }
            }
        }
        tree.modules.insert(path, module);
        Ok(())
    }

    fn read_child(
        &self,
        tree: &mut SourceTree,
        child: ItemMod,
        parent: &ModulePath,
        folder: &Path,
    ) -> anyhow::Result<()> {
        let name = name_of(&child.ident);
        let path: ModulePath = parent.iter().cloned().chain([name.clone()]).collect();
        if let Some((_, items)) = child.content {
            return self.read_items(tree, items, path, &folder.join(name));
        }
        let candidates = match path_attribute(&child.attrs) {
            Some(written) => vec![self.file.with_file_name(written)],
            None => vec![folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")],
        };
        let file = candidates.iter().find(|file| self.root.join(file).is_file());
        let file = file.with_context(|| {
            format!("{} declares the module {name}, which has no file", self.file.display())
        })?;
        tree.read_file(self.root, file, path)
    }
}

/// `a/mod.rs`, `a/lib.rs` -> `a`; `a/b.rs` -> `a/b`.
fn folder_of_children(file: &Path) -> PathBuf {
    let is_first = |stem: &str| matches!(stem, "mod" | "lib" | "main");
    match file.file_stem().and_then(|stem| stem.to_str()) {
        Some(stem) if is_first(stem) => file.parent().map(Path::to_owned).unwrap_or_default(),
        _ => file.with_extension(""),
    }
}

fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| token_paths::is_test_only(&attribute.meta.to_token_stream()))
}

/// The file that `#[path = "…"]` names.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("path")).find_map(|attribute| {
        match &attribute.meta.require_name_value().ok()?.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        }
    })
}

fn names_of_use(used: &ItemUse) -> Vec<Use> {
    let mut names = Vec::new();
    // `::name` is another crate.
    if used.leading_colon.is_none() {
        let is_reexport = !matches!(used.vis, Visibility::Inherited);
        collect_names(&used.tree, &mut Vec::new(), is_reexport, &mut names);
    }
    names
}

fn collect_names(
    tree: &UseTree,
    prefix: &mut Vec<String>,
    is_reexport: bool,
    names: &mut Vec<Use>,
) {
    let mut add = |segments: Vec<String>, name| {
        let path = WrittenPath { segments, line: tree.span().start().line };
        names.push(Use { path, name, is_reexport });
    };
    let with = |prefix: &[String], last: &syn::Ident| {
        let last = (last != "self").then(|| name_of(last));
        prefix.iter().cloned().chain(last).collect::<Vec<_>>()
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(name_of(&path.ident));
            collect_names(&path.tree, prefix, is_reexport, names);
            prefix.pop();
        }
        UseTree::Name(name) => {
            let segments = with(prefix, &name.ident);
            let last = segments.last().cloned().unwrap_or_default();
            add(segments, UsedName::Named(last));
        }
        UseTree::Rename(rename) if rename.rename == "_" => {
            add(with(prefix, &rename.ident), UsedName::Unnamed);
        }
        UseTree::Rename(rename) => {
            add(with(prefix, &rename.ident), UsedName::Named(name_of(&rename.rename)));
        }
        UseTree::Glob(_) => add(prefix.clone(), UsedName::All),
        UseTree::Group(group) => {
            for tree in &group.items {
                collect_names(tree, prefix, is_reexport, names);
            }
        }
    }
}

fn names_defined_by(item: &Item) -> Vec<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        // What a macro defines, and foreign functions: the names that follow a keyword.
        Item::Macro(_) | Item::ForeignMod(_) => return names_after_keywords(item),
        _ => return Vec::new(),
    };
    vec![name_of(name)]
}

fn names_after_keywords(item: &Item) -> Vec<String> {
    const KEYWORDS: [&str; 7] = ["const", "enum", "fn", "static", "struct", "trait", "type"];
    let paths = token_paths::paths_in(item.to_token_stream());
    let names: Vec<String> = paths.into_iter().filter_map(|mut path| path.segments.pop()).collect();
    names
        .iter()
        .zip(names.iter().skip(1))
        .filter(|(keyword, _)| KEYWORDS.contains(&keyword.as_str()))
        .map(|(_, name)| name.clone())
        .collect()
}

fn name_of(name: &syn::Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}
