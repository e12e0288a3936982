//! One `--save` or `--save-job` of the command line: which files, and which outputs they become.

use crate::args::RunArgs;
use crate::files::Pattern;
use crate::report::usage;
use anyhow::Result;
use jobshelf::Kind;

/// The files that match a pattern are saved as outputs of a kind.
#[derive(Debug, Clone)]
pub(super) struct SaveRule {
    pub(super) kind: Kind,
    pub(super) pattern: Pattern,
    /// Whether they are outputs of the job rather than of the task.
    pub(super) is_job_level: bool,
}

impl SaveRule {
    /// All rules of the command line.
    pub(super) fn all(args: &RunArgs) -> Result<Vec<Self>> {
        let of_task = args.save.iter().map(|save| (save, false));
        let of_job = args.save_job.iter().map(|save| (save, true));
        let rules = of_task.chain(of_job).map(|(save, is_job_level)| {
            let pattern = Pattern::parse(&save.files).map_err(|error| usage(error.to_string()))?;
            let rule = Self { kind: save.kind.clone(), pattern, is_job_level };
            match rule.pattern.start_refusal() {
                Some(reason) => Err(usage(format!("{}: {reason}", rule.option()))),
                None => Ok(rule),
            }
        });
        rules.collect()
    }

    /// The rule as it was typed, for messages.
    pub(super) fn option(&self) -> String {
        let name = if self.is_job_level { "--save-job" } else { "--save" };
        format!("`{name} {}={}`", self.kind.as_str(), self.pattern.as_str())
    }
}
