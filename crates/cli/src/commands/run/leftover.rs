//! What could not be saved, and the command that saves it.

use super::files::Rule;
use jobshelf::{JobId, Kind, TaskId, shell};
use std::path::{Path, PathBuf};

/// More files than these are named by their glob.
const MOST_NAMED: usize = 8;

/// Something that is not in storage, or not all of it.
#[derive(Debug)]
pub(super) struct Leftover {
    /// What, for a person.
    pub(super) what: String,
    pub(super) why: String,
    /// The words of the command behind the job and the task; none if there is nothing to save from.
    words: Option<Vec<String>>,
    is_jobs: bool,
}

impl Leftover {
    pub(super) fn files(rule: &Rule, files: Vec<PathBuf>, why: String) -> Self {
        let pattern = &rule.pattern;
        let what = match files.as_slice() {
            [file] => format!("`{}` is not saved", file.display()),
            _ => format!("{} files of `{}` are not saved", files.len(), pattern.as_str()),
        };
        let mut words = vec!["save".to_owned(), "--kind".to_owned(), rule.kind.as_str().to_owned()];
        let is_rooted = Path::new(pattern.as_str()).is_absolute();
        if pattern.has_wildcard() && (is_rooted || files.len() > MOST_NAMED) {
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
        Self { what, why, words: Some(words), is_jobs: rule.is_jobs }
    }

    /// Files that there was no time to look for.
    pub(super) fn unknown(rule: &Rule) -> Self {
        let glob = rule.pattern.as_str();
        let words = ["save", "--kind", rule.kind.as_str(), glob].map(str::to_owned).to_vec();
        let what = format!("not all files of `{glob}` are known to be saved");
        let why = "there was no time to look through their folders".to_owned();
        Self { what, why, words: Some(words), is_jobs: rule.is_jobs }
    }

    /// A stream that is to be sent from `file`, from where it ends in storage, with what the command
    /// ended with.
    pub(super) fn stream(
        name: &str,
        kind: &Kind,
        file: Option<&Path>,
        exit_code: Option<i32>,
        why: String,
    ) -> Self {
        let words = file.map(|file| {
            let mut words = vec!["track", "--once", "--kind", kind.as_str(), "--as", name];
            let code = exit_code.map(|code| code.to_string());
            words.extend(code.iter().flat_map(|code| ["--exit-code", code]));
            let file = file.display().to_string();
            words.push(&file);
            words.into_iter().map(str::to_owned).collect()
        });
        Self { what: format!("{name} is not saved whole"), why, words, is_jobs: false }
    }

    /// A stream of which parts never reached us but are in `file`.
    pub(super) fn whole_file(name: &str, kind: &Kind, file: Option<&Path>, why: String) -> Self {
        let words = file.map(|file| {
            let file = file.display().to_string();
            ["save", "--kind", kind.as_str(), "--as", name, &file].map(str::to_owned).to_vec()
        });
        Self { what: format!("{name} is not saved whole"), why, words, is_jobs: false }
    }

    /// The command line, ready to be pasted.
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
            _ if self.is_jobs => add("--job-level"),
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

    fn rule(glob: &str) -> Rule {
        let kind = Kind::parse("TaskOutput").unwrap();
        Rule { kind, pattern: Pattern::parse(glob).unwrap(), is_jobs: false }
    }

    #[test]
    fn the_command_names_few_files_and_for_many_their_glob() {
        let job = JobId::parse("j").unwrap();
        let task = TaskId::parse("t").unwrap();
        let line = |files: Vec<PathBuf>| {
            let leftover = Leftover::files(&rule("out/*.png"), files, String::new());
            leftover.command(Some(&job), Some(&task)).unwrap()
        };
        assert_eq!(
            line(vec!["out/a b.png".into(), "out/it's.png".into()]),
            "jobshelf save --job j --task t --kind TaskOutput 'out/a b.png' 'out/it'\\''s.png'"
        );
        let many = (0..9).map(|n| PathBuf::from(format!("out/{n}.png"))).collect();
        assert_eq!(line(many), "jobshelf save --job j --task t --kind TaskOutput 'out/*.png'");
    }

    #[test]
    fn the_command_gives_a_rooted_file_the_path_that_the_run_gave_it() {
        let line = |glob: &str, file: &str| {
            Leftover::files(&rule(glob), vec![file.into()], String::new())
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
    fn a_file_whose_name_begins_like_an_option_is_still_a_file() {
        let leftover = Leftover::files(&rule("*.png"), vec!["-a.png".into()], String::new());
        let line = leftover.command(None, None).unwrap();
        assert_eq!(line, "jobshelf save --kind TaskOutput -- -a.png");
    }
}
