//! One output has one source: which stream, tracked file or saved file of a run owns each output.
//!
//! What the command line alone tells is refused before the command starts. A glob's files are known
//! only later: then the first source keeps the output, and the other one is reported.

use super::save_rule::SaveRule;
use super::streams::STREAMS;
use super::track_rule::TrackRule;
use crate::environment::variable;
use crate::report::usage;
use anyhow::Result;
use jobshelf::{Kind, OutputPath, TaskOutputKind};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The owners of a run's outputs.
#[derive(Debug, Default)]
pub(super) struct OutputOwners {
    /// The group of each rule: rules of one level and kind write into one folder of outputs.
    groups: Vec<usize>,
    /// The owners in each group.
    owners: Vec<HashMap<OutputPath, Owner>>,
}

/// The source of an output.
#[derive(Debug, Clone)]
enum Owner {
    /// A stream or a tracked file: it owns its output from the start.
    Live(LiveSource),
    /// A file that a rule has found.
    File { rule: usize, path: PathBuf, is_saved: bool },
}

/// A stream of the command or a tracked file.
#[derive(Debug, Clone)]
struct LiveSource {
    /// What it is, for messages.
    name: String,
    /// The file that has the same bytes.
    file: Option<PathBuf>,
}

/// What a file that a rule has found is to its output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is the source.
    Owned,
    /// Its bytes get there in another way: the same file is tracked, or found by another rule.
    Covered { by: Option<String> },
    /// Another source has this output.
    Refused { owner: String },
}

/// Refuses sources of which the command line alone tells that they share an output.
pub(super) fn check_sources(rules: &[SaveRule], tracks: &[TrackRule]) -> Result<()> {
    let mut names = HashMap::<(bool, Kind, OutputPath), String>::new();
    let live = live_sources(tracks).map(|(kind, path, source)| ((false, kind, path), source.name));
    let named = rules.iter().filter(|rule| !rule.pattern.has_wildcard()).filter_map(|rule| {
        let path = rule.pattern.output_path(Path::new(rule.pattern.as_str())).ok()?;
        Some(((rule.is_job_level, rule.kind.clone(), path), rule.option()))
    });
    for (output, name) in live.chain(named) {
        let shown = format!("`{}` of kind {}", output.2.as_str(), output.1.as_str());
        if let Some(other) = names.insert(output, name.clone()) {
            return Err(usage(format!(
                "{other} and {name} would both be the output {shown}: give one of them another \
                 kind or another path"
            )));
        }
    }
    Ok(())
}

/// What owns its output from the start: the command's streams and the tracked files.
fn live_sources(tracks: &[TrackRule]) -> impl Iterator<Item = (Kind, OutputPath, LiveSource)> {
    let streams = STREAMS.into_iter().filter_map(|name| {
        let kind = Kind::from(TaskOutputKind::task_log());
        // The file with the same bytes that Batch itself writes on a node.
        let file = variable("AZ_BATCH_TASK_DIR").map(|folder| Path::new(&folder).join(name));
        let source = LiveSource { name: format!("the command's own {name}"), file };
        Some((kind, OutputPath::parse(name).ok()?, source))
    });
    let tracks = tracks.iter().map(|track| {
        let source = LiveSource { name: track.option(), file: Some(track.file.clone()) };
        (track.kind.clone(), track.path.clone(), source)
    });
    streams.chain(tracks)
}

impl OutputOwners {
    pub(super) fn new(rules: &[&SaveRule], tracks: &[TrackRule]) -> Self {
        let mut folders: Vec<(bool, &Kind)> = Vec::new();
        let mut groups = Vec::new();
        for rule in rules {
            let folder = (rule.is_job_level, &rule.kind);
            let group = folders.iter().position(|it| *it == folder).unwrap_or_else(|| {
                folders.push(folder);
                folders.len() - 1
            });
            groups.push(group);
        }
        let mut owners = vec![HashMap::new(); folders.len()];
        for (kind, path, source) in live_sources(tracks) {
            let group = folders.iter().position(|it| *it == (false, &kind));
            if let Some(owners) = group.and_then(|group| owners.get_mut(group)) {
                owners.insert(path, Owner::Live(source));
            }
        }
        Self { groups, owners }
    }

    /// What `file`, which the rule has found, is to the output. A file that is the first to ask for
    /// an output owns it from then on.
    pub(super) fn claim(&mut self, rule: usize, output: &OutputPath, file: &Path) -> Claim {
        let Some(owners) = self.folder_of(rule) else { return Claim::Owned };
        match owners.get(output) {
            None => {
                let owner = Owner::File { rule, path: file.to_owned(), is_saved: false };
                owners.insert(output.clone(), owner);
                Claim::Owned
            }
            Some(Owner::File { rule: its_rule, path, .. }) if path == file => {
                if *its_rule == rule {
                    Claim::Owned
                } else {
                    Claim::Covered { by: None }
                }
            }
            Some(Owner::File { path, .. }) => match is_same_file(path, file) {
                true => Claim::Covered { by: None },
                false => Claim::Refused {
                    owner: format!("`{}`", jobshelf::escape::text_from_path(path)),
                },
            },
            Some(Owner::Live(source)) => {
                let is_same = source.file.as_deref().is_some_and(|it| is_same_file(it, file));
                let name = source.name.clone();
                if is_same {
                    Claim::Covered { by: Some(name) }
                } else {
                    Claim::Refused { owner: name }
                }
            }
        }
    }

    /// The file is in storage: it owns its output also when it is removed.
    pub(super) fn keep(&mut self, rule: usize, output: &OutputPath) {
        if let Some(Owner::File { is_saved, .. }) =
            self.folder_of(rule).and_then(|owners| owners.get_mut(output))
        {
            *is_saved = true;
        }
    }

    /// The file is gone. If it is not in storage, another one may have the output.
    pub(super) fn release(&mut self, rule: usize, output: &OutputPath, file: &Path) {
        let Some(owners) = self.folder_of(rule) else { return };
        if let Some(Owner::File { path, is_saved: false, .. }) = owners.get(output)
            && path == file
        {
            owners.remove(output);
        }
    }

    /// A path like `output` that no source has: `log-2.txt` for `log.txt`.
    pub(super) fn free_path(&self, rule: usize, output: &OutputPath) -> Option<OutputPath> {
        let owners = self.owners.get(*self.groups.get(rule)?)?;
        let (folder, name) = match output.as_str().rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name),
            None => (String::new(), output.as_str()),
        };
        let (stem, extension) = match name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
            Some((stem, extension)) => (stem, format!(".{extension}")),
            None => (name, String::new()),
        };
        let numbered = |n: usize| OutputPath::parse(&format!("{folder}{stem}-{n}{extension}")).ok();
        (2..=owners.len() + 2).filter_map(numbered).find(|path| !owners.contains_key(path))
    }

    fn folder_of(&mut self, rule: usize) -> Option<&mut HashMap<OutputPath, Owner>> {
        self.owners.get_mut(*self.groups.get(rule)?)
    }
}

/// Whether two names lead to one file.
fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Pattern;
    use jobshelf::track::Generations;

    fn rule(kind: &str, glob: &str, is_job_level: bool) -> SaveRule {
        let pattern = Pattern::parse(glob).unwrap();
        SaveRule { kind: Kind::parse(kind).unwrap(), pattern, is_job_level }
    }

    fn track(kind: &str, file: &str) -> TrackRule {
        let path = crate::files::output_path_from(Path::new(file)).unwrap();
        let kind = Kind::parse(kind).unwrap();
        TrackRule { kind, file: file.into(), path, earlier: Generations::default() }
    }

    fn path(text: &str) -> OutputPath {
        OutputPath::parse(text).unwrap()
    }

    #[test]
    fn two_sources_of_one_output_are_refused_by_name() {
        let refused = |rules: &[SaveRule], tracks: &[TrackRule]| {
            check_sources(rules, tracks).unwrap_err().to_string()
        };
        let told = refused(&[], &[track("TaskLog", "stdout.txt")]);
        assert!(told.contains("the command's own stdout.txt"), "{told}");
        assert!(told.contains("`--track TaskLog=stdout.txt`"), "{told}");
        let told = refused(&[rule("TaskLog", "../stderr.txt", false)], &[]);
        assert!(told.contains("own stderr.txt") && told.contains("../stderr.txt`"), "{told}");
        let two = [rule("K", "../out/x", false), rule("K", "./out/x", false)];
        let told = refused(&two, &[]);
        assert!(told.contains("`--save K=../out/x` and `--save K=./out/x`"), "{told}");
        let told = refused(&[rule("TaskLog", "a.log", false)], &[track("TaskLog", "../a.log")]);
        assert!(told.contains("`--save TaskLog=a.log`") && told.contains("../a.log`"), "{told}");
        refused(&[], &[track("K", "a"), track("K", "../a")]);
        refused(&[rule("K", "a", true), rule("K", "../a", true)], &[]);
    }

    #[test]
    fn outputs_of_other_kinds_and_levels_do_not_meet() {
        let rules = [
            rule("TaskOutput", "stdout.txt", false),
            rule("TaskLog", "stdout.txt", true),
            rule("TaskLog", "*.txt", false),
            rule("TaskLog", "logs/stdout.txt", false),
            rule("TaskLog", ".", false),
        ];
        let tracks = [track("TaskLog", "a.log"), track("Other", "a.log")];
        assert!(check_sources(&rules, &tracks).is_ok());
    }

    #[test]
    fn the_first_file_keeps_its_output_until_it_is_removed_unsaved() {
        let rules = [rule("K", "../*", false), rule("K", "*", false), rule("L", "*", false)];
        let mut owners = OutputOwners::new(&rules.each_ref(), &[track("K", "log")]);
        let refused = |owner: &str| Claim::Refused { owner: owner.to_owned() };
        let mut claim = |rule, file: &str| owners.claim(rule, &path("x"), Path::new(file));
        assert_eq!(claim(0, "../x"), Claim::Owned);
        assert_eq!(claim(0, "../x"), Claim::Owned);
        assert_eq!(claim(1, "../x"), Claim::Covered { by: None });
        assert_eq!(claim(1, "x"), refused("`../x`"));
        assert_eq!(claim(2, "x"), Claim::Owned);
        assert_eq!(owners.free_path(1, &path("x")), Some(path("x-2")));
        owners.release(0, &path("x"), Path::new("../x"));
        assert_eq!(owners.claim(1, &path("x"), Path::new("x")), Claim::Owned);
        owners.keep(1, &path("x"));
        owners.release(1, &path("x"), Path::new("x"));
        assert_eq!(owners.claim(0, &path("x"), Path::new("../x")), refused("`x`"));
        assert_eq!(owners.claim(0, &path("log"), Path::new("../log")), refused("`--track K=log`"));
    }

    #[test]
    fn a_free_path_keeps_the_folder_and_the_extension() {
        let rules = [rule("K", "*", false)];
        let mut owners = OutputOwners::new(&rules.each_ref(), &[]);
        let mut free = |text: &str| {
            owners.claim(0, &path(text), Path::new(text));
            owners.free_path(0, &path(text)).unwrap().as_str().to_owned()
        };
        assert_eq!(free("a/log.txt"), "a/log-2.txt");
        assert_eq!(free("log"), "log-2");
        assert_eq!(free("log-2"), "log-2-2");
        assert_eq!(free("log"), "log-3");
        assert_eq!(free(".env"), ".env-2");
    }
}
