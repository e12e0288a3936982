//! The row of a job. Its summary is made when the row comes into view.

use crate::browser::observer;
use crate::components::relative_time::RelativeTime;
use crate::components::table::NameCell;
use crate::format::{self, job_name};
use crate::job::state_chip::{StateChip, Tone};
use crate::job::summary::JobSummary;
use crate::job::text::job_state;
use crate::job::thumbnail::Strip;
use crate::jobs::loader::{JobsLoader, PREVIEWS};
use crate::jobs::text;
use crate::route::Place;
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The row of the job in `container`.
#[component]
pub(crate) fn JobRow(loader: JobsLoader, container: String) -> impl IntoView {
    let row = NodeRef::<html::Tr>::new();
    summarize_in_view(loader, row, container.clone());
    let wanted = container.clone();
    let summary = Memo::new(move |_| loader.summary(&wanted));
    let figure = move |text: fn(&JobSummary) -> String| {
        move || summary.with(|summary| summary.as_deref().map(text)).unwrap_or_default()
    };
    let newest = Memo::new(move |_| {
        summary.with(|summary| summary.as_ref().map(|s| s.newest.clone())).unwrap_or_default()
    });
    let changed = Signal::derive(move || summary.with(|summary| summary.as_ref()?.changed));
    let href = Place::job(&container).href();
    let name = job_name(&container);
    let container: Arc<str> = container.into();
    view! {
        <tr data-testid="job-row" node_ref=row>
            <NameCell href name />
            <td class="state">
                <JobState summary />
            </td>
            <td class="wide">
                <Strip container files=newest places=PREVIEWS />
            </td>
            <td class="r num">
                {figure(|s| format::at_least(s.tasks.total() as u64, s.is_complete))}
            </td>
            <td class="r num wide">
                {figure(|s| format::at_least(s.outputs as u64, s.is_complete))}
            </td>
            <td class="r num wide">{figure(|s| format::size_at_least(s.size, s.is_complete))}</td>
            <td class="r dim wide">
                <RelativeTime moment=changed />
            </td>
        </tr>
    }
}

/// Tells the loader while the row is in view.
fn summarize_in_view(loader: JobsLoader, row: NodeRef<html::Tr>, container: String) {
    let removed = container.clone();
    on_cleanup(move || loader.set_in_view(&removed, false));
    Effect::new(move || {
        if let Some(row) = row.get() {
            let container = container.clone();
            observer::on_visibility(&row, move |is_in_view| {
                loader.set_in_view(&container, is_in_view);
            });
        }
    });
}

#[component]
fn JobState(summary: Memo<Option<Arc<JobSummary>>>) -> impl IntoView {
    let counts = Memo::new(move |_| summary.with(|summary| summary.as_ref().map(|s| s.tasks)));
    move || match counts.get() {
        Some(counts) => Either::Left(view! {
            <StateChip tone=Tone::of_job(counts) text=job_state(counts) />
        }),
        None => Either::Right(view! {
            <span class="bone chip-bone" role="img" aria-label=text::COUNTING></span>
        }),
    }
}
