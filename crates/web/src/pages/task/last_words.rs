//! The end of a task's most telling log, right in the task's page: of a failed task what went
//! wrong, of one at work what it does.

use crate::components::ansi::styled;
use crate::feeds::reader::read_piece;
use crate::format::visible_name;
use crate::messages;
use crate::net::scope::spawn_latest;
use crate::route::Place;
use crate::session::session;
use crate::state::job::{File, Task, TaskState};
use crate::state::log::{Level, Line, LogLines};
use leptos::prelude::*;
use std::sync::Arc;

const TAIL: u64 = 16 << 10;
const LINES_OF_FAILED: usize = 14;
const LINES: usize = 6;

/// The end of the log that tells most.
#[component]
pub(super) fn LastWords(
    container: StoredValue<String>,
    task: Signal<Option<Arc<Task>>>,
) -> impl IntoView {
    let session = session();
    let log = Memo::new(move |_| task.with(|task| task.as_ref()?.telling_log().cloned()));
    let state = Memo::new(move |_| task.with(|t| t.as_ref().map(|t| t.state).unwrap_or_default()));
    let lines: RwSignal<Vec<Line>> = RwSignal::new(Vec::new());
    let n = move || if is_failed(state.get()) { LINES_OF_FAILED } else { LINES };
    spawn_latest(log, move |log| async move {
        let Some(log) = log.filter(|log| log.size > 0) else { return };
        let start = log.size.saturating_sub(TAIL);
        // Twice the length: the log may have grown since it was listed.
        let read = read_piece(session, &container.get_value(), &log.blob, start, TAIL * 2).await;
        // The page's listing speaks of trouble; what was shown stays.
        let Ok(piece) = read else { return };
        lines.set(last_lines(piece.offset, &piece.bytes));
    });
    let shown = move || {
        let n = n();
        lines.with(|lines| {
            lines.iter().skip(lines.len().saturating_sub(n)).map(row).collect::<Vec<_>>()
        })
    };
    let head = move || match state.get() {
        TaskState::Failed { attempt, exit_code } => messages::failed_with(exit_code, attempt),
        TaskState::Running { .. } => messages::SAYS_NOW.to_owned(),
        _ => messages::LAST_WORDS.to_owned(),
    };
    let href = move || {
        log.get().map(|log: Arc<File>| Place::file(&container.get_value(), &log.blob).href())
    };
    let name = move || log.get().map(|log| visible_name(&log.path));
    view! {
        <Show when=move || log.with(|log| log.as_ref().is_some_and(|log| log.size > 0))>
            <section class="last-words" class:bad=move || is_failed(state.get()) data-testid="last-words">
                <div class="row">
                    <h2>{head}</h2>
                    <span class="grow"></span>
                    <a class="link" href=href>
                        {messages::OPEN_LOG}
                        " · "
                        <span class="mono">{name}</span>
                    </a>
                </div>
                <pre class="lines" style:--lines=move || n().to_string()>
                    {shown}
                </pre>
            </section>
        </Show>
    }
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
    lines.split_off(lines.len().saturating_sub(LINES_OF_FAILED))
}

fn row(line: &Line) -> impl IntoView + use<> {
    let class = match line.level {
        Level::Error => "err",
        Level::Warning => "warn",
        Level::Plain => "",
    };
    view! {
        <span class=class>
            {styled(&line.drawn().spans)}
            "\n"
        </span>
    }
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
        assert_eq!((shown.len(), shown.last().map(String::as_str)), (LINES_OF_FAILED, Some("49")));
    }
}
