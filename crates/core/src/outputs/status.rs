//! The status of a tracked log, in the metadata of its blob.
//!
//! Every listing and every ranged read returns the metadata, so the status needs no request of its
//! own. Logs of other tools have no status, and readers work without it.

/// The status of a tracked log, and so of its task.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogStatus {
    /// Whether the log may still grow.
    pub state: LogState,
    /// The exit code of the command, once it has ended.
    pub exit_code: Option<i32>,
    /// The longest time between two flushes while there are bytes to flush, in seconds.
    pub flush_seconds: Option<u64>,
    /// The number of the newest attempt of the task, from 1.
    pub attempt: u32,
    /// The offset in the blob at which that attempt begins.
    pub attempt_offset: u64,
    /// The offset of each attempt, oldest first; the last is `attempt_offset`. Metadata is short,
    /// so only the newest 128 are recorded.
    pub attempt_offsets: Vec<u64>,
    /// The job's ID, which the container's name may not show.
    pub job_id: Option<String>,
    /// The task's ID.
    pub task_id: Option<String>,
}

/// Whether a tracked log may still grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogState {
    /// Its writer is running, or was lost with its node.
    Running,
    /// Its writer has finished: the log is complete.
    Finished,
}

const STATE: &str = "jobshelf_state";
const EXIT_CODE: &str = "jobshelf_exit_code";
const FLUSH_SECONDS: &str = "jobshelf_flush_seconds";
const ATTEMPT: &str = "jobshelf_attempt";
const ATTEMPT_OFFSET: &str = "jobshelf_attempt_offset";
const ATTEMPT_OFFSETS: &str = "jobshelf_attempt_offsets";
const JOB_ID: &str = "jobshelf_job_id";
const TASK_ID: &str = "jobshelf_task_id";
/// An offset has at most 14 digits and the service takes 8 KiB of metadata in all.
const MAX_OFFSETS: usize = 128;

impl LogStatus {
    /// The status of a first attempt, which begins at the blob's first byte.
    pub fn new(state: LogState) -> Self {
        Self {
            state,
            exit_code: None,
            flush_seconds: None,
            attempt: 1,
            attempt_offset: 0,
            attempt_offsets: vec![0],
            job_id: None,
            task_id: None,
        }
    }

    /// Reads the status from a blob's metadata; none if the blob is not a tracked log.
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
        let attempt_offset = text(ATTEMPT_OFFSET).and_then(|n| n.parse().ok()).unwrap_or(0);
        let offsets: Option<Vec<u64>> = text(ATTEMPT_OFFSETS)
            .and_then(|list| list.split(',').map(|n| n.trim().parse().ok()).collect());
        Some(Self {
            state,
            exit_code: text(EXIT_CODE).and_then(|n| n.parse().ok()),
            flush_seconds: text(FLUSH_SECONDS).and_then(|n| n.parse().ok()),
            attempt: text(ATTEMPT).and_then(|n| n.parse().ok()).unwrap_or(1),
            attempt_offset,
            // Another tool may have changed only one of the two: the single offset decides.
            attempt_offsets: offsets
                .filter(|offsets| offsets.is_sorted() && offsets.last() == Some(&attempt_offset))
                .unwrap_or_else(|| vec![attempt_offset]),
            job_id: text(JOB_ID).map(str::to_owned),
            task_id: text(TASK_ID).map(str::to_owned),
        })
    }

    /// Records that a new attempt begins at `offset`.
    pub fn begin_attempt(&mut self, offset: u64) {
        self.attempt += 1;
        self.attempt_offset = offset;
        self.attempt_offsets.push(offset);
    }

    /// The attempt that wrote the byte at `offset`, from 1; none if it is older than the recorded
    /// offsets.
    pub fn attempt_at(&self, offset: u64) -> Option<u32> {
        let n_later = self.attempt_offsets.iter().filter(|begin| **begin > offset).count();
        let is_known = n_later < self.attempt_offsets.len();
        is_known.then(|| self.attempt.saturating_sub(u32::try_from(n_later).unwrap_or(u32::MAX)))
    }

    fn offsets_text(&self) -> String {
        let n_left_out = self.attempt_offsets.len().saturating_sub(MAX_OFFSETS);
        let newest = self.attempt_offsets.iter().skip(n_left_out);
        newest.map(u64::to_string).collect::<Vec<_>>().join(",")
    }

    /// The metadata of this status.
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
            (ATTEMPT_OFFSETS, Some(self.offsets_text())),
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
            attempt_offsets: vec![0, 4711],
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

    #[test]
    fn each_byte_belongs_to_the_attempt_that_began_last_before_it() {
        let metadata = [("jobshelf_state".to_owned(), "running".to_owned())];
        let mut status = LogStatus::from_metadata(&metadata).unwrap();
        status.begin_attempt(100);
        status.begin_attempt(100);
        status.begin_attempt(250);
        let at = |offset| status.attempt_at(offset);
        assert_eq!([at(0), at(99), at(100), at(249), at(250)], [1, 1, 3, 3, 4].map(Some));
    }

    #[test]
    fn only_the_newest_attempts_are_recorded_when_there_are_many() {
        let metadata = [("jobshelf_state".to_owned(), "running".to_owned())];
        let mut status = LogStatus::from_metadata(&metadata).unwrap();
        (1..=500).for_each(|n| status.begin_attempt(n * 1_000));
        let text = status.to_metadata();
        assert!(text.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() < 4_096);
        let read = LogStatus::from_metadata(&text).unwrap();
        assert_eq!((read.attempt_offsets.len(), read.attempt), (128, 501));
        assert_eq!((read.attempt_at(500_000), read.attempt_at(0)), (Some(501), None));
    }

    #[test]
    fn offsets_that_do_not_end_in_the_newest_attempt_are_ignored() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        for list in ["0,5,3", "0,9", "0,x,7", ""] {
            let metadata = [
                pair("jobshelf_state", "running"),
                pair("jobshelf_attempt_offset", "7"),
                pair("jobshelf_attempt_offsets", list),
            ];
            let status = LogStatus::from_metadata(&metadata).unwrap();
            assert_eq!(status.attempt_offsets, [7], "{list}");
        }
    }
}
