//! The outputs of the job itself, kind by kind; and what is outside the convention.

use crate::components::advice::AdviceScreen;
use crate::components::file_table::FileTable;
use crate::components::kind_section::KindSection;
use crate::messages::problem::{no_job_outputs, no_others};
use crate::state::job::Job;
use leptos::prelude::*;
use std::sync::Arc;

/// The tab of the job's own outputs.
#[component]
pub(super) fn OutputsTab(job: Signal<Arc<Job>>, container: StoredValue<String>) -> impl IntoView {
    let names = Memo::new(move |_| {
        job.with(|job| job.kinds.iter().map(|kind| kind.name.clone()).collect::<Vec<_>>())
    });
    view! {
        <Show
            when=move || !names.with(Vec::is_empty)
            fallback=|| view! { <div class="card"><AdviceScreen advice=no_job_outputs() /></div> }
        >
            <For
                each=move || names.get()
                key=String::clone
                children=move |name| {
                    let kind = Signal::derive({
                        let name = name.clone();
                        move || job.with(|job| job.kind(&name).cloned()).unwrap_or_default()
                    });
                    view! { <KindSection container=container name=name kind=kind filter=String::new() /> }
                }
            />
        </Show>
    }
}

/// The tab of what is outside the convention.
#[component]
pub(super) fn OtherTab(job: Signal<Arc<Job>>, container: StoredValue<String>) -> impl IntoView {
    let others = Signal::derive(move || job.with(|job| job.others.clone()));
    view! {
        <Show
            when=move || !others.with(|kind| kind.files.is_empty())
            fallback=|| view! { <div class="card"><AdviceScreen advice=no_others() /></div> }
        >
            <FileTable container=container kind=others filter=String::new() />
        </Show>
    }
}
