//! The row of a task. Only the cells that change are drawn again.

use crate::components::relative_time::RelativeTime;
use crate::components::table::NameCell;
use crate::format::visible_name;
use crate::job::loader::JobLoader;
use crate::job::model::{Job, Task};
use crate::job::state_chip::TaskChip;
use crate::job::thumbnail::Strip;
use crate::route::Place;
use crate::{format, messages};
use leptos::prelude::*;
use std::sync::Arc;

/// How many previews a row shows.
const PREVIEWS: usize = 3;

/// The row of task `id`, with a count for each of the kinds in `columns`.
#[component]
pub(crate) fn TaskRow(
    loader: JobLoader,
    job: Memo<Arc<Job>>,
    id: String,
    columns: Memo<Vec<String>>,
) -> impl IntoView {
    let wanted = id.clone();
    let task = Memo::new(move |_| job.with(|job| job.task(&wanted).cloned()));
    let state = Memo::new(move |_| task.with(|t| t.as_ref().map(|t| t.state)).unwrap_or_default());
    let newest = Memo::new(move |_| {
        task.with(|task| task.as_ref().map(|task| task.newest.clone())).unwrap_or_default()
    });
    let changed = Signal::derive(move || task.with(|task| task.as_ref()?.changed));
    let size = move || {
        task.with(|task| task.as_ref().map(|task| format::size(task.size))).unwrap_or_default()
    };
    let count = move |kind: String| {
        let text = move || task.with(|task| count_text(task.as_deref(), &kind));
        view! { <td class="r num wide">{text}</td> }
    };

    let container = loader.container();
    let href = Place::task(&container, &id).href();
    let name = visible_name(&id);
    let last_line = last_line(loader, id.clone());
    view! {
        <tr data-testid="task-row" data-task=id>
            <NameCell href name />
            <td>
                <TaskChip state />
            </td>
            <td class="wide">
                <Strip container files=newest places=PREVIEWS />
            </td>
            <For each=move || columns.get() key=String::clone children=count />
            <td class="r num">{size}</td>
            <td class="r dim wide">
                <RelativeTime moment=changed />
            </td>
            <td class="log wide" data-testid="last-line" title=move || last_line.get()>
                {move || last_line.get().unwrap_or_default()}
            </td>
        </tr>
    }
}

fn count_text(task: Option<&Task>, kind: &str) -> String {
    match task.map_or(0, |task| task.count(kind)) {
        0 => messages::NOTHING.to_owned(),
        n => format::count(n as u64),
    }
}

/// The last line of the task's log, which the loader reads as long as the current owner lives.
fn last_line(loader: JobLoader, task: String) -> Memo<Option<String>> {
    loader.last_lines.request(&task);
    let released = task.clone();
    on_cleanup(move || loader.last_lines.release(&released));
    Memo::new(move |_| loader.last_lines.of(&task))
}
