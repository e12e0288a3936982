//! The lists of layers in ARCHITECTURE.md: the document is the table that the check reads.
//!
//! A list is a fenced block whose info string is `layers` and a folder. A line of it begins with
//! the names of modules, separated by commas, a slash after those that are folders; two spaces
//! separate them from what the line says about them.

use anyhow::{bail, ensure};

/// One list: the modules of a folder, lowest layer first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LayerList {
    /// From the project's root, as `crates/core/src`.
    pub(super) folder: String,
    pub(super) modules: Vec<String>,
}

impl LayerList {
    /// How far up a module is; none if it is not listed.
    pub(super) fn rank(&self, module: &str) -> Option<usize> {
        self.modules.iter().position(|listed| listed == module)
    }
}

/// Every list of a Markdown document.
pub(super) fn lists(markdown: &str) -> anyhow::Result<Vec<LayerList>> {
    let mut lists = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        // Every block is read to its end, so that a closing fence never opens one.
        let block = lines.by_ref().take_while(|line| !line.starts_with("```"));
        match info.trim().split_once(' ') {
            Some(("layers", folder)) => lists.push(list(folder.trim(), block)?),
            _ => block.for_each(drop),
        }
    }
    Ok(lists)
}

fn list<'l>(folder: &str, lines: impl Iterator<Item = &'l str>) -> anyhow::Result<LayerList> {
    let mut modules: Vec<String> = Vec::new();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let names = line.split("  ").next().unwrap_or_default();
        for name in names.split(',').map(|name| name.trim().trim_end_matches('/')) {
            if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                bail!("the list of {folder} has a line that begins with no modules: {line}");
            }
            ensure!(modules.iter().all(|m| m != name), "the list of {folder} has {name} twice");
            modules.push(name.to_owned());
        }
    }
    ensure!(!modules.is_empty(), "the list of {folder} is empty");
    Ok(LayerList { folder: folder.to_owned(), modules })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_the_names_at_the_start_of_each_line() {
        let markdown = "# A\n```\ncrates/core  not a list\n```\n\n```layers crates/core/src\n\
                        names/       pure, text\nlink, sniff  two of them\nshell\n```\n";
        let lists = lists(markdown).unwrap();
        assert_eq!(lists.len(), 1);
        assert_eq!(lists[0].folder, "crates/core/src");
        assert_eq!(lists[0].modules, ["names", "link", "sniff", "shell"]);
        assert_eq!(lists[0].rank("sniff"), Some(2));
        assert_eq!(lists[0].rank("other"), None);
    }

    #[test]
    fn a_line_without_modules_and_a_module_named_twice_are_errors() {
        assert!(lists("```layers a\nnames and more words\n```\n").is_err());
        assert!(lists("```layers a\nnames\nlink, names\n```\n").is_err());
        assert!(lists("```layers a\n```\n").is_err());
    }
}
