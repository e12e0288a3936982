//! The tasks of a job as a table, and its newest previews below it.

use crate::components::advice::advice_screen;
use crate::components::filter_field::search;
use crate::components::icon::Icon;
use crate::components::show_more::{STEP, show_more};
use crate::components::table::head;
use crate::dom::{El, Item, el, memo};
use crate::job::file_table::no_match;
use crate::job::loader::JobFeed;
use crate::job::model::Job;
use crate::job::previews::newest_previews;
use crate::job::task_row::task_row;
use crate::reactive::*;
use crate::storage::problem_text::no_tasks;
use crate::storage::session::session;
use crate::{format, messages};
use jobshelf::predefined;
use std::sync::Arc;

/// From so many tasks on there is a filter.
const FILTER_FROM: usize = 8;
/// Kinds that have a column of their own, the custom ones after them.
const KNOWN: [&str; 3] = [predefined::TASK_OUTPUT, predefined::TASK_PREVIEW, predefined::TASK_LOG];
/// Custom kinds beyond these are found in the task's page.
const MAX_CUSTOM: usize = 2;

/// The tab of tasks.
pub(crate) fn tasks_tab(feed: &'static JobFeed, job: Derived<Arc<Job>>) -> El {
    let session = session();
    let is_without = move || job.with(|job| job.tasks.is_empty());
    let is_many =
        move || job.with(|job| job.tasks.len() >= FILTER_FROM) || !session.filter().is_empty();
    let content = move |is_without: bool| {
        Some(if is_without {
            el("div.card").child(advice_screen(Icon::Empty, &no_tasks(), vec![]))
        } else {
            el("div.section")
                .when(is_many, || el("div.row").child(search(messages::FILTER_TASKS)))
                .child(tasks_table(feed, job))
        })
    };
    el("div.stack").switch(is_without, content).child(newest_previews(feed, job))
}

fn tasks_table(feed: &'static JobFeed, job: Derived<Arc<Job>>) -> El {
    let session = session();
    let limit = State::new(STEP);
    let columns = memo(move || job.with(|job| columns_of(job)));
    let shown = memo(move || {
        let filter = session.filter();
        job.with(|job| {
            let ids = job.tasks.iter().map(|task| &task.id);
            ids.filter(|id| format::contains(id, &filter)).cloned().collect::<Vec<String>>()
        })
    });
    let total = memo(move || shown.with(Vec::len));
    let rows = move || {
        let row = |id: &String| {
            let task = id.clone();
            Item::new(id, move || task_row(feed, job, &task, columns))
        };
        shown.with(|ids| ids.iter().take(limit.get()).map(row).collect())
    };
    let table = el("table.table.tasks")
        .switch(move || columns.get(), |columns| Some(tasks_head(&columns)))
        .child(el("tbody").list(rows));
    el("div.card")
        .child(table)
        .when(move || total.get() == 0, no_match)
        .child(show_more(limit, total))
}

/// The kinds that the table has columns for.
fn columns_of(job: &Job) -> Vec<String> {
    let kinds = job.tasks.iter().flat_map(|task| &task.kinds).map(|kind| kind.name.as_str());
    let mut custom: Vec<&str> = Vec::new();
    for kind in kinds {
        if !KNOWN.contains(&kind) && !custom.contains(&kind) {
            custom.push(kind);
        }
    }
    custom.sort_unstable();
    KNOWN.into_iter().chain(custom.into_iter().take(MAX_CUSTOM)).map(str::to_owned).collect()
}

fn tasks_head(kinds: &[String]) -> El {
    let names: Vec<String> = kinds.iter().map(|name| messages::kind_column(name)).collect();
    let mut columns =
        vec![(messages::TASK, ""), (messages::STATE, ""), (messages::NEWEST_PREVIEWS, "wide")];
    columns.extend(names.iter().map(|name| (name.as_str(), "r wide")));
    columns.extend([
        (messages::SIZE, "r"),
        (messages::LAST_CHANGE, "r wide"),
        (messages::LAST_LINE, "wide last"),
    ]);
    head(&columns)
}
