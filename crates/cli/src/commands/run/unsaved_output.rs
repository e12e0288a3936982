//! What could not be saved, and the command that saves it.

use super::save_rule::SaveRule;
use crate::files::SearchError;
use jobshelf::escape::text_from_path;
use jobshelf::{JobId, Kind, OutputPath, TaskId, shell};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The most files that a command names one by one; more are named by their glob.
const MAX_NAMED_FILES: usize = 8;
/// The most problems of a search that are reported one by one.
const MAX_HIDDEN: usize = 20;

/// An output that is not in storage, or not completely.
#[derive(Debug)]
pub(super) struct UnsavedOutput {
    /// What is not saved, as a sentence for a person.
    pub(super) what: String,
    pub(super) reason: String,
    /// The words of the command that saves it, without the job and the task; none if there is no
    /// file to save from.
    words: Option<Vec<OsString>>,
    is_job_level: bool,
}

/// A log that storage does not have completely.
#[derive(Debug)]
pub(super) struct UnsavedLog<'a> {
    /// Its path below the kind.
    pub(super) name: &'a str,
    pub(super) kind: &'a Kind,
    /// The file to save it from, if there is one.
    pub(super) file: Option<&'a Path>,
    /// The exit code of the command, which is stored with the log.
    pub(super) exit_code: Option<i32>,
    pub(super) reason: String,
}

/// How a command saves a log, by what storage has of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogRemedy {
    /// Storage has the beginning: the rest is appended.
    Append,
    /// Storage has it with gaps: it is sent again.
    Replace,
    /// Nothing can be appended to the blob of that name: a saved file replaces it, as the type of
    /// a blob cannot change.
    Overwrite,
}

impl UnsavedOutput {
    pub(super) fn files(rule: &SaveRule, files: Vec<PathBuf>, reason: String) -> Self {
        let pattern = &rule.pattern;
        let what = match files.as_slice() {
            [file] => format!("`{}` is not saved", text_from_path(file)),
            _ => format!("{} files of `{}` are not saved", files.len(), pattern.as_str()),
        };
        let named = Path::new(pattern.as_str());
        let is_rooted = named.is_absolute();
        let mut words = ["save", "--kind", rule.kind.as_str()].map(OsString::from).to_vec();
        let is_one_file = files.iter().map(PathBuf::as_path).eq([named]);
        if !is_one_file && (is_rooted || files.len() > MAX_NAMED_FILES) {
            // A rooted file by itself would not tell where its path below the kind begins.
            words.extend(file_words([named]));
        } else {
            if let Ok(path) = pattern.output_path(named)
                && is_rooted
            {
                words.extend(["--as", path.as_str()].map(OsString::from));
            }
            words.extend(file_words(files.iter().map(PathBuf::as_path)));
        }
        Self { what, reason, words: Some(words), is_job_level: rule.is_job_level }
    }

    /// Files whose names cannot be names of outputs, so that no command saves them as they are.
    pub(super) fn nameless(rule: &SaveRule, files: Vec<PathBuf>, reason: String) -> Self {
        Self { words: None, ..Self::files(rule, files, reason) }
    }

    /// Files that the command removed after they could not be saved. Nothing can save them any more.
    pub(super) fn lost(rule: &SaveRule, files: &[&Path], reason: &str) -> Self {
        let what = match files {
            [file] => format!("`{}` was removed before it could be saved", text_from_path(file)),
            _ => format!(
                "{} files of `{}` were removed before they could be saved",
                files.len(),
                rule.pattern.as_str()
            ),
        };
        let reason = reason.to_owned();
        Self { what, reason, words: None, is_job_level: rule.is_job_level }
    }

    /// A file whose output is that of another source. The command saves it at `path`.
    pub(super) fn owned_by_other(
        rule: &SaveRule,
        file: &Path,
        path: Option<&OutputPath>,
        reason: String,
    ) -> Self {
        let words = path.map(|path| {
            let kind = rule.kind.as_str();
            let mut words =
                ["save", "--kind", kind, "--as", path.as_str()].map(OsString::from).to_vec();
            words.extend(file_words([file]));
            words
        });
        let what = format!("`{}` is not saved", text_from_path(file));
        Self { what, reason, words, is_job_level: rule.is_job_level }
    }

    /// More of them than are worth a line each.
    pub(super) fn more_owned_by_others(rule: &SaveRule, n_files: usize) -> Self {
        let what = format!("{n_files} more files of `{}` are not saved", rule.pattern.as_str());
        let reason = "their outputs are those of other files".to_owned();
        Self { what, reason, words: None, is_job_level: rule.is_job_level }
    }

    /// What a search for a rule's files could not look at; one entry for each, up to a limit.
    pub(super) fn hidden(rule: &SaveRule, errors: &[&SearchError]) -> Vec<Self> {
        let glob = rule.pattern.as_str();
        let what = format!("not all files of `{glob}` are known to be saved");
        let unsaved = |reason: String| Self {
            what: what.clone(),
            reason,
            words: None,
            is_job_level: rule.is_job_level,
        };
        if let Some(error) = errors.iter().find(|error| error.is_temporary()) {
            return vec![Self { reason: error.to_string(), ..Self::unknown(rule) }];
        }
        let mut reasons: Vec<String> =
            errors.iter().take(MAX_HIDDEN).map(|error| error.to_string()).collect();
        if let Some(n_more) = errors.len().checked_sub(MAX_HIDDEN).filter(|n| *n > 0) {
            reasons.push(format!("and {n_more} more"));
        }
        reasons.into_iter().map(unsaved).collect()
    }

    /// Files of a rule that there was no time to find.
    pub(super) fn unknown(rule: &SaveRule) -> Self {
        let glob = rule.pattern.as_str();
        let words = ["save", "--kind", rule.kind.as_str(), glob].map(OsString::from).to_vec();
        let what = format!("not all files of `{glob}` are known to be saved");
        let reason = "there was no time to look through their folders".to_owned();
        Self { what, reason, words: Some(words), is_job_level: rule.is_job_level }
    }

    /// A log that storage does not have completely.
    pub(super) fn log(log: UnsavedLog<'_>, remedy: LogRemedy) -> Self {
        let words = log.file.map(|file| log.words(file, remedy));
        let reason = match (remedy, &words) {
            (LogRemedy::Overwrite, Some(_)) => {
                format!("{}; the command below replaces it", log.reason)
            }
            _ => log.reason,
        };
        let what = format!("{} is not saved whole", log.name);
        Self { what, reason, words, is_job_level: false }
    }

    /// The command line that saves it, quoted for a shell.
    pub(super) fn command(&self, job: Option<&JobId>, task: Option<&TaskId>) -> Option<String> {
        let words = self.words.as_ref()?;
        let (verb, rest) = words.split_first()?;
        let mut line = format!("jobshelf {}", shell::quote_os(verb));
        let mut add = |word: &OsStr| {
            line.push(' ');
            line.push_str(&shell::quote_os(word));
        };
        if let Some(job) = job {
            add("--job".as_ref());
            add(job.as_str().as_ref());
        }
        match task {
            _ if self.is_job_level => add("--job-level".as_ref()),
            Some(task) => {
                add("--task".as_ref());
                add(task.as_str().as_ref());
            }
            None => {}
        }
        rest.iter().for_each(|word| add(word));
        Some(line)
    }
}

impl UnsavedLog<'_> {
    /// The words of the command that saves it from `file`.
    fn words(&self, file: &Path, remedy: LogRemedy) -> Vec<OsString> {
        let (kind, code) = (self.kind.as_str(), self.exit_code.map(|code| code.to_string()));
        let mut words = match remedy {
            LogRemedy::Append => vec!["track", "--once", "--kind", kind, "--as", self.name],
            LogRemedy::Replace => {
                vec!["track", "--once", "--kind", kind, "--as", self.name, "--replace"]
            }
            LogRemedy::Overwrite => vec!["save", "--kind", kind, "--as", self.name],
        };
        if remedy != LogRemedy::Overwrite {
            words.extend(code.iter().flat_map(|code| ["--exit-code", code]));
        }
        words.into_iter().map(OsString::from).chain(file_words([file])).collect()
    }
}

/// The words for files, which a command must not take for options.
fn file_words<'a>(files: impl IntoIterator<Item = &'a Path>) -> Vec<OsString> {
    let mut names: Vec<OsString> = files.into_iter().map(|it| it.as_os_str().to_owned()).collect();
    if names.iter().any(|name| name.as_encoded_bytes().starts_with(b"-")) {
        names.insert(0, "--".into());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Pattern;

    fn rule(glob: &str) -> SaveRule {
        let kind = Kind::parse("TaskOutput").unwrap();
        SaveRule { kind, pattern: Pattern::parse(glob).unwrap(), is_job_level: false }
    }

    #[test]
    fn the_command_names_few_files_and_otherwise_their_glob() {
        let job = JobId::parse("j").unwrap();
        let task = TaskId::parse("t").unwrap();
        let line = |files: Vec<PathBuf>| {
            let unsaved = UnsavedOutput::files(&rule("out/*.png"), files, String::new());
            unsaved.command(Some(&job), Some(&task)).unwrap()
        };
        assert_eq!(
            line(vec!["out/a b.png".into(), "out/it's.png".into()]),
            "jobshelf save --job j --task t --kind TaskOutput 'out/a b.png' 'out/it'\\''s.png'"
        );
        let many = (0..9).map(|n| PathBuf::from(format!("out/{n}.png"))).collect();
        assert_eq!(line(many), "jobshelf save --job j --task t --kind TaskOutput 'out/*.png'");
    }

    #[test]
    fn the_command_gives_a_rooted_file_the_path_of_the_run() {
        let line = |glob: &str, file: &str| {
            UnsavedOutput::files(&rule(glob), vec![file.into()], String::new())
                .command(None, None)
                .unwrap()
        };
        let root = if cfg!(windows) { "C:/" } else { "/" };
        assert_eq!(
            line(&format!("{root}out/**/*.png"), &format!("{root}out/deep/a.png")),
            format!("jobshelf save --kind TaskOutput '{root}out/**/*.png'")
        );
        assert_eq!(
            line(&format!("{root}out/a.png"), &format!("{root}out/a.png")),
            format!("jobshelf save --kind TaskOutput --as a.png {root}out/a.png")
        );
    }

    #[test]
    fn the_command_names_a_rooted_folder_instead_of_its_files() {
        let root = if cfg!(windows) { "C:/" } else { "/" };
        let folder = format!("{root}out");
        let files = vec![format!("{folder}/a.png").into(), format!("{folder}/b.png").into()];
        let unsaved = UnsavedOutput::files(&rule(&folder), files, String::new());
        let line = unsaved.command(None, None).unwrap();
        assert_eq!(line, format!("jobshelf save --kind TaskOutput {folder}"));
    }

    #[cfg(unix)]
    #[test]
    fn a_hostile_file_name_is_shown_in_the_command_and_can_be_pasted() {
        use std::os::unix::ffi::OsStrExt as _;
        let kind = Kind::parse("TaskLog").unwrap();
        let line = |name: &[u8]| {
            let file = Path::new(OsStr::from_bytes(name));
            let (name, kind, file) = ("x", &kind, Some(file));
            let log = UnsavedLog { name, kind, file, exit_code: None, reason: String::new() };
            UnsavedOutput::log(log, LogRemedy::Append).command(None, None).unwrap()
        };
        let beginning = "jobshelf track --once --kind TaskLog --as x ";
        assert_eq!(line(b"a\n\x1b[31m"), format!(r"{beginning}$'a\n\033[31m'"));
        assert_eq!(line(b"a\xff"), format!(r"{beginning}$'a\377'"));
    }

    #[test]
    fn a_file_name_with_a_leading_hyphen_is_not_an_option() {
        let unsaved = UnsavedOutput::files(&rule("*.png"), vec!["-a.png".into()], String::new());
        let line = unsaved.command(None, None).unwrap();
        assert_eq!(line, "jobshelf save --kind TaskOutput -- -a.png");
    }
}
