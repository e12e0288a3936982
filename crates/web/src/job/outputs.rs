//! The outputs of the job itself, kind by kind, and the files outside the convention.

use crate::components::advice::AdviceScreen;
use crate::components::icon::IconName;
use crate::job::file_table::FileTable;
use crate::job::kind_section::KindSection;
use crate::job::loader::JobLoader;
use crate::job::model::Job;
use crate::storage::empty_text::{no_job_outputs, no_others};
use crate::storage::problem_text::Advice;
use leptos::prelude::*;
use std::sync::Arc;

/// The tab of the job's own outputs.
#[component]
pub(crate) fn OutputsTab(loader: JobLoader, job: Memo<Arc<Job>>) -> impl IntoView {
    let has_outputs = move || job.with(|job| !job.kinds.is_empty());
    let names =
        move || job.with(|job| job.kinds.iter().map(|kind| kind.name.clone()).collect::<Vec<_>>());
    let section = move |name: String| {
        let wanted = name.clone();
        let kind =
            Memo::new(move |_| job.with(|job| job.kind(&wanted).cloned()).unwrap_or_default());
        view! { <KindSection container=loader.container() name kind /> }
    };
    view! {
        <div>
            <Show
                when=has_outputs
                fallback=|| view! { <NoFiles advice=no_job_outputs() /> }
            >
                <div class="stack">
                    <For each=names key=String::clone children=section />
                </div>
            </Show>
        </div>
    }
}

/// The tab of files outside the convention.
#[component]
pub(crate) fn OtherTab(loader: JobLoader, job: Memo<Arc<Job>>) -> impl IntoView {
    let others = Memo::new(move |_| job.with(|job| job.others.clone()));
    let has_others = move || others.with(|others| !others.files.is_empty());
    view! {
        <div>
            <Show when=has_others fallback=|| view! { <NoFiles advice=no_others() /> }>
                <FileTable container=loader.container() kind=others />
            </Show>
        </div>
    }
}

#[component]
fn NoFiles(advice: Advice) -> impl IntoView {
    view! {
        <div class="card">
            <AdviceScreen icon=IconName::Empty advice />
        </div>
    }
}
