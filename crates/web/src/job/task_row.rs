//! The row of a task: only what changed of it is drawn anew.

use crate::components::relative_time::when;
use crate::components::table::{cell_of, name_cell};
use crate::dom::{El, Item, el, memo, of};
use crate::format::visible_name;
use crate::job::loader::JobFeed;
use crate::job::model::Job;
use crate::job::state_chip::task_chip;
use crate::job::thumbnail::strip;
use crate::reactive::*;
use crate::route::Place;
use crate::{format, messages};
use std::sync::Arc;

/// The row of task `id`, with a count for each of the kinds in `columns`.
pub(crate) fn task_row(
    feed: &'static JobFeed,
    job: Derived<Arc<Job>>,
    id: &str,
    columns: Derived<Vec<String>>,
) -> El {
    let key = id.to_owned();
    let task = memo(move || job.with(|job| job.task(&key).cloned()));
    let state = of(move || task.with(|task| task.as_ref().map(|t| t.state).unwrap_or_default()));
    let newest =
        of(move || task.with(|t| t.as_ref().map(|t| t.newest.clone()).unwrap_or_default()));
    let changed = of(move || task.with(|task| task.as_ref().and_then(|task| task.changed)));
    let count = move |kind: &String| {
        let wanted = kind.clone();
        let text = move || match task.with(|task| task.as_ref().map_or(0, |t| t.count(&wanted))) {
            0 => messages::NOTHING.to_owned(),
            n => format::count(n as u64),
        };
        let text = of(text);
        Item::new(kind, move || {
            let text = text.clone();
            cell_of("r num wide", move || text.run())
        })
    };
    let size = move || task.with(|t| t.as_ref().map(|t| format::size(t.size)).unwrap_or_default());
    let (told, titled) = (id.to_owned(), id.to_owned());
    let last_line = el("td.log.wide@last-line")
        .attr_of("title", move || feed.last_lines.of(&titled))
        .text_of(move || feed.last_lines.of(&told).unwrap_or_default());
    feed.last_lines.want(id);
    let gone = id.to_owned();
    cleanup(move || feed.last_lines.forget(&gone));
    let container = feed.container();
    el("tr@task-row")
        .attr("data-task", id)
        .child(name_cell(&Place::task(container, id).href(), &visible_name(id)))
        .child(el("td").child(task_chip(state)))
        .child(el("td.wide").child(strip(container, newest, 3)))
        .list(move || columns.with(|columns| columns.iter().map(count).collect()))
        .child(cell_of("r num", size))
        .child(el("td.r.dim.wide").child(when(changed)))
        .child(last_line)
}
