//! The tasks of a job as a table, and its newest previews below.

use crate::components::advice::AdviceScreen;
use crate::components::filter_field::FilterField;
use crate::components::icon::IconName;
use crate::components::show_more::{STEP, ShowMore};
use crate::format;
use crate::job::file_table::{NoMatch, first};
use crate::job::loader::JobLoader;
use crate::job::model::Job;
use crate::job::previews::NewestPreviews;
use crate::job::task_row::TaskRow;
use crate::job::text;
use crate::storage::empty_text::no_tasks;
use crate::storage::session::session;
use jobshelf::predefined;
use leptos::prelude::*;
use std::sync::Arc;

/// A table with at least this many tasks has a filter.
const FILTER_FROM: usize = 8;
/// The kinds that always have a column. Custom kinds follow.
const KNOWN: [&str; 3] = [predefined::TASK_OUTPUT, predefined::TASK_PREVIEW, predefined::TASK_LOG];
/// At most this many custom kinds have a column. The page of a task shows all its kinds.
const MAX_CUSTOM: usize = 2;

/// The tab of tasks.
#[component]
pub(crate) fn TasksTab(loader: JobLoader, job: Memo<Arc<Job>>) -> impl IntoView {
    let session = session();
    let has_filter =
        move || job.with(|job| job.tasks.len() >= FILTER_FROM) || !session.filter().is_empty();
    let no_tasks = || {
        view! {
            <div class="card">
                <AdviceScreen icon=IconName::Empty advice=no_tasks() />
            </div>
        }
    };
    view! {
        <div class="stack">
            <Show when=move || job.with(|job| !job.tasks.is_empty()) fallback=no_tasks>
                <div class="section">
                    <Show when=has_filter>
                        <div class="row">
                            <FilterField label=text::FILTER_TASKS />
                        </div>
                    </Show>
                    <TaskTable loader job />
                </div>
            </Show>
            <NewestPreviews loader job />
        </div>
    }
}

#[component]
fn TaskTable(loader: JobLoader, job: Memo<Arc<Job>>) -> impl IntoView {
    let session = session();
    let limit = RwSignal::new(STEP);
    let columns = Memo::new(move |_| job.with(|job| kind_columns(job)));
    let shown = Memo::new(move |_| {
        let filter = session.filter();
        job.with(|job| {
            let ids = job.tasks.iter().map(|task| &task.id);
            ids.filter(|id| format::contains(id, &filter)).cloned().collect::<Vec<String>>()
        })
    });
    let total = Memo::new(move |_| shown.with(Vec::len));
    let ids = move || shown.with(|ids| first(ids, limit.get()));
    let row = move |id| view! { <TaskRow loader job id columns /> };
    view! {
        <div class="card">
            <table class="table tasks">
                <TaskTableHead kinds=columns />
                <tbody>
                    <For each=ids key=String::clone children=row />
                </tbody>
            </table>
            <Show when=move || total.get() == 0>
                <NoMatch />
            </Show>
            <ShowMore limit total />
        </div>
    }
}

/// The kinds that have a column.
fn kind_columns(job: &Job) -> Vec<String> {
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

/// The head of the table. Its columns depend on the job, unlike those of other tables.
#[component]
fn TaskTableHead(kinds: Memo<Vec<String>>) -> impl IntoView {
    let kind = |name: String| {
        view! {
            <th scope="col" class="r wide">
                {text::kind_column(&name)}
            </th>
        }
    };
    view! {
        <thead>
            <tr>
                <th scope="col">{text::TASK}</th>
                <th scope="col">{text::STATE}</th>
                <th scope="col" class="wide">
                    {text::NEWEST_PREVIEWS}
                </th>
                <For each=move || kinds.get() key=String::clone children=kind />
                <th scope="col" class="r">
                    {text::SIZE}
                </th>
                <th scope="col" class="r wide">
                    {text::LAST_CHANGE}
                </th>
                <th scope="col" class="wide last">
                    {text::LAST_LINE}
                </th>
            </tr>
        </thead>
    }
}
