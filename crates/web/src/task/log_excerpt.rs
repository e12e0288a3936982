//! The end of a task's most telling log, right in the task's page: of a failed task what went
//! wrong, of one at work what it does.
//!
//! What makes lines of bytes comes with the second file of wasm; their place is there before.

use crate::components::styled_text::styled;
use crate::dom::{El, Item, Of, el, memo, of};
use crate::format::visible_name;
use crate::job::model::{File, Task, TaskState};
use crate::messages;
use crate::reactive::*;
use crate::route::Place;
use crate::storage::lazy_loader;
use crate::storage::read_range::read_piece;
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use jobshelf_log::{Level, Line, LogLines};
use std::sync::Arc;

const TAIL: u64 = 16 << 10;
const LINES_OF_FAILED: usize = 14;
/// A failed task's first error is shown even if so many lines follow it.
const MOST_LINES: usize = 32;
const LINES: usize = 6;
/// The height of a row and of what is above and below them, as in the style sheet.
const ROW: usize = 20;
const PADDING: usize = 12;

/// The end of the log that tells most.
pub(crate) fn last_words(container: &str, task: Derived<Option<Arc<Task>>>) -> El {
    let log = memo(move || {
        let log = task.with(|task| task.as_ref()?.telling_log().cloned());
        log.filter(|log| log.size > 0)
    });
    let state = move || task.with(|task| task.as_ref().map(|t| t.state).unwrap_or_default());
    let container = container.to_owned();
    let panel = move || panel(&container, log, of(state));
    el("div.last-words-place").when(move || log.with(Option::is_some), panel)
}

fn panel(container: &str, log: Derived<Option<Arc<File>>>, state: Of<TaskState>) -> El {
    let session = session();
    let (headed, marked, sized) = (state.clone(), state.clone(), state.clone());
    let read_from = container.to_owned();
    let container = container.to_owned();
    let link = el("a.link")
        .attr_of("href", move || log.get().map(|log| Place::file(&container, &log.blob).href()))
        .text(messages::OPEN_LOG)
        .text(" · ")
        .child(
            el("span.mono")
                .text_of(move || log.get().map(|log| visible_name(&log.path)).unwrap_or_default()),
        );
    let head = el("div.row")
        .child(el("h2").text_of(move || match headed.run() {
            TaskState::Failed { attempt, exit_code } => messages::failed_with(exit_code, attempt),
            TaskState::Running { .. } => messages::SAYS_NOW.to_owned(),
            _ => messages::LAST_WORDS.to_owned(),
        }))
        .child(el("span.grow"))
        .child(link);
    // Room for as many lines as the log's length lets expect.
    let expected = move || log.with(|log| log.as_ref().map_or(0, |log| log.size / 60 + 1));
    let rows =
        move || most_lines(sized.run()).min(usize::try_from(expected()).unwrap_or(usize::MAX));
    let height = of(move || format!("{}px", rows() * ROW + PADDING));
    let lines = move |are_here| {
        let height = height.clone();
        let place = el("pre.lines").style_of("min-height", move || height.run());
        Some(if are_here { with_lines(place, &read_from, log, state.clone()) } else { place })
    };
    el("section.last-words")
        .class_if("bad", move || is_failed(marked.run()))
        .test("last-words")
        .child(head)
        .switch(move || lazy_loader::are_here(session), lines)
}

/// Fills the place of the lines. The second file of wasm has it, so it must stay a function: see
/// `crates/web/build/shrink.mjs`.
#[inline(never)]
fn with_lines(
    place: El,
    container: &str,
    log: Derived<Option<Arc<File>>>,
    state: Of<TaskState>,
) -> El {
    let session = session();
    let lines: State<Vec<Line>> = State::new(Vec::new());
    let container = container.to_owned();
    spawn_latest(
        move || log.get(),
        move |log| {
            let container = container.clone();
            Box::pin(async move {
                let start = log.size.saturating_sub(TAIL);
                // Twice the length: the log may have grown since it was listed.
                let read = read_piece(session, &container, &log.blob, start, TAIL * 2).await;
                // The page's listing speaks of trouble; what was shown stays.
                if let Ok(piece) = read {
                    lines.set(last_lines(piece.offset, &piece.bytes));
                }
            })
        },
    );
    place.list(move || {
        let state = state.run();
        let (n, is_failed) = (most_lines(state), is_failed(state));
        lines.with(|lines| {
            let last = lines.iter().skip(first_shown(lines, n, is_failed)).cloned();
            last.map(|line| Item::new((line.offset, line.length()), move || row(&line))).collect()
        })
    })
}

/// How many lines of the log are shown.
fn most_lines(state: TaskState) -> usize {
    if is_failed(state) { LINES_OF_FAILED } else { LINES }
}

fn is_failed(state: TaskState) -> bool {
    matches!(state, TaskState::Failed { .. })
}

/// The lines in the end of a log, without empty ones after the last.
fn last_lines(offset: u64, bytes: &[u8]) -> Vec<Line> {
    let mut log = LogLines::starting_at(offset);
    log.append(offset, bytes);
    let mut lines: Vec<Line> = log.iter().flatten().cloned().collect();
    while lines.last().is_some_and(|line| line.text().trim().is_empty()) {
        lines.pop();
    }
    lines.split_off(lines.len().saturating_sub(MOST_LINES))
}

/// The first line to show: the last `n`, and of a failed task all from its first error on.
fn first_shown(lines: &[Line], n: usize, is_failed: bool) -> usize {
    let last = lines.len().saturating_sub(n);
    let error = lines.iter().position(|line| line.level == Level::Error);
    error.filter(|_| is_failed).map_or(last, |error| error.min(last))
}

fn row(line: &Line) -> El {
    let row = el("span").class(match line.level {
        Level::Error => "err",
        Level::Warning => "warn",
        Level::Plain => "plain",
    });
    styled(row, &line.drawn().spans).text("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_has_no_empty_lines_and_no_more_than_fit() {
        let texts = |bytes: &[u8]| last_lines(0, bytes).iter().map(Line::text).collect::<Vec<_>>();
        assert_eq!(texts(b"a\n\nerror: b\n\n \n"), ["a", "", "error: b"]);
        let many: String = (0..50).map(|n| format!("{n}\n")).collect();
        let shown = texts(many.as_bytes());
        assert_eq!((shown.len(), shown.last().map(String::as_str)), (MOST_LINES, Some("49")));
    }

    #[test]
    fn a_failed_task_is_shown_from_its_first_error_on() {
        let log: String = (0..40)
            .map(|n| if n == 15 { "error: no texture\n".to_owned() } else { format!("{n}\n") })
            .collect();
        let lines = last_lines(0, log.as_bytes());
        assert_eq!(lines[first_shown(&lines, 14, true)].text(), "error: no texture");
        assert_eq!(lines.len() - first_shown(&lines, 6, false), 6);
    }
}
