//! The status of a tracked log, in the metadata of its blob.
//!
//! Every listing and every ranged read returns the metadata, so the status needs no request of its
//! own. Logs of other tools have no status, and readers work without it.
//!
//! Whoever can write a log can write its metadata. Invariant: a status that was read holds only
//! numbers that a log can have, so that a reader can calculate with them: a number that is too
//! large or too small becomes the nearest possible one, and other text counts as missing.

use super::flush::MAX_BLOCKS;
use crate::conventions::{ContainerName, JobId};
use std::ops::RangeInclusive;

/// The status of a tracked log, and so of its task.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogStatus {
    /// Whether the log may still grow.
    pub state: LogState,
    /// The exit code of the command, once it has ended.
    pub exit_code: Option<i32>,
    /// The longest time between two flushes while there are bytes to flush, in seconds: at least
    /// one second and at most a day when it was read.
    pub flush_seconds: Option<u64>,
    /// The number of the newest attempt of the task, from 1.
    pub attempt: u32,
    /// The offset in the blob at which that attempt begins.
    pub attempt_offset: u64,
    /// The offset of each attempt, oldest first; the last is `attempt_offset`. Metadata is short,
    /// so only the newest 128 are recorded. There are never more than attempts.
    pub attempt_offsets: Vec<u64>,
    /// The job's ID, which the container's name may not show. It is what the log says; see
    /// [`job_id_in`](Self::job_id_in).
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
/// The length of the longest append blob, whose blocks have at most 100 MiB.
/// <https://learn.microsoft.com/rest/api/storageservices/append-block>
const MAX_OFFSET: u64 = MAX_BLOCKS * (100 << 20);
/// Nobody follows a log that is written less than once a day.
const FLUSH_RANGE: RangeInclusive<u64> = 1..=86_400;

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
        let number = |key, range| text(key).and_then(|text| number_in(text, range));
        let attempt = number(ATTEMPT, 1..=u32::MAX.into()).and_then(|n| u32::try_from(n).ok());
        let attempt = attempt.unwrap_or(1);
        let attempt_offset = number(ATTEMPT_OFFSET, 0..=MAX_OFFSET).unwrap_or(0);
        let offsets = text(ATTEMPT_OFFSETS).and_then(|list| newest_offsets(list, attempt));
        Some(Self {
            state,
            exit_code: text(EXIT_CODE).and_then(exit_code_from),
            flush_seconds: number(FLUSH_SECONDS, FLUSH_RANGE),
            attempt,
            attempt_offset,
            // Another tool may have changed only one of the two: the single offset decides.
            attempt_offsets: offsets
                .filter(|offsets| offsets.is_sorted() && offsets.last() == Some(&attempt_offset))
                .unwrap_or_else(|| vec![attempt_offset]),
            job_id: text(JOB_ID).map(str::to_owned),
            task_id: text(TASK_ID).map(str::to_owned),
        })
    }

    /// The job's ID, if the outputs of that job are in `container`. Any other ID is not to be
    /// believed, since whoever can write one log could give the job any name.
    ///
    /// ```
    /// use jobshelf::{ContainerName, LogState, LogStatus};
    ///
    /// let mut status = LogStatus::new(LogState::Running);
    /// status.job_id = Some("Ocean-42".to_owned());
    /// let container = |name| ContainerName::parse(name).unwrap();
    /// assert_eq!(status.job_id_in(&container("job-ocean-42")), Some("Ocean-42"));
    /// assert_eq!(status.job_id_in(&container("job-payroll")), None);
    /// ```
    #[must_use]
    pub fn job_id_in(&self, container: &ContainerName) -> Option<&str> {
        let id = self.job_id.as_deref()?;
        let own = JobId::parse(id).ok()?.container_name();
        (own == *container).then_some(id)
    }

    /// Records that a new attempt begins at `offset`.
    pub fn begin_attempt(&mut self, offset: u64) {
        self.attempt = self.attempt.saturating_add(1);
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

/// A number of digits only, moved into `range`; none for any other text.
fn number_in(text: &str, range: RangeInclusive<u64>) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Only a number that is too large for the type cannot be parsed.
    let number = is_number.then(|| text.parse().unwrap_or(u64::MAX))?;
    Some(number.clamp(*range.start(), *range.end()))
}

/// An exit code, moved into the range of the type: a failure stays a failure.
fn exit_code_from(text: &str) -> Option<i32> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let least = u64::from(i32::MIN.unsigned_abs());
    let size = i64::try_from(number_in(digits, 0..=least)?).ok()?;
    let code = if is_negative { -size } else { size };
    Some(i32::try_from(code).unwrap_or(i32::MAX))
}

/// The newest offsets of a list, of at most as many attempts as there were.
fn newest_offsets(list: &str, attempt: u32) -> Option<Vec<u64>> {
    let most = usize::try_from(attempt).unwrap_or(MAX_OFFSETS).min(MAX_OFFSETS);
    let newest = list.rsplit(',').take(most);
    let offsets: Option<Vec<u64>> =
        newest.map(|offset| number_in(offset.trim(), 0..=MAX_OFFSET)).collect();
    offsets.map(|mut offsets| {
        offsets.reverse();
        offsets
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(more: &[(&str, &str)]) -> LogStatus {
        let pairs = [("state", "running")].into_iter().chain(more.iter().copied());
        let metadata: Vec<_> =
            pairs.map(|(key, value)| (format!("jobshelf_{key}"), value.to_owned())).collect();
        LogStatus::from_metadata(&metadata).unwrap()
    }

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

    #[test]
    fn numbers_that_no_log_can_have_are_moved_into_their_range() {
        let huge = u64::MAX.to_string();
        let longer = "9".repeat(60);
        for text in [huge.as_str(), &longer, "4294967296"] {
            let status = running(&[
                ("flush_seconds", text),
                ("attempt", text),
                ("attempt_offset", text),
                ("exit_code", text),
            ]);
            assert_eq!(status.flush_seconds, Some(86_400), "{text}");
            assert_eq!((status.attempt, status.exit_code), (u32::MAX, Some(i32::MAX)), "{text}");
            assert!(status.attempt_offset <= MAX_OFFSET, "{text}");
        }
        let least = running(&[("flush_seconds", "0"), ("attempt", "0")]);
        assert_eq!((least.flush_seconds, least.attempt), (Some(1), 1));
        let code = |text| running(&[("exit_code", text)]).exit_code;
        assert_eq!(code("-2147483648"), Some(i32::MIN));
        assert_eq!(code("-99999999999999999999"), Some(i32::MIN));
        assert_eq!((code("-1"), code("2147483647")), (Some(-1), Some(i32::MAX)));
    }

    #[test]
    fn what_is_no_number_counts_as_missing() {
        for text in ["", "-", "-5", "+5", "NaN", "inf", "1e9", "0x10", "5 s", "٣", "1.5", "--1"] {
            let status = running(&[
                ("flush_seconds", text),
                ("attempt", text),
                ("attempt_offset", text),
                ("attempt_offsets", text),
            ]);
            let numbers = (status.flush_seconds, status.attempt, status.attempt_offset);
            assert_eq!(numbers, (None, 1, 0), "{text}");
            assert_eq!(status.attempt_offsets, [0], "{text}");
            let code = running(&[("exit_code", text)]).exit_code;
            assert_eq!(code, (text == "-5").then_some(-5), "{text}");
        }
    }

    #[test]
    fn there_are_never_more_offsets_than_attempts() {
        let list = (0..4_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        let of_attempt = |attempt: &str| {
            running(&[("attempt", attempt), ("attempt_offset", "3999"), ("attempt_offsets", &list)])
        };
        assert_eq!(of_attempt("5000").attempt_offsets.len(), MAX_OFFSETS);
        let status = of_attempt("3");
        assert_eq!(status.attempt_offsets, [3_997, 3_998, 3_999]);
        assert_eq!((status.attempt_at(3_997), status.attempt_at(3_996)), (Some(1), None));
    }

    #[test]
    fn the_last_of_all_attempts_can_be_followed_by_another() {
        let mut status = running(&[("attempt", &u32::MAX.to_string())]);
        status.begin_attempt(10);
        assert_eq!((status.attempt, status.attempt_offset), (u32::MAX, 10));
        assert_eq!(LogStatus::from_metadata(&status.to_metadata()), Some(status));
    }

    #[test]
    fn a_job_is_believed_only_in_its_own_container() {
        let hashed = "job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927";
        for (id, container, is_believed) in [
            ("Ocean-42", "job-ocean-42", true),
            ("my_job-bob", hashed, true),
            ("MY_JOB-bob", hashed, true),
            ("ocean-43", "job-ocean-42", false),
            ("Ocean_42", "job-ocean-42", false),
            ("job-ocean-42", "job-ocean-42", false),
            ("ocean-42", "pictures", false),
            ("ocean 42", "job-ocean-42", false),
            ("", "job-ocean-42", false),
        ] {
            let container = ContainerName::parse(container).unwrap();
            let status = running(&[("job_id", id)]);
            assert_eq!(status.job_id_in(&container), is_believed.then_some(id), "{id}");
        }
        let container = ContainerName::parse("job-ocean-42").unwrap();
        assert_eq!(running(&[]).job_id_in(&container), None);
    }
}
