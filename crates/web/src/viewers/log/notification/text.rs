//! What a reader is told who is elsewhere.

use crate::job::model::TaskState;
use crate::messages::task_state;
use crate::viewers::log::text::announcement;
use jobshelf_log::Added;

/// Has the reader told.
pub const WATCH: &str = "Tell me of its end and errors";
/// It is so.
pub const ON: &str = "While you are elsewhere, as long as this log is open here.";
/// The reader did not allow it.
pub const DENIED: &str = "The browser does not let this page notify you. Allow that beside its address, \
                          then press again.";
/// The browser cannot.
pub const MISSING: &str = "This browser has no notifications, or none for pages without https.";

/// Title and text of what is told of a `log`: that its task `ended`, if it did, and what came.
pub fn notice(ended: Option<TaskState>, came: Added, log: String) -> [String; 2] {
    let has_errors = came.errors > 0;
    let came = announcement(came.lines, came.errors);
    match ended {
        None => [came, log],
        Some(state) => {
            let title = ["Ended: ", &task_state(state)].concat();
            let text = if has_errors { [&log, "\n", &came].concat() } else { log };
            [title, text]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_names_the_log_its_end_and_errors_if_there_are_any() {
        let told =
            |ended, lines, errors| notice(ended, Added { lines, errors }, "ocean".to_owned());
        let failed = Some(TaskState::Failed { attempt: 1, exit_code: 3 });
        let finished = Some(TaskState::Finished { attempt: 1, exit_code: None });
        assert_eq!(told(None, 12, 2), ["12 new lines, 2 errors", "ocean"]);
        assert_eq!(told(failed, 12, 0), ["Ended: exit 3", "ocean"]);
        assert_eq!(told(finished, 1, 1), ["Ended: finished", "ocean\n1 new line, 1 error"]);
    }
}
