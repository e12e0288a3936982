//! The column of times next to the lines of a log, and the buttons that choose what it shows.

use crate::browser::clock;
use crate::components::icon::{Icon, IconName};
use crate::route::Times;
use crate::viewers::log::times::address::{shown, toggle};
use crate::viewers::log::times::model::RowTime;
use crate::viewers::log::times::text;
use jobshelf_log::{Line, LineTime, LogLines};
use leptos::prelude::*;

fn is_shown() -> bool {
    shown() != Times::Off
}

/// The button in the toolbar.
#[component]
pub(crate) fn TimesButton() -> impl IntoView {
    let label = || if shown() == Times::Since { text::SINCE } else { text::TIMES };
    view! {
        <button
            class="btn bare times-button"
            type="button"
            title=|| text::hint(shown())
            data-testid="times"
            aria-pressed=|| is_shown().to_string()
            on:click=|_| toggle()
        >
            {label}
        </button>
    }
}

/// The button in the drawer, for screens without room for it in the toolbar.
#[component]
pub(crate) fn TimesItem() -> impl IntoView {
    view! {
        <button
            class="btn bare times-item"
            type="button"
            data-testid="times-item"
            aria-pressed=|| is_shown().to_string()
            on:click=|_| toggle()
        >
            <Icon name=IconName::Clock/>
            {|| text::hint(shown())}
        </button>
    }
}

/// The minutes that the reader's clock is ahead of UTC at a time.
pub(crate) fn minutes_ahead(stamp: &LineTime) -> i32 {
    clock::minutes_ahead(stamp.epoch_millis(clock::now_ms() as i64))
}

/// The time of the line at entry `index`, if it has one.
pub(crate) fn of_row(lines: &LogLines, index: usize, line: &Line) -> Option<RowTime> {
    line.time.map(|stamp| RowTime::of(stamp, lines.time_before(index)))
}

/// The cell with the time of a row, while times are shown; empty if the row has no time.
pub(crate) fn time_cell(time: Option<RowTime>) -> Option<impl IntoView> {
    let times = shown();
    let exact = time.map(|time| time.exact(minutes_ahead));
    let column = time.map(|time| time.column(times, minutes_ahead));
    (times != Times::Off).then(|| {
        view! {
            <time title=exact data-testid="log-time">{column.unwrap_or_default()}</time>
        }
    })
}
