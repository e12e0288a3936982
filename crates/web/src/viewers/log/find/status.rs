//! The status of a search, over the corner of the lines: how far it is and a way to stop it, or why it
//! does not continue.

use crate::route::Query;
use crate::storage::session::session;
use crate::viewers::log::filter::address as filter_address;
use crate::viewers::log::find::buttons::{ContinueButton, StopButton};
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::find::model::Scan;
use crate::viewers::log::find::text;
use crate::viewers::log::role::Role;
use leptos::prelude::*;

/// A search of fewer bytes ends so soon that its progress is not shown.
const SHORT: u64 = 16 << 20;

/// The status, over the main pane or over the filtered lines that cover it.
#[component]
pub(crate) fn FindStatus(finding: Finding, role: Role) -> impl IntoView {
    let search = finding.search;
    let status = Memo::new(move |_| status_of(finding));
    let is_under_way = move || search.scan.with(Scan::is_under_way);
    let is_stopped = move || search.scan.with(|scan| *scan == Scan::Stopped);
    let percent = move || format!("{}%", search.progress.with(|progress| progress.percent()));
    // The end of a search is read out, its progress is not. When a search is complete, the field
    // announces the number of matches.
    let is_complete = move || {
        let is_idle = search.scan.with(|scan| *scan == Scan::Idle);
        is_idle
            && finding.note.with(|note| note.is_empty())
            && search.refusal.with(String::is_empty)
    };
    let spoken = move || match is_under_way() || is_complete() {
        true => String::new(),
        false => status.get(),
    };
    let is_here = move || filter_address::is_on() == (role == Role::Filtered);
    view! {
        <div class="find-status-place">
            <span class="hidden-text" role="status">{spoken}</span>
            <Show when=move || is_here() && status.with(|status| !status.is_empty())>
                <div class="find-status" data-testid="find-status">
                    <span>{status}</span>
                    <Show when=is_under_way>
                        <StopButton search test_id="find-stop"/>
                    </Show>
                    <Show when=is_stopped>
                        <ContinueButton search test_id="find-go-on"/>
                    </Show>
                    <Show when=is_under_way>
                        <i class="find-bar" style:width=percent></i>
                    </Show>
                </div>
            </Show>
        </div>
    }
}

fn status_of(finding: Finding) -> String {
    let search = finding.search;
    let (progress, scan, note) = (search.progress.get(), search.scan.get(), finding.note.get());
    let is_short = scan == Scan::Running && progress.total < SHORT;
    if is_short || !note.is_empty() {
        return note.to_owned();
    }
    let shows_anyway = matches!(scan, Scan::Broken | Scan::Waiting(_));
    if filter_address::is_on() && search.query.with(Query::is_empty) && !shows_anyway {
        // The bar of the filter shows its progress.
        return String::new();
    }
    let whereabouts = session().whereabouts();
    let status = search.query.with(|query| {
        search.refusal.with(|refusal| text::status(query, refusal, progress, &scan, &whereabouts))
    });
    status.unwrap_or_default()
}
