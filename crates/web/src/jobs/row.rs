//! The row of a job: summed up when it comes into view.

use crate::browser::observer;
use crate::components::bar::job_name;
use crate::components::relative_time::when;
use crate::components::table::{cell_of, name_cell};
use crate::dom::{El, el, memo, of};
use crate::job::model::{Counts, JobSummary};
use crate::job::state_chip::{Tone, chip};
use crate::job::thumbnail::strip;
use crate::jobs::loader::JobsFeed;
use crate::reactive::*;
use crate::route::Place;
use crate::{format, messages};

/// The row of the job in `container`.
pub(crate) fn job_row(feed: &'static JobsFeed, container: &str) -> El {
    let name = container.to_owned();
    let summary = memo(move || feed.summary(&name));
    let of_summary = move |figure: fn(&JobSummary) -> String| {
        move || summary.with(|summary| summary.as_deref().map(figure).unwrap_or_default())
    };
    let counts = move || summary.with(|summary| summary.as_ref().map(|summary| summary.tasks));
    let state = |counts: Option<Counts>| {
        Some(match counts {
            Some(counts) => chip(Tone::of_job(counts), &messages::job_state(counts)),
            None => el("span.bone.chip-bone[role=img]").attr("aria-label", messages::COUNTING),
        })
    };
    let newest = of(move || {
        summary.with(|summary| summary.as_ref().map(|s| s.newest.clone()).unwrap_or_default())
    });
    let changed = of(move || summary.with(|s| s.as_ref().and_then(|s| s.changed)));
    let row = el("tr@job-row")
        .child(name_cell(&Place::job(container).href(), &job_name(container)))
        .child(el("td.state").switch(counts, state))
        .child(el("td.wide").child(strip(container, newest, 3)))
        .child(cell_of(
            "r num",
            of_summary(|s| format::at_least(s.tasks.total() as u64, s.is_complete)),
        ))
        .child(cell_of(
            "r num wide",
            of_summary(|s| format::at_least(s.outputs as u64, s.is_complete)),
        ))
        .child(cell_of("r num wide", of_summary(|s| format::size_at_least(s.size, s.is_complete))))
        .child(el("td.r.dim.wide").child(when(changed)));
    let (seen, gone) = (container.to_owned(), container.to_owned());
    observer::on_visibility(&row, move |is_in_view| feed.set_in_view(&seen, is_in_view));
    cleanup(move || feed.set_in_view(&gone, false));
    row
}
