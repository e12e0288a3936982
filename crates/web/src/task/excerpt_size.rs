//! How many lines the excerpt of a log has, and how much room they take.

use crate::job::model::TaskState;

const LINES_OF_FAILED: usize = 14;
const LINES: usize = 6;
/// The height of a line, and of the padding above and below the lines, as in the style sheet.
const LINE_HEIGHT: usize = 20;
const PADDING: usize = 12;
/// The assumed length of a line in bytes.
const LINE_LENGTH: u64 = 60;

/// How many lines are shown. A failed task may have more, see `log_lines`.
pub(super) fn max_lines(state: TaskState) -> usize {
    if state.is_failed() { LINES_OF_FAILED } else { LINES }
}

/// The height in pixels of the excerpt of a log of `size` bytes.
pub(super) fn height(state: TaskState, size: u64) -> usize {
    let expected = usize::try_from(size / LINE_LENGTH + 1).unwrap_or(usize::MAX);
    max_lines(state).min(expected) * LINE_HEIGHT + PADDING
}
