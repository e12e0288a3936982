//! The end of a task's main log, on the task's page: what went wrong in a failed task, what a
//! running one is doing.
//!
//! The code that cuts bytes into lines is in the lazy part `log`. Until that is loaded, the excerpt
//! is empty but has its final height.

use crate::format::visible_name;
use crate::job::model::{File, Task, TaskState};
use crate::route::Place;
use crate::storage::lazy_part::{LazyPartError, call_lazy};
use crate::storage::session::session;
use crate::storage::spawn::spawn_scoped;
use crate::task::log_lines::ExcerptLines;
use crate::task::{excerpt_size, text};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_split_helpers::wasm_split;

/// Draws the lines of a log.
type DrawLines = fn(Arc<str>, Memo<Option<Arc<File>>>, Memo<TaskState>) -> AnyView;

#[wasm_split(log, fallible)]
fn log_lines_part() -> Result<DrawLines, LazyPartError> {
    Ok(|container, log, state| view! { <ExcerptLines container log state /> }.into_any())
}

/// The excerpt. It is empty if the task has no log.
#[component]
pub(crate) fn LogExcerpt(container: Arc<str>, task: Memo<Option<Arc<Task>>>) -> impl IntoView {
    let log = Memo::new(move |_| {
        let log = task.with(|task| task.as_ref()?.main_log().cloned());
        log.filter(|log| log.size > 0)
    });
    let state = Memo::new(move |_| {
        task.with(|task| task.as_ref().map(|task| task.state)).unwrap_or_default()
    });
    view! {
        <div class="log-excerpt-place">
            <Show when=move || log.with(Option::is_some)>
                <Excerpt container=container.clone() log state />
            </Show>
        </div>
    }
}

#[component]
fn Excerpt(
    container: Arc<str>,
    log: Memo<Option<Arc<File>>>,
    state: Memo<TaskState>,
) -> impl IntoView {
    let home = container.clone();
    let href = move || log.with(|log| log.as_ref().map(|log| Place::file(&home, &log.blob).href()));
    let name = move || log.with(|log| log.as_ref().map(|log| visible_name(&log.path)));
    let height = move || {
        let size = log.with(|log| log.as_ref().map_or(0, |log| log.size));
        format!("{}px", excerpt_size::height(state.get(), size))
    };
    let draw: RwSignal<Option<DrawLines>> = RwSignal::new(None);
    spawn_scoped(async move {
        draw.set(Some(call_lazy(session(), log_lines_part, |_| ()).await));
    });
    let lines = move || draw.get().map(|draw| untrack(|| draw(container.clone(), log, state)));
    view! {
        <section
            class="log-excerpt"
            class:bad=move || state.get().is_failed()
            data-testid="log-excerpt"
        >
            <div class="row">
                <h2>{move || heading(state.get())}</h2>
                <span class="grow"></span>
                <a class="link" href=href>
                    {text::OPEN_LOG}
                    " · "
                    <span class="mono">{name}</span>
                </a>
            </div>
            <pre class="lines" style:min-height=height>
                {lines}
            </pre>
        </section>
    }
}

fn heading(state: TaskState) -> String {
    match state {
        TaskState::Failed { attempt, exit_code } => text::failed_with(exit_code, attempt),
        TaskState::Running { .. } => text::CURRENT_LINES.to_owned(),
        TaskState::Unknown | TaskState::Finished { .. } => text::LAST_LINES.to_owned(),
    }
}
