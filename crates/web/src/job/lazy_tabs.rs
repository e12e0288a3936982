//! The tabs of a job that a link to the job does not show at first. They are in the lazy part `files`,
//! with the page of a task, which shows the same tables.

use crate::components::lazy_view::lazy_view;
use crate::components::problem_screen::ProblemCard;
use crate::components::skeleton::SkeletonRows;
use crate::job::loader::JobLoader;
use crate::job::model::Job;
use crate::job::outputs::{OtherTab, OutputsTab};
use crate::job::previews::PreviewsTab;
use crate::messages;
use crate::storage::lazy_part::LazyPartError;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_split_helpers::wasm_split;

type DrawTab = fn(JobLoader, Memo<Arc<Job>>) -> AnyView;

/// What draws each of the tabs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LazyTabs {
    pub(crate) previews: DrawTab,
    pub(crate) outputs: DrawTab,
    pub(crate) other: DrawTab,
}

#[wasm_split(files, fallible)]
fn tabs_part() -> Result<LazyTabs, LazyPartError> {
    Ok(LazyTabs {
        previews: |loader, job| view! { <PreviewsTab loader job /> }.into_any(),
        outputs: |loader, job| view! { <OutputsTab loader job /> }.into_any(),
        other: |loader, job| view! { <OtherTab loader job /> }.into_any(),
    })
}

/// One of the tabs.
pub(crate) fn lazy_tab(
    tab: fn(LazyTabs) -> DrawTab,
    loader: JobLoader,
    job: Memo<Arc<Job>>,
) -> AnyView {
    let placeholder = |problem| match problem {
        Some(problem) => view! { <ProblemCard problem /> }.into_any(),
        None => view! { <LoadingTab /> }.into_any(),
    };
    lazy_view(tabs_part, placeholder, move |tabs| tab(tabs)(loader, job))
}

#[component]
fn LoadingTab() -> impl IntoView {
    view! {
        <div class="card" aria-busy="true" aria-label=messages::LOADING>
            <table class="table">
                <tbody>
                    <SkeletonRows rows=6 columns=1 />
                </tbody>
            </table>
        </div>
    }
}
