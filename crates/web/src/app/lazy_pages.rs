//! The form that takes a SAS and the list of jobs: pages that a link to a job does not need. Each is
//! a lazy part. `boot.js` preloads the one that the address asks for, so that it is here as soon as
//! the viewer is.

use crate::components::heading::{HiddenHeading, page_title};
use crate::components::lazy_view::lazy_page;
use crate::components::skeleton::Bone;
use crate::connect::view::ConnectPage;
use crate::jobs::view::JobsPage;
use crate::messages;
use crate::storage::lazy_part::LazyPartError;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

type DrawPage = fn() -> AnyView;

#[wasm_split(connect, fallible)]
fn connect_part() -> Result<DrawPage, LazyPartError> {
    Ok(|| view! { <ConnectPage /> }.into_any())
}

#[wasm_split(jobs, fallible)]
fn jobs_part() -> Result<DrawPage, LazyPartError> {
    Ok(|| view! { <JobsPage /> }.into_any())
}

/// The form that takes a SAS.
pub(crate) fn connect_page() -> AnyView {
    page(messages::CONNECT, connect_part)
}

/// The list of jobs.
pub(crate) fn jobs_page() -> AnyView {
    page(messages::JOBS, jobs_part)
}

/// Fetches both, so that neither has to be waited for. One that does not come is asked for again
/// when it is needed.
pub(crate) async fn preload_pages() {
    let _ = connect_part().await;
    let _ = jobs_part().await;
}

fn page<F>(title: &'static str, load: fn() -> F) -> AnyView
where
    F: Future<Output = Result<DrawPage, LazyPartError>> + 'static,
{
    page_title(move || vec![title.to_owned()]);
    let pending = move || view! { <PendingPage title /> }.into_any();
    lazy_page(load, pending, |draw: DrawPage| draw())
}

/// Stands where the page will be, and looks like what `index.html` has there. Its heading takes the
/// focus until the page has its own.
#[component]
fn PendingPage(title: &'static str) -> impl IntoView {
    view! {
        <div>
            <HiddenHeading>{title}</HiddenHeading>
            <div class="page boot" aria-busy="true" aria-label=messages::LOADING>
                <Bone class="title" />
                <Bone class="line" />
                <Bone class="table" />
            </div>
        </div>
    }
}
