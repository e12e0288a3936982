//! The tasks of a job as a bar: how many are finished, running and failed.

use crate::job::summary::Counts;
use crate::job::text;
use leptos::prelude::*;

/// The bar of `counts`.
#[component]
pub(crate) fn ProgressBar(counts: Memo<Counts>) -> impl IntoView {
    let width = move |n: fn(Counts) -> usize| move || width(counts.get(), n(counts.get()));
    let label = move || text::progress(counts.get());
    view! {
        <div class="progress" role="img" aria-label=label title=label>
            <i class="ok" style:width=width(|counts| counts.finished)></i>
            <i class="run" style:width=width(|counts| counts.running)></i>
            <i class="bad" style:width=width(|counts| counts.failed)></i>
        </div>
    }
}

/// The share of `n` tasks in all, in percent.
fn width(counts: Counts, n: usize) -> String {
    let tenths = (n * 1000).checked_div(counts.total()).unwrap_or(0);
    format!("{}.{}%", tenths / 10, tenths % 10)
}
