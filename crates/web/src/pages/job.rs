//! A job: how it is doing, what came last, and everything it has.

mod hero;
mod outputs;
mod previews;
mod tasks;

use super::problem::ProblemScreen;
use super::title::name_page;
use crate::app::HEADING;
use crate::components::advice::AdviceScreen;
use crate::components::bar::job_name;
use crate::components::skeleton::skeleton_rows;
use crate::components::tabs::Tabs;
use crate::feeds::job::{JobFeed, job_feed};
use crate::format;
use crate::messages;
use crate::messages::problem::container_empty;
use crate::route::Tab;
use crate::session::session;
use crate::state::job::Job;
use hero::Hero;
use leptos::prelude::*;
use std::sync::Arc;

/// The page of a job.
#[component]
pub fn JobPage() -> impl IntoView {
    let feed = job_feed();
    name_page(move || vec![job_title(feed)]);
    let is_empty = Memo::new(move |_| {
        feed.job.with(|job| job.as_ref().is_some_and(|job| job.is_complete && job.is_empty()))
    });
    move || match (feed.is_whole.get(), feed.problem.get(), is_empty.get()) {
        (false, Some(problem), _) => view! { <ProblemScreen problem=problem /> }.into_any(),
        (false, None, _) => waiting(feed).into_any(),
        (true, _, true) => nothing(feed).into_any(),
        (true, _, false) => view! { <Shown feed=feed /> }.into_any(),
    }
}

/// What the job is called: its ID if a log of it tells, else what its container's name tells.
pub(super) fn job_title(feed: JobFeed) -> String {
    let id = feed.job.with(|job| job.as_ref().and_then(|job| job.id.clone()));
    format::visible_name(&id.unwrap_or_else(|| job_name(&feed.container())))
}

#[component]
fn Shown(feed: JobFeed) -> impl IntoView {
    let session = session();
    let job = Signal::derive(move || feed.job.get().unwrap_or_default());
    let tab = Memo::new(move |_| session.route.with(|route| route.view.tab));
    let container = StoredValue::new(feed.container());
    let counts = move |tab: Tab| Some(count_of(&job.get(), tab));
    view! {
        <div class="page job">
            <Hero feed=feed job=job container=container />
            <Tabs current=tab.into() counts=Callback::new(counts) />
            {move || match tab.get() {
                Tab::Tasks => view! { <tasks::TasksTab feed=feed job=job container=container /> }.into_any(),
                Tab::Previews => view! { <previews::PreviewsTab job=job container=container /> }.into_any(),
                Tab::Outputs => view! { <outputs::OutputsTab job=job container=container /> }.into_any(),
                Tab::Other => view! { <outputs::OtherTab job=job container=container /> }.into_any(),
            }}
        </div>
    }
}

fn count_of(job: &Arc<Job>, tab: Tab) -> String {
    let n = match tab {
        Tab::Tasks => job.tasks.len(),
        Tab::Previews => job.previews().count(),
        Tab::Outputs => job.kinds.iter().map(|kind| kind.files.len()).sum(),
        Tab::Other => job.others.files.len(),
    };
    format::at_least(n as u64, job.is_complete)
}

fn nothing(feed: JobFeed) -> impl IntoView {
    let session = session();
    view! {
        <div class="advice-page">
            <h1 class="hidden-text" id=HEADING tabindex="-1">
                {job_title(feed)}
            </h1>
            <AdviceScreen advice=container_empty(&session.whereabouts()) />
        </div>
    }
}

/// The page before its first listing: the same places, empty.
fn waiting(feed: JobFeed) -> impl IntoView {
    view! {
        <div class="page job" aria-busy="true">
            <div class="hero">
                <div>
                    <h1 id=HEADING tabindex="-1">
                        {job_title(feed)}
                    </h1>
                    <p class="faint mono">{feed.container()}</p>
                    <div class="bone facts-bone"></div>
                </div>
                <div class="frame bone-frame"></div>
            </div>
            <div class="tabs">
                <span class="bone tab-bone"></span>
            </div>
            <div class="card">
                <table class="table">
                    <thead>
                        <tr>
                            <th>{messages::TASK}</th>
                        </tr>
                    </thead>
                    <tbody>{skeleton_rows(6, 1)}</tbody>
                </table>
            </div>
        </div>
    }
}
