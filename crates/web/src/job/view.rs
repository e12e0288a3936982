//! The page of a job: its figures, its newest preview, and all its files.

use crate::components::heading::{Heading, page_title};
use crate::components::icon::IconName;
use crate::components::problem_screen::{AdvicePage, ProblemScreen};
use crate::components::skeleton::{Bone, SkeletonRows};
use crate::components::table::{Column, Table};
use crate::components::tabs::Tabs;
use crate::format;
use crate::job::hero::Hero;
use crate::job::lazy_tabs::lazy_tab;
use crate::job::loader::JobLoader;
use crate::job::model::Job;
use crate::job::task_table::TasksTab;
use crate::job::text;
use crate::route::Tab;
use crate::storage::empty_text::container_empty;
use crate::storage::problem::Problem;
use crate::storage::session::session;
use leptos::either::EitherOf4;
use leptos::prelude::*;

/// The columns of the table that is still loading.
const LOADING_COLUMNS: [Column; 1] = [(text::TASK, "")];

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Loading,
    Problem(Problem),
    NoFiles,
    Job,
}

/// The page of a job.
#[component]
pub fn JobPage(loader: JobLoader) -> impl IntoView {
    page_title(move || vec![loader.title()]);
    let content = Memo::new(move |_| content_of(loader));
    view! {
        <div>
            {move || match content.get() {
                Content::Loading => EitherOf4::A(view! { <LoadingJob loader /> }),
                Content::Problem(problem) => EitherOf4::B(view! { <ProblemScreen problem /> }),
                Content::NoFiles => EitherOf4::C(view! { <EmptyJob loader /> }),
                Content::Job => EitherOf4::D(view! { <JobView loader /> }),
            }}
        </div>
    }
}

fn content_of(loader: JobLoader) -> Content {
    let is_empty =
        || loader.job.with(|job| job.as_ref().is_some_and(|job| job.is_complete && job.is_empty()));
    match (loader.is_whole.get(), loader.problem.get()) {
        (false, Some(problem)) => Content::Problem(problem),
        (false, None) => Content::Loading,
        (true, _) if is_empty() => Content::NoFiles,
        (true, _) => Content::Job,
    }
}

#[component]
fn JobView(loader: JobLoader) -> impl IntoView {
    let session = session();
    let job = Memo::new(move |_| loader.job.get().unwrap_or_default());
    let tab = Memo::new(move |_| session.route.with(|route| route.view.tab));
    let counts = Callback::new(move |tab: Tab| job.with(|job| count_of(job, tab)));
    view! {
        <div class="page job">
            <Hero loader job />
            <Tabs current=tab counts />
            {move || match tab.get() {
                Tab::Tasks => view! { <TasksTab loader job /> }.into_any(),
                Tab::Previews => lazy_tab(|tabs| tabs.previews, loader, job),
                Tab::Outputs => lazy_tab(|tabs| tabs.outputs, loader, job),
                Tab::Other => lazy_tab(|tabs| tabs.other, loader, job),
            }}
        </div>
    }
}

fn count_of(job: &Job, tab: Tab) -> String {
    let n = match tab {
        Tab::Tasks => job.tasks.len(),
        Tab::Previews => job.previews().count(),
        Tab::Outputs => job.kinds.iter().map(|kind| kind.files.len()).sum(),
        Tab::Other => job.others.files.len(),
    };
    format::at_least(n as u64, job.is_complete)
}

/// The page before the first listing: the same layout, without content.
#[component]
fn LoadingJob(loader: JobLoader) -> impl IntoView {
    view! {
        <div class="page job" aria-busy="true">
            <div class="hero">
                <div>
                    <Heading>{loader.title()}</Heading>
                    <p class="faint mono container-name">{loader.container().to_string()}</p>
                    <Bone class="facts-bone" />
                </div>
                <div class="frame"></div>
            </div>
            <div class="tabs">
                <Bone class="tab-bone" />
            </div>
            <div class="card">
                <Table class="" columns=&LOADING_COLUMNS>
                    <tbody>
                        <SkeletonRows rows=6 columns=1 />
                    </tbody>
                </Table>
            </div>
        </div>
    }
}

/// The page of a container that has no files.
#[component]
fn EmptyJob(loader: JobLoader) -> impl IntoView {
    let advice = container_empty(&session().whereabouts());
    view! { <AdvicePage title=loader.title() icon=IconName::Empty advice /> }
}
