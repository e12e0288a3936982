//! The command's standard output and error, by their names.

/// The names of standard output and error, among a task's outputs and on the node.
pub(super) const STREAMS: [&str; 2] = ["stdout.txt", "stderr.txt"];
