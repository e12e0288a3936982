//! The lines of a log's excerpt: read when the log changes, and drawn with their styles.
//!
//! Everything here is in the lazy part `log`; only `log_excerpt` uses it.

use crate::components::styled_text::styled;
use crate::job::model::{File, TaskState};
use crate::storage::read_range::read_piece;
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use crate::task::excerpt_size::max_lines;
use jobshelf_log::{Level, Line, LogLines};
use leptos::prelude::*;
use std::sync::Arc;

/// How much of the log's end is read.
const TAIL: u64 = 16 << 10;
/// The first error of a failed task is shown if at most this many lines follow it.
const MAX_LINES: usize = 32;

/// The last lines of `log`. Those of a failed task begin at its first error at the latest.
#[component]
pub(crate) fn ExcerptLines(
    container: Arc<str>,
    log: Memo<Option<Arc<File>>>,
    state: Memo<TaskState>,
) -> impl IntoView {
    let lines = RwSignal::new(Vec::new());
    read_when_changed(container, log, lines);
    let shown = move || {
        let state = state.get();
        lines.with(|lines: &Vec<Line>| {
            let first = first_shown(lines, max_lines(state), state.is_failed());
            lines.iter().skip(first).cloned().collect::<Vec<_>>()
        })
    };
    view! {
        <For
            each=shown
            key=|line| (line.offset, line.length())
            children=|line| view! { <StyledLine line /> }
        />
    }
}

fn read_when_changed(
    container: Arc<str>,
    log: Memo<Option<Arc<File>>>,
    lines: RwSignal<Vec<Line>>,
) {
    let session = session();
    let read = move |log: Arc<File>| {
        let container = container.clone();
        Box::pin(async move {
            let start = log.size.saturating_sub(TAIL);
            // Twice the length: the log may have grown since it was listed.
            let read = read_piece(session, &container, &log.blob, start, TAIL * 2).await;
            // After a failure the lines stay; the listing reports problems.
            if let Ok(piece) = read {
                lines.set(last_lines(piece.offset, &piece.bytes));
            }
        }) as _
    };
    spawn_latest(move || log.get(), read);
}

#[component]
fn StyledLine(line: Line) -> impl IntoView {
    let class = match line.level {
        Level::Error => "err",
        Level::Warning => "warn",
        Level::Plain => "plain",
    };
    view! {
        <span class=class>
            {styled(&line.drawn().spans)}
            "\n"
        </span>
    }
}

/// The lines in the end of a log, without trailing empty lines.
fn last_lines(offset: u64, bytes: &[u8]) -> Vec<Line> {
    let mut log = LogLines::starting_at(offset);
    log.append(offset, bytes);
    let mut lines: Vec<Line> = log.iter().flatten().cloned().collect();
    while lines.last().is_some_and(|line| line.text().trim().is_empty()) {
        lines.pop();
    }
    lines.split_off(lines.len().saturating_sub(MAX_LINES))
}

/// The index of the first line to show: of the last `n` lines, and for a failed task of all lines
/// from its first error on.
fn first_shown(lines: &[Line], n: usize, is_failed: bool) -> usize {
    let last = lines.len().saturating_sub(n);
    let error = lines.iter().position(|line| line.level == Level::Error);
    error.filter(|_| is_failed).map_or(last, |error| error.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_lines_drops_trailing_empty_lines_and_limits_the_count() {
        let texts = |bytes: &[u8]| last_lines(0, bytes).iter().map(Line::text).collect::<Vec<_>>();
        assert_eq!(texts(b"a\n\nerror: b\n\n \n"), ["a", "", "error: b"]);
        let many: String = (0..50).map(|n| format!("{n}\n")).collect();
        let shown = texts(many.as_bytes());
        assert_eq!((shown.len(), shown.last().map(String::as_str)), (MAX_LINES, Some("49")));
    }

    #[test]
    fn lines_of_a_failed_task_start_at_its_first_error() {
        let log: String = (0..40)
            .map(|n| if n == 15 { "error: no texture\n".to_owned() } else { format!("{n}\n") })
            .collect();
        let lines = last_lines(0, log.as_bytes());
        assert_eq!(lines[first_shown(&lines, 14, true)].text(), "error: no texture");
        assert_eq!(lines.len() - first_shown(&lines, 6, false), 6);
    }
}
