//! Which outputs the arguments select: by owner, kind and PATH.
//!
//! With a kind, a PATH is below the kind; otherwise it is a name as `list` prints it. What all
//! selected names begin with goes to the service as the prefix of a listing.

use super::path_pattern::PathPattern;
use crate::args::OutputsArgs;
use crate::environment::variable;
use crate::target::owner_from;
use anyhow::Result;
use jobshelf::{Kind, OutputAddress, OutputPath, Owner};

/// What the outputs have to be.
#[derive(Debug)]
pub(crate) struct Selector {
    /// None selects those of the job and of all tasks.
    pub(super) owner: Option<Owner>,
    pub(super) kind: Option<Kind>,
    patterns: Vec<PathPattern>,
    /// For each pattern whether something has matched it.
    has_matched: Vec<bool>,
}

impl Selector {
    pub(crate) fn parse(args: &OutputsArgs) -> Result<Self> {
        let OutputsArgs { task, job_level, whole_job, kind, paths, .. } = args;
        let kind = kind.as_deref().map(Kind::parse).transpose()?;
        // On a node, a path below a kind is one of the task.
        let is_below_kind = kind.is_some() && !paths.is_empty();
        let is_of_node = is_below_kind && !whole_job && variable("AZ_BATCH_TASK_ID").is_some();
        let is_named = task.is_some() || *job_level || is_of_node;
        let owner = is_named.then(|| owner_from(task.as_deref(), *job_level));
        Ok(Self {
            owner: owner.transpose()?,
            kind,
            patterns: paths.iter().map(|path| PathPattern::parse(path)).collect(),
            has_matched: vec![false; paths.len()],
        })
    }

    /// Whether it selects everything that is in the container.
    pub(crate) fn is_everything(&self) -> bool {
        self.owner.is_none() && self.kind.is_none() && self.patterns.is_empty()
    }

    /// Whether all outputs have one kind and one owner, so that their paths differ.
    pub(crate) fn is_single_source(&self) -> bool {
        self.owner.is_some() && self.kind.is_some()
    }

    /// The addresses, if each is given completely, so that no listing is needed.
    pub(crate) fn addresses(&self) -> Result<Option<Vec<OutputAddress>>> {
        if self.patterns.is_empty() || !self.patterns.iter().all(PathPattern::is_exact) {
            return Ok(None);
        }
        let mut addresses = Vec::new();
        for pattern in &self.patterns {
            let address = match (&self.owner, &self.kind) {
                (Some(owner), Some(kind)) => {
                    let path = OutputPath::parse(pattern.as_str())?;
                    OutputAddress::new(owner.clone(), kind.clone(), path)
                }
                (None, None) => match OutputAddress::parse(pattern.as_str()) {
                    Some(address) => address,
                    None => return Ok(None),
                },
                _ => return Ok(None),
            };
            // Given twice, it would be fetched twice at the same time.
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        Ok(Some(addresses))
    }

    /// The prefixes that list all selected names, none of which is within another.
    pub(crate) fn prefixes(&self) -> Vec<String> {
        let base = self.base();
        let mut prefixes: Vec<String> = match (&self.owner, &self.kind) {
            _ if self.patterns.is_empty() => vec![base],
            (Some(_), Some(_)) => {
                self.patterns.iter().map(|it| format!("{base}{}", it.prefix())).collect()
            }
            (None, Some(_)) => vec![base],
            (_, None) => {
                let longer = |prefix: &str| match (prefix.starts_with(&base), &base) {
                    (true, _) => Some(prefix.to_owned()),
                    (false, base) => base.starts_with(prefix).then(|| base.clone()),
                };
                self.patterns.iter().filter_map(|it| longer(it.prefix())).collect()
            }
        };
        prefixes.sort_unstable();
        let mut apart: Vec<String> = Vec::new();
        for prefix in prefixes {
            if !apart.last().is_some_and(|last| prefix.starts_with(last.as_str())) {
                apart.push(prefix);
            }
        }
        apart
    }

    /// What the names of all outputs of the owner and the kind begin with.
    fn base(&self) -> String {
        match (&self.owner, &self.kind) {
            (Some(owner), Some(kind)) => OutputAddress::prefix(owner, kind),
            (Some(Owner::Task(task)), None) => OutputAddress::task_prefix(task),
            // A `$` begins the names of the job's own outputs and no others.
            (Some(Owner::Job), None) => "$".to_owned(),
            (None, _) => String::new(),
        }
    }

    /// Whether it selects the output at `address`.
    pub(crate) fn selects(&mut self, address: &OutputAddress) -> bool {
        self.fits(address)
            && match self.kind {
                Some(_) => self.matches(address.path()),
                None => self.matches(address.blob_name().as_str()),
            }
    }

    /// Whether it selects a blob outside the conventions.
    pub(crate) fn selects_other(&mut self, name: &str) -> bool {
        self.owner.is_none() && self.kind.is_none() && self.matches(name)
    }

    /// Whether it would select any output directly in `folder`.
    pub(crate) fn covers(&self, folder: &str) -> bool {
        let inside = format!("{}/x", folder.trim_end_matches('/'));
        if self.kind.is_none() && self.patterns.is_empty() {
            return inside.starts_with(&self.base());
        }
        let Some(address) = OutputAddress::parse(&inside) else { return false };
        let name = if self.kind.is_some() { address.path() } else { &inside };
        self.fits(&address)
            && (self.patterns.is_empty() || self.patterns.iter().any(|it| it.is_match(name)))
    }

    /// Whether the owner and the kind are the selected ones.
    fn fits(&self, address: &OutputAddress) -> bool {
        self.owner.as_ref().is_none_or(|owner| owner == address.owner())
            && self.kind.as_ref().is_none_or(|kind| kind == address.kind())
    }

    fn matches(&mut self, name: &str) -> bool {
        let mut is_match = self.patterns.is_empty();
        for (pattern, has_matched) in self.patterns.iter().zip(&mut self.has_matched) {
            if pattern.is_match(name) {
                (is_match, *has_matched) = (true, true);
            }
        }
        is_match
    }

    /// Whether there are PATHs.
    pub(crate) fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }

    /// The PATHs that nothing has matched.
    pub(super) fn unmatched(&self) -> impl Iterator<Item = &PathPattern> {
        let patterns = self.patterns.iter().zip(&self.has_matched);
        patterns.filter(|(_, has_matched)| !**has_matched).map(|(pattern, _)| pattern)
    }

    /// The name in the container that a PATH stands for; none if it stands for several.
    pub(super) fn full_name(&self, pattern: &PathPattern) -> Option<String> {
        match (&self.owner, &self.kind) {
            (None, Some(_)) => None,
            (Some(_), Some(_)) => Some(format!("{}{}", self.base(), pattern.as_str())),
            (_, None) => Some(pattern.as_str().to_owned()),
        }
    }

    /// Which outputs it selects, for a message: ` of kind … of task …`.
    pub(super) fn of(&self) -> String {
        let kind = self.kind.as_ref().map(|kind| format!(" of kind `{kind}`"));
        let owner = match &self.owner {
            Some(Owner::Task(task)) => Some(format!(" of task `{task}`")),
            Some(Owner::Job) => Some(" of the job".to_owned()),
            None => None,
        };
        kind.unwrap_or_default() + &owner.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selector(task: Option<&str>, kind: Option<&str>, paths: &[&str]) -> Selector {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        let (task, kind) = (task.map(str::to_owned), kind.map(str::to_owned));
        Selector::parse(&OutputsArgs { task, kind, paths, ..OutputsArgs::default() }).unwrap()
    }

    fn prefixes(task: Option<&str>, kind: Option<&str>, paths: &[&str]) -> Vec<String> {
        selector(task, kind, paths).prefixes()
    }

    #[test]
    fn the_service_lists_no_more_than_what_the_arguments_name() {
        assert_eq!(prefixes(None, None, &[]), [""]);
        assert_eq!(prefixes(Some("t"), None, &[]), ["t/"]);
        assert_eq!(prefixes(Some("t"), Some("K"), &[]), ["t/$K/"]);
        assert_eq!(prefixes(Some("t"), Some("K"), &["b*", "a/", "a/c"]), ["t/$K/a/", "t/$K/b"]);
        assert_eq!(prefixes(None, None, &["t1/$K/", "t2/*"]), ["t1/$K/", "t2/"]);
        assert_eq!(prefixes(Some("t"), None, &["**/a", "t/$K/b*"]), ["t/"]);
        assert_eq!(prefixes(Some("t"), None, &["u/a"]), [""; 0]);
    }

    #[test]
    fn a_path_is_below_the_kind_or_a_whole_name() {
        let address = |name| OutputAddress::parse(name).unwrap();
        let mut below = selector(Some("t"), Some("K"), &["a/*"]);
        assert!(below.selects(&address("t/$K/a/b")) && !below.selects(&address("t/$L/a/b")));
        let mut whole = selector(None, None, &["*/$K/a", "gone"]);
        assert!(whole.selects(&address("t/$K/a")) && !whole.selects(&address("t/$K/b")));
        assert!(!whole.selects_other("notes.txt"));
        let unmatched: Vec<_> = whole.unmatched().map(PathPattern::as_str).collect();
        assert_eq!(unmatched, ["gone"]);
    }

    #[test]
    fn a_folder_is_covered_if_everything_in_it_would_be_selected() {
        let task = selector(Some("t"), None, &[]);
        assert!(task.covers("t") && task.covers("t/$K/out/") && !task.covers("t2"));
        let kind = selector(Some("t"), Some("K"), &[]);
        assert!(kind.covers("t/$K") && !kind.covers("t") && !kind.covers("t/$L"));
        let folder = selector(Some("t"), Some("K"), &["out/"]);
        assert!(folder.covers("t/$K/out/deep") && !folder.covers("t/$K"));
        let glob = selector(None, None, &["t/$K/*.exr"]);
        assert!(!glob.covers("t/$K"));
        assert!(selector(None, None, &[]).covers("any"));
    }

    #[test]
    fn outputs_that_are_named_completely_need_no_listing() {
        let names = |task, kind, paths: &[&str]| {
            let addresses = selector(task, kind, paths).addresses().unwrap()?;
            Some(addresses.iter().map(|it| it.blob_name().as_str().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(names(Some("t"), Some("K"), &["a", "a"]).unwrap(), ["t/$K/a"]);
        assert_eq!(names(None, None, &["t/$K/a"]).unwrap(), ["t/$K/a"]);
        assert_eq!(names(None, Some("K"), &["a"]), None);
        assert_eq!(names(Some("t"), Some("K"), &["a", "b*"]), None);
        assert_eq!(names(Some("t"), Some("K"), &[]), None);
        assert!(selector(Some("t"), Some("K"), &["a/../b"]).addresses().is_err());
    }
}
