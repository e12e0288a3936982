//! The texts of the page of jobs.

/// Placeholder of the filter of jobs.
pub const FILTER_JOBS: &str = "Filter jobs";
/// Heading of a column.
pub const JOB: &str = "Job";
/// The state of a job whose files are still being counted, for screen readers.
pub const COUNTING: &str = "counting";
