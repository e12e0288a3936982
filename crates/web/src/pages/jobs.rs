//! An account's jobs: which there are, and how each is doing.

mod row;

use super::problem::ProblemScreen;
use super::title::name_page;
use crate::app::HEADING;
use crate::components::advice::AdviceScreen;
use crate::components::chip::{Tone, plain_chip};
use crate::components::more::{STEP, ShowMore};
use crate::components::search::Search;
use crate::components::skeleton::skeleton_rows;
use crate::feeds::jobs::JobsFeed;
use crate::format;
use crate::messages;
use crate::messages::problem::no_jobs;
use crate::session::session;
use leptos::prelude::*;
use row::job_row;

const COLUMNS: usize = 7;

/// The table of jobs.
#[component]
pub fn JobsPage() -> impl IntoView {
    name_page(|| vec![messages::JOBS.to_owned()]);
    let feed = JobsFeed::start();
    move || match (feed.problem.get(), feed.jobs.with(|jobs| jobs.as_ref().map(|j| j.is_empty()))) {
        (Some(problem), None) => view! { <ProblemScreen problem=problem /> }.into_any(),
        (_, Some(true)) => nothing().into_any(),
        _ => view! { <Jobs feed=feed /> }.into_any(),
    }
}

fn nothing() -> impl IntoView {
    let session = session();
    view! {
        <div class="advice-page">
            <h1 class="hidden-text" id=HEADING tabindex="-1">
                {messages::JOBS}
            </h1>
            <AdviceScreen advice=no_jobs(&session.whereabouts()) />
        </div>
    }
}

#[component]
fn Jobs(feed: JobsFeed) -> impl IntoView {
    let session = session();
    let filter = Memo::new(move |_| session.route.with(|route| route.view.filter.clone()));
    let limit = RwSignal::new(STEP);
    let is_loaded = Memo::new(move |_| feed.jobs.with(Option::is_some));
    let shown = Memo::new(move |_| {
        let filter = filter.get().to_lowercase();
        feed.jobs.with(|jobs| {
            let names = jobs.iter().flat_map(|jobs| jobs.iter().map(|job| &job.name));
            names.filter(|name| name.contains(&filter)).cloned().collect::<Vec<String>>()
        })
    });
    let total = Signal::derive(move || shown.with(Vec::len));
    let rows =
        move || shown.with(|names| names.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    let count = move || {
        let total = feed.jobs.with(|jobs| jobs.as_ref().map(|jobs| jobs.len() as u64));
        total.map(|total| plain_chip(Tone::Plain, format::at_least(total, feed.is_complete.get())))
    };
    view! {
        <div class="page">
            <div class="row">
                <h1 id=HEADING tabindex="-1">
                    {messages::JOBS}
                </h1>
                {count}
                <span class="grow"></span>
                <Search
                    value=filter
                    change=move |text| session.change_view(|view| view.filter = text)
                    label=messages::FILTER_JOBS
                />
            </div>
            <div class="card">
                <table class="table jobs" aria-busy=move || (!is_loaded.get()).then_some("true")>
                    <thead>
                        <tr>
                            <th scope="col">{messages::JOB}</th>
                            <th scope="col">{messages::STATE}</th>
                            <th scope="col" class="wide">
                                {messages::NEWEST_PREVIEWS}
                            </th>
                            <th scope="col" class="r">
                                {messages::TASKS}
                            </th>
                            <th scope="col" class="r wide">
                                {messages::OUTPUTS}
                            </th>
                            <th scope="col" class="r wide">
                                {messages::SIZE}
                            </th>
                            <th scope="col" class="r wide">
                                {messages::LAST_CHANGE}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=rows key=String::clone children=move |name| job_row(feed, name) />
                        {move || (!is_loaded.get()).then(|| skeleton_rows(6, COLUMNS))}
                    </tbody>
                </table>
                {move || {
                    (is_loaded.get() && total.get() == 0)
                        .then(|| {
                            view! {
                                <p class="no-match">{messages::nothing_matches(&filter.get())}</p>
                            }
                        })
                }}
                <ShowMore limit=limit total=total />
            </div>
        </div>
    }
}
