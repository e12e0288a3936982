//! What could not be saved, and the command that saves it.

use super::save_rule::SaveRule;
use jobshelf::{JobId, Kind, TaskId, shell};
use std::path::{Path, PathBuf};

/// The most files that a command names one by one; more are named by their glob.
const MAX_NAMED_FILES: usize = 8;

/// An output that is not in storage, or not completely.
#[derive(Debug)]
pub(super) struct UnsavedOutput {
    /// What is not saved, as a sentence for a person.
    pub(super) what: String,
    pub(super) reason: String,
    /// The words of the command that saves it, without the job and the task; none if there is no
    /// file to save from.
    words: Option<Vec<String>>,
    is_job_level: bool,
}

impl UnsavedOutput {
    pub(super) fn files(rule: &SaveRule, files: Vec<PathBuf>, reason: String) -> Self {
        let pattern = &rule.pattern;
        let what = match files.as_slice() {
            [file] => format!("`{}` is not saved", file.display()),
            _ => format!("{} files of `{}` are not saved", files.len(), pattern.as_str()),
        };
        let mut words = vec!["save".to_owned(), "--kind".to_owned(), rule.kind.as_str().to_owned()];
        let is_rooted = Path::new(pattern.as_str()).is_absolute();
        if pattern.has_wildcard() && (is_rooted || files.len() > MAX_NAMED_FILES) {
            // A rooted file by itself would not tell where its path below the kind begins.
            words.push(pattern.as_str().to_owned());
        } else {
            let path = files.first().filter(|_| is_rooted);
            if let Some(path) = path.and_then(|file| pattern.output_path(file).ok()) {
                words.extend(["--as".to_owned(), path.as_str().to_owned()]);
            }
            let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
            if names.iter().any(|name| name.starts_with('-')) {
                words.push("--".to_owned());
            }
            words.extend(names);
        }
        Self { what, reason, words: Some(words), is_job_level: rule.is_job_level }
    }

    /// Files of a rule that there was no time to find.
    pub(super) fn unknown(rule: &SaveRule) -> Self {
        let glob = rule.pattern.as_str();
        let words = ["save", "--kind", rule.kind.as_str(), glob].map(str::to_owned).to_vec();
        let what = format!("not all files of `{glob}` are known to be saved");
        let reason = "there was no time to look through their folders".to_owned();
        Self { what, reason, words: Some(words), is_job_level: rule.is_job_level }
    }

    /// A stream whose rest is in `file`. The command sends it and the exit code.
    pub(super) fn stream(
        name: &str,
        kind: &Kind,
        file: Option<&Path>,
        exit_code: Option<i32>,
        reason: String,
    ) -> Self {
        let words = file.map(|file| {
            let mut words = vec!["track", "--once", "--kind", kind.as_str(), "--as", name];
            let code = exit_code.map(|code| code.to_string());
            words.extend(code.iter().flat_map(|code| ["--exit-code", code]));
            let file = file.display().to_string();
            words.push(&file);
            words.into_iter().map(str::to_owned).collect()
        });
        Self { what: format!("{name} is not saved whole"), reason, words, is_job_level: false }
    }

    /// A stream that the spool has with gaps and `file` has completely.
    pub(super) fn whole_file(name: &str, kind: &Kind, file: Option<&Path>, reason: String) -> Self {
        let words = file.map(|file| {
            let file = file.display().to_string();
            ["save", "--kind", kind.as_str(), "--as", name, &file].map(str::to_owned).to_vec()
        });
        Self { what: format!("{name} is not saved whole"), reason, words, is_job_level: false }
    }

    /// The command line that saves it, quoted for a shell.
    pub(super) fn command(&self, job: Option<&JobId>, task: Option<&TaskId>) -> Option<String> {
        let words = self.words.as_ref()?;
        let (verb, rest) = words.split_first()?;
        let mut line = format!("jobshelf {verb}");
        let mut add = |word: &str| {
            line.push(' ');
            line.push_str(&shell::quote(word));
        };
        if let Some(job) = job {
            add("--job");
            add(job.as_str());
        }
        match task {
            _ if self.is_job_level => add("--job-level"),
            Some(task) => {
                add("--task");
                add(task.as_str());
            }
            None => {}
        }
        rest.iter().for_each(|word| add(word));
        Some(line)
    }
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
    fn a_file_name_with_a_leading_hyphen_is_not_an_option() {
        let unsaved = UnsavedOutput::files(&rule("*.png"), vec!["-a.png".into()], String::new());
        let line = unsaved.command(None, None).unwrap();
        assert_eq!(line, "jobshelf save --kind TaskOutput -- -a.png");
    }
}
