//! Texts about notifications, and the texts in them.

use crate::job::model::TaskState;
use crate::job::text::task_state;
use crate::viewers::log::text::announcement;
use jobshelf_log::Added;

/// Label of the button that turns notifications on.
pub const NOTIFY: &str = "Tell me of its end and errors";
/// Notifications are on.
pub const ON: &str = "While you are elsewhere, as long as this log is open here.";
/// The reader did not allow notifications.
pub const DENIED: &str = "The browser does not let this page notify you. Allow that beside its address, \
                          then press again.";
/// The browser has no notifications.
pub const MISSING: &str = "This browser has no notifications, or none for pages without https.";

/// The title and the text of a notification about `log`: the end of its task and the added lines.
pub fn notice(ended: Option<TaskState>, added: Added, log: String) -> [String; 2] {
    let has_errors = added.errors > 0;
    let lines = announcement(added.lines, added.errors);
    match ended {
        None => [lines, log],
        Some(state) => {
            let title = ["Ended: ", &task_state(state)].concat();
            let text = if has_errors { [&log, "\n", &lines].concat() } else { log };
            [title, text]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_names_the_log_its_end_and_its_errors() {
        let texts =
            |ended, lines, errors| notice(ended, Added { lines, errors }, "ocean".to_owned());
        let failed = Some(TaskState::Failed { attempt: 1, exit_code: 3 });
        let finished = Some(TaskState::Finished { attempt: 1, exit_code: None });
        assert_eq!(texts(None, 12, 2), ["12 new lines, 2 errors", "ocean"]);
        assert_eq!(texts(failed, 12, 0), ["Ended: exit 3", "ocean"]);
        assert_eq!(texts(finished, 1, 1), ["Ended: finished", "ocean\n1 new line, 1 error"]);
    }
}
