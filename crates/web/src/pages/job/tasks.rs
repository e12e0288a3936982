//! The tasks of a job as a table, and its newest previews below it.

mod row;

use crate::components::advice::AdviceScreen;
use crate::components::more::{STEP, ShowMore};
use crate::components::search::Search;
use crate::components::thumb::Tile;
use crate::feeds::job::JobFeed;
use crate::messages;
use crate::messages::problem::no_tasks;
use crate::route::{Route, Tab, View};
use crate::session::{Session, session};
use crate::state::job::Job;
use leptos::prelude::*;
use row::TaskRow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// From so many tasks on there is a filter.
const FILTER_FROM: usize = 8;
/// The newest previews below the table.
const NEWEST: usize = 12;
/// Kinds that have a column of their own, the custom ones after them.
const KNOWN: [&str; 3] = ["TaskOutput", "TaskPreview", "TaskLog"];
/// Custom kinds beyond these are found in the task's page.
const MAX_CUSTOM: usize = 2;

/// The tab of tasks.
#[component]
pub(super) fn TasksTab(
    feed: JobFeed,
    job: Signal<Arc<Job>>,
    container: StoredValue<String>,
) -> impl IntoView {
    let session = session();
    let filter = Memo::new(move |_| session.route.with(|route| route.view.filter.clone()));
    let limit = RwSignal::new(STEP);
    let columns = Memo::new(move |_| columns_of(&job.get()));
    let shown = Memo::new(move |_| {
        let filter = filter.get().to_lowercase();
        let job = job.get();
        let ids = job.tasks.iter().map(|task| &task.id);
        ids.filter(|id| filter.is_empty() || id.to_lowercase().contains(&filter))
            .cloned()
            .collect::<Vec<String>>()
    });
    let total = Signal::derive(move || shown.with(Vec::len));
    let rows = move || shown.with(|ids| ids.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    let is_many = Memo::new(move |_| {
        job.with(|job| job.tasks.len() >= FILTER_FROM) || !filter.with(String::is_empty)
    });
    let is_without = Memo::new(move |_| job.with(|job| job.tasks.is_empty()));
    let table = move || {
        view! {
            <Show when=move || is_many.get()>
                <div class="row">
                    <Search
                        value=filter
                        change=move |text| session.change_view(|view| view.filter = text)
                        label=messages::FILTER_TASKS
                    />
                </div>
            </Show>
            <div class="card">
                <table class="table tasks">
                    {move || head(&columns.get())}
                    <tbody>
                        <For
                            each=rows
                            key=String::clone
                            children=move |id| {
                                view! {
                                    <TaskRow feed=feed job=job container=container id=id columns=columns />
                                }
                            }
                        />
                    </tbody>
                </table>
                {move || {
                    (total.get() == 0)
                        .then(|| {
                            view! {
                                <p class="no-match">{messages::nothing_matches(&filter.get())}</p>
                            }
                        })
                }}
                <ShowMore limit=limit total=total />
            </div>
        }
    };
    view! {
        {move || {
            if is_without.get() {
                view! { <div class="card"><AdviceScreen advice=no_tasks() /></div> }.into_any()
            } else {
                table().into_any()
            }
        }}
        <Newest session=session job=job container=container />
    }
}

/// The kinds that the table has columns for.
fn columns_of(job: &Job) -> Vec<String> {
    let kinds = job.tasks.iter().flat_map(|task| &task.kinds).map(|kind| kind.name.as_str());
    let custom: BTreeSet<&str> = kinds.filter(|name| !KNOWN.contains(name)).collect();
    KNOWN.into_iter().chain(custom.into_iter().take(MAX_CUSTOM)).map(str::to_owned).collect()
}

fn head(columns: &[String]) -> impl IntoView + use<> {
    let kinds: Vec<_> = columns
        .iter()
        .map(|name| view! { <th scope="col" class="r wide">{messages::kind_column(name)}</th> })
        .collect();
    view! {
        <thead>
            <tr>
                <th scope="col">{messages::TASK}</th>
                <th scope="col">{messages::STATE}</th>
                <th scope="col" class="wide">
                    {messages::NEWEST_PREVIEWS}
                </th>
                {kinds}
                <th scope="col" class="r">
                    {messages::SIZE}
                </th>
                <th scope="col" class="r wide">
                    {messages::LAST_CHANGE}
                </th>
                <th scope="col" class="wide last">
                    {messages::LAST_LINE}
                </th>
            </tr>
        </thead>
    }
}

#[component]
fn Newest(
    session: Session,
    job: Signal<Arc<Job>>,
    container: StoredValue<String>,
) -> impl IntoView {
    // What was there when the page was opened is not new.
    let opened = session.now.get_untracked();
    let newest = Memo::new(move |_| {
        let mut newest = job.get().newest_previews(NEWEST);
        newest.reverse();
        newest
    });
    let all = move || {
        let place = session.route.with(|route| route.place.clone());
        Route { place, view: View { tab: Tab::Previews, ..View::default() } }.href()
    };
    view! {
        <Show when=move || !newest.with(Vec::is_empty)>
            <section class="section">
                <div class="row">
                    <h2>{messages::NEWEST_PREVIEWS}</h2>
                    <span class="grow"></span>
                    <a class="link" href=all>
                        {messages::ALL_PREVIEWS}
                    </a>
                </div>
                <div class="wall">
                    <For
                        each=move || newest.get()
                        key=|file| (file.blob.clone(), file.etag.clone())
                        children=move |file| {
                            let is_new = file.changed.is_some_and(|changed| changed > opened);
                            view! { <Tile container=container file=file is_new=is_new /> }
                        }
                    />
                </div>
            </section>
        </Show>
    }
}
