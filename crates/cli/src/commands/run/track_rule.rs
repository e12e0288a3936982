//! One `--track` of the command line: a file that the command writes, and the output it becomes.

use super::unsaved_output::{LogRemedy, UnsavedLog, UnsavedOutput};
use crate::args::RunArgs;
use crate::files::output_path_from;
use crate::report::usage;
use crate::tracking::TrackFailure;
use anyhow::Result;
use jobshelf::track::Generations;
use jobshelf::{Kind, OutputPath};
use std::path::{Path, PathBuf};

/// A file that is streamed as an output of a kind.
#[derive(Debug, Clone)]
pub(super) struct TrackRule {
    pub(super) kind: Kind,
    pub(super) file: PathBuf,
    pub(super) path: OutputPath,
    /// The rotated files beside it that were there before the command.
    pub(super) earlier: Generations,
}

impl TrackRule {
    /// All rules of the command line. The command must not run yet.
    pub(super) fn all(args: &RunArgs) -> Result<Vec<Self>> {
        let rules = args.track.iter().map(|track| {
            let file = PathBuf::from(&track.files);
            // Like a rooted file that is saved.
            let named = match file.is_absolute() {
                true => Path::new(file.file_name().unwrap_or_default()),
                false => &file,
            };
            let path = output_path_from(named).map_err(|error| {
                let option = option(&track.kind, &file);
                usage(format!("{option} has no name among the task's outputs: {error}"))
            })?;
            let earlier = Generations::beside(&file);
            Ok(Self { kind: track.kind.clone(), file, path, earlier })
        });
        rules.collect()
    }

    /// What of it is not saved, after tracking ended with `failure`.
    pub(super) fn unsaved_after(
        &self,
        failure: &TrackFailure,
        exit_code: Option<i32>,
    ) -> UnsavedOutput {
        let file = Some(self.file.as_path()).filter(|_| failure.has_rest());
        let remedy = if failure.is_blocked() { LogRemedy::Overwrite } else { LogRemedy::Append };
        let log = UnsavedLog { file, ..self.log(exit_code, failure.to_string()) };
        UnsavedOutput::log(log, remedy)
    }

    /// That nothing of it is saved.
    pub(super) fn unsaved(&self, exit_code: Option<i32>, reason: String) -> UnsavedOutput {
        UnsavedOutput::log(self.log(exit_code, reason), LogRemedy::Append)
    }

    fn log(&self, exit_code: Option<i32>, reason: String) -> UnsavedLog<'_> {
        let (name, file) = (self.path.as_str(), Some(self.file.as_path()));
        UnsavedLog { name, kind: &self.kind, file, exit_code, reason }
    }

    /// The rule as it was typed, for messages.
    pub(super) fn option(&self) -> String {
        option(&self.kind, &self.file)
    }
}

fn option(kind: &Kind, file: &Path) -> String {
    format!("`--track {}={}`", kind.as_str(), jobshelf::escape::text_from_path(file))
}
