//! The row of a job: summed up when it comes into view.

use crate::components::bar::job_name;
use crate::components::chip::{Tone, chip};
use crate::components::thumb::Strip;
use crate::components::when::When;
use crate::feeds::jobs::JobsFeed;
use crate::format;
use crate::messages;
use crate::platform::observe;
use crate::route::Place;
use crate::state::job::JobSummary;
use leptos::html::Tr;
use leptos::prelude::*;

/// The row of the job in `container`.
pub(super) fn job_row(feed: JobsFeed, container: String) -> impl IntoView {
    let row = NodeRef::<Tr>::new();
    let name = StoredValue::new(container.clone());
    row.on_load(move |element| {
        observe::on_visibility(&element, move |is_in_view| {
            if let Some(name) = name.try_get_value() {
                feed.set_in_view(&name, is_in_view);
            }
        });
    });
    on_cleanup({
        let container = container.clone();
        move || feed.set_in_view(&container, false)
    });
    let summary = Memo::new(move |_| name.with_value(|name| feed.summary(name)));
    let of = move |figure: fn(&JobSummary) -> String| {
        move || summary.with(|summary| summary.as_ref().map(figure))
    };
    let state = move || {
        let counts = summary.with(|summary| summary.as_ref().map(|summary| summary.tasks))?;
        Some(chip(Tone::of_job(counts), messages::job_state(counts)))
    };
    let newest = Signal::derive(move || {
        summary.with(|summary| summary.as_ref().map(|s| s.newest.clone()).unwrap_or_default())
    });
    let changed = Signal::derive(move || summary.with(|s| s.as_ref().and_then(|s| s.changed)));
    view! {
        <tr node_ref=row data-testid="job-row">
            <th scope="row" class="main">
                <a href=Place::job(&container).href() title=container.clone()>
                    {job_name(&container)}
                </a>
            </th>
            <td class="state">
                {state}
                <Show when=move || summary.with(Option::is_none)>
                    <span class="bone chip-bone" role="img" aria-label=messages::COUNTING></span>
                </Show>
            </td>
            <td class="wide">
                <Strip container=name files=newest places=3 />
            </td>
            <td class="r num">
                {of(|s| format::at_least(s.tasks.total() as u64, s.is_complete))}
            </td>
            <td class="r num wide">{of(|s| format::at_least(s.outputs as u64, s.is_complete))}</td>
            <td class="r num wide">{of(|s| format::size_at_least(s.size, s.is_complete))}</td>
            <td class="r dim wide">
                <When moment=changed />
            </td>
        </tr>
    }
}
