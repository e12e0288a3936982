//! One `--save` or `--save-job` of the command line: which files, and which outputs they become.

use crate::files::Pattern;
use jobshelf::Kind;

/// The files that match a pattern are saved as outputs of a kind.
#[derive(Debug, Clone)]
pub(super) struct SaveRule {
    pub(super) kind: Kind,
    pub(super) pattern: Pattern,
    /// Whether they are outputs of the job rather than of the task.
    pub(super) is_job_level: bool,
}
