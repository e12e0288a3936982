//! Shows only the lines of a log that pass a filter, with some lines around each.
//!
//! They cover the log, which keeps its position; a press on the number of a line leads to that line in
//! the log.

use crate::viewers::log::filter::address::is_on;
use crate::viewers::log::filter::bar::FilterBar;
use crate::viewers::log::filter::state::Filtering;
use crate::viewers::log::find::status::FindStatus;
use crate::viewers::log::pane_view::PaneView;
use crate::viewers::log::role::Role;
use leptos::prelude::*;

/// The filter bar, and over the log the lines that pass.
#[component]
pub(crate) fn FilteredLines(filtering: Filtering, blob: String) -> impl IntoView {
    let Filtering { pane, finding, is_open, .. } = filtering;
    view! {
        <div class="filter-place" class:on=is_on>
            <Show when=move || is_open.get()>
                <FilterBar filtering/>
            </Show>
            <Show when=is_on>
                <div class="filtered" data-testid="filtered">
                    <PaneView pane blob=blob.clone()/>
                    <FindStatus finding role=Role::Filtered/>
                </div>
            </Show>
        </div>
    }
}
