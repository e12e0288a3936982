//! The times of lines: a column of them, and a word where long nothing came.

use crate::components::icon::{Icon, icon};
use crate::dom::{El, el};
use crate::messages::times as text;
use crate::platform::{clock, document};
use crate::session::session;
use crate::state::times::{RowTime, Times};
use jobshelf_log::{Line, LineTime, LogLines};

/// What of their times lines show; follows that.
pub(super) fn shown() -> Times {
    session().route.with(|route| route.view.times)
}

/// How many characters the column takes away from the lines; follows that.
pub(super) fn columns() -> u32 {
    shown().columns(document::is_narrow())
}

/// Shows other times, or none.
pub(super) fn toggle() {
    session().change_view(|view| view.times = view.times.next());
}

/// The button that does that.
pub(super) fn times_button() -> El {
    let label = || if shown() == Times::Since { text::SINCE } else { text::TIMES };
    button()
        .class("btn bare times-button")
        .test("times")
        .attr_of("title", || Some(text::hint(shown()).to_owned()))
        .text_of(move || label().to_owned())
}

/// The same for where there is no room for it in the toolbar.
pub(super) fn times_item() -> El {
    button()
        .class("btn bare times-item")
        .test("times-item")
        .child(icon(Icon::Clock))
        .text_of(|| text::hint(shown()).to_owned())
}

fn button() -> El {
    el("button[type=button]")
        .state_of("aria-pressed", || shown() != Times::Off)
        .on("click", |_| toggle())
}

/// How many minutes the reader's clock is ahead of UTC at a time.
pub(super) fn minutes_ahead(stamp: &LineTime) -> i32 {
    clock::minutes_ahead(stamp.epoch_millis(clock::now_ms() as i64))
}

/// The time of the line that is entry `index`, if it has one.
pub(super) fn of_row(lines: &LogLines, index: usize, line: &Line) -> Option<RowTime> {
    line.time.map(|stamp| RowTime::of(stamp, lines.time_before(index)))
}

/// The cell of a row that has its time, where times are shown.
pub(super) fn cell(time: Option<RowTime>) -> Option<El> {
    let times = shown();
    let cell = (times != Times::Off).then(|| el("time@log-time"))?;
    Some(match time {
        Some(time) => {
            cell.attr("title", &time.exact(minutes_ahead)).text(&time.shown(times, minutes_ahead))
        }
        None => cell,
    })
}
