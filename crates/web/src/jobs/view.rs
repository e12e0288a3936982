//! The page of an account's jobs: a table of them, each with its state.

use crate::components::filter_field::FilterField;
use crate::components::heading::Heading;
use crate::components::icon::IconName;
use crate::components::problem_screen::{AdvicePage, ProblemScreen};
use crate::components::show_more::{STEP, ShowMore};
use crate::components::skeleton::SkeletonRows;
use crate::components::table::{Column, Table};
use crate::job;
use crate::job::file_table::{NoMatch, first};
use crate::job::state_chip::{PlainChip, Tone};
use crate::jobs::loader::JobsLoader;
use crate::jobs::row::JobRow;
use crate::jobs::text;
use crate::storage::empty_text::no_jobs;
use crate::storage::problem::Problem;
use crate::storage::session::session;
use crate::{format, messages};
use leptos::either::EitherOf3;
use leptos::prelude::*;

const COLUMNS: [Column; 7] = [
    (text::JOB, ""),
    (job::text::STATE, ""),
    (job::text::NEWEST_PREVIEWS, "wide"),
    (job::text::TASKS, "r"),
    (job::text::OUTPUTS, "r wide"),
    (job::text::SIZE, "r wide"),
    (job::text::LAST_CHANGE, "r wide"),
];

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Problem(Problem),
    NoJobs,
    Jobs,
}

/// The page of jobs.
#[component]
pub fn JobsPage() -> impl IntoView {
    let loader = JobsLoader::start();
    let content = Memo::new(move |_| {
        let n = loader.jobs.with(|jobs| jobs.as_ref().map(|jobs| jobs.len()));
        match (loader.problem.get(), n) {
            (Some(problem), None) => Content::Problem(problem),
            (_, Some(0)) => Content::NoJobs,
            _ => Content::Jobs,
        }
    });
    view! {
        <div>
            {move || match content.get() {
                Content::Problem(problem) => EitherOf3::A(view! { <ProblemScreen problem /> }),
                Content::NoJobs => EitherOf3::B(view! { <NoJobs /> }),
                Content::Jobs => EitherOf3::C(view! { <Jobs loader /> }),
            }}
        </div>
    }
}

/// The page of an account that has no jobs.
#[component]
fn NoJobs() -> impl IntoView {
    let advice = no_jobs(&session().whereabouts());
    view! { <AdvicePage title=messages::JOBS.to_owned() icon=IconName::Empty advice /> }
}

#[component]
fn Jobs(loader: JobsLoader) -> impl IntoView {
    let n_jobs = Memo::new(move |_| loader.jobs.with(|jobs| jobs.as_ref().map(|jobs| jobs.len())));
    let count = move || {
        n_jobs.get().map(|n| {
            let text = format::at_least(n as u64, loader.is_complete.get());
            view! { <PlainChip tone=Tone::Plain text /> }
        })
    };
    view! {
        <div class="page">
            <div class="row">
                <Heading>{messages::JOBS}</Heading>
                {count}
                <span class="grow"></span>
                <FilterField label=text::FILTER_JOBS />
            </div>
            <JobTable loader />
        </div>
    }
}

#[component]
fn JobTable(loader: JobsLoader) -> impl IntoView {
    let session = session();
    let limit = RwSignal::new(STEP);
    let is_loading = move || loader.jobs.with(Option::is_none);
    let shown = Memo::new(move |_| {
        let filter = session.filter();
        loader.jobs.with(|jobs| {
            let names = jobs.iter().flat_map(|jobs| jobs.iter().map(|job| &job.name));
            names.filter(|name| format::contains(name, &filter)).cloned().collect::<Vec<String>>()
        })
    });
    let total = Memo::new(move |_| shown.with(Vec::len));
    let names = move || shown.with(|names| first(names, limit.get()));
    let row = move |container| view! { <JobRow loader container /> };
    view! {
        <div class="card">
            <Table
                class="jobs"
                columns=&COLUMNS
                attr:aria-busy=move || is_loading().to_string()
            >
                <tbody>
                    <For each=names key=String::clone children=row />
                </tbody>
                <Show when=is_loading>
                    <tbody>
                        <SkeletonRows rows=6 columns=COLUMNS.len() />
                    </tbody>
                </Show>
            </Table>
            <Show when=move || !is_loading() && total.get() == 0>
                <NoMatch />
            </Show>
            <ShowMore limit total />
        </div>
    }
}
