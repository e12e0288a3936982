//! The row of a task: only what changed of it is drawn anew.

use crate::components::chip::TaskChip;
use crate::components::thumb::Strip;
use crate::components::when::When;
use crate::feeds::job::JobFeed;
use crate::format::{self, visible_name};
use crate::messages;
use crate::route::Place;
use crate::state::job::{Job, Task};
use leptos::prelude::*;
use std::sync::Arc;

/// The row of task `id`.
#[component]
pub(super) fn TaskRow(
    feed: JobFeed,
    job: Signal<Arc<Job>>,
    container: StoredValue<String>,
    id: String,
    columns: Memo<Vec<String>>,
) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let task = Memo::new(move |_| job.with(|job| key.with_value(|id| job.task(id).cloned())));
    let of =
        move |figure: fn(&Task) -> String| move || task.with(|task| task.as_deref().map(figure));
    let state =
        Signal::derive(move || task.with(|t| t.as_ref().map(|t| t.state).unwrap_or_default()));
    let newest = Signal::derive(move || {
        task.with(|task| task.as_ref().map(|task| task.newest.clone()).unwrap_or_default())
    });
    let changed = Signal::derive(move || task.with(|task| task.as_ref().and_then(|t| t.changed)));
    let counts = move || {
        let count = |kind: &String| {
            let n = task.with(|task| task.as_ref().map_or(0, |task| task.count(kind)));
            let text = if n == 0 { messages::NOTHING.to_owned() } else { format::count(n as u64) };
            view! { <td class="r num wide">{text}</td> }
        };
        columns.with(|columns| columns.iter().map(count).collect::<Vec<_>>())
    };
    feed.last_lines.want(&id);
    on_cleanup({
        let id = id.clone();
        move || feed.last_lines.forget(&id)
    });
    let last_line =
        Memo::new(move |_| key.with_value(|id| feed.last_lines.of(id)).unwrap_or_default());
    let href = Place::task(&container.get_value(), &id).href();
    let name = visible_name(&id);
    view! {
        <tr data-testid="task-row" data-task=id>
            <th scope="row" class="main">
                <a href=href title=name.clone()>
                    <bdi>{name.clone()}</bdi>
                </a>
            </th>
            <td>
                <TaskChip state=state />
            </td>
            <td class="wide">
                <Strip container=container files=newest places=3 />
            </td>
            {counts}
            <td class="r num">{of(|task| format::size(task.size))}</td>
            <td class="r dim wide">
                <When moment=changed />
            </td>
            <td class="log wide" title=last_line data-testid="last-line">
                {last_line}
            </td>
        </tr>
    }
}
