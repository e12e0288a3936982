//! What a tracked log says of itself, in the metadata of its blob.
//!
//! The metadata comes with every listing and every ranged read, so a reader learns it for nothing.
//! Logs that other tools wrote have none of it, and everything works without.

/// How a tracked log, and with it its task, is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogStatus {
    /// Whether more is to come.
    pub state: LogState,
    /// The exit code of the command, once it ended by itself.
    pub exit_code: Option<i32>,
    /// The longest time between two flushes while there is something to flush, in seconds.
    pub flush_seconds: Option<u64>,
    /// Which attempt of the task wrote last, from 1.
    pub attempt: u32,
    /// Where in the blob that attempt begins, in bytes.
    pub attempt_offset: u64,
    /// The job's ID, which a container's name need not give away.
    pub job_id: Option<String>,
    /// The task's ID.
    pub task_id: Option<String>,
}

/// Whether a tracked log will grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogState {
    /// Its writer is at work, or was lost with its node.
    Running,
    /// Its writer has said that this is all.
    Finished,
}

const STATE: &str = "jobshelf_state";
const EXIT_CODE: &str = "jobshelf_exit_code";
const FLUSH_SECONDS: &str = "jobshelf_flush_seconds";
const ATTEMPT: &str = "jobshelf_attempt";
const ATTEMPT_OFFSET: &str = "jobshelf_attempt_offset";
const JOB_ID: &str = "jobshelf_job_id";
const TASK_ID: &str = "jobshelf_task_id";

impl LogStatus {
    /// Reads it from a blob's metadata; none when that is not a tracked log's.
    pub fn from_metadata(metadata: &[(String, String)]) -> Option<Self> {
        let text = |key: &str| {
            let mut pairs = metadata.iter();
            pairs.find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.trim())
        };
        let state = match text(STATE)? {
            "running" => LogState::Running,
            "finished" => LogState::Finished,
            _ => return None,
        };
        Some(Self {
            state,
            exit_code: text(EXIT_CODE).and_then(|n| n.parse().ok()),
            flush_seconds: text(FLUSH_SECONDS).and_then(|n| n.parse().ok()),
            attempt: text(ATTEMPT).and_then(|n| n.parse().ok()).unwrap_or(1),
            attempt_offset: text(ATTEMPT_OFFSET).and_then(|n| n.parse().ok()).unwrap_or(0),
            job_id: text(JOB_ID).map(str::to_owned),
            task_id: text(TASK_ID).map(str::to_owned),
        })
    }

    /// The metadata that says it.
    pub fn to_metadata(&self) -> Vec<(String, String)> {
        let state = match self.state {
            LogState::Running => "running",
            LogState::Finished => "finished",
        };
        let pairs = [
            (STATE, Some(state.to_owned())),
            (EXIT_CODE, self.exit_code.map(|n| n.to_string())),
            (FLUSH_SECONDS, self.flush_seconds.map(|n| n.to_string())),
            (ATTEMPT, Some(self.attempt.to_string())),
            (ATTEMPT_OFFSET, Some(self.attempt_offset.to_string())),
            (JOB_ID, self.job_id.clone()),
            (TASK_ID, self.task_id.clone()),
        ];
        pairs
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let status = LogStatus {
            state: LogState::Finished,
            exit_code: Some(-3),
            flush_seconds: Some(15),
            attempt: 2,
            attempt_offset: 4711,
            job_id: Some("My_Job".to_owned()),
            task_id: None,
        };
        assert_eq!(LogStatus::from_metadata(&status.to_metadata()), Some(status));
    }

    #[test]
    fn metadata_of_other_tools_is_no_status() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(LogStatus::from_metadata(&[]), None);
        assert_eq!(LogStatus::from_metadata(&[pair("lastmodified", "x")]), None);
        assert_eq!(LogStatus::from_metadata(&[pair("jobshelf_state", "odd")]), None);
    }

    #[test]
    fn the_case_of_metadata_names_does_not_matter() {
        let metadata = [("Jobshelf_State".to_owned(), "running".to_owned())];
        let status = LogStatus::from_metadata(&metadata).unwrap();
        assert_eq!((status.state, status.attempt), (LogState::Running, 1));
    }
}
