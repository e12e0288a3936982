//! The rows of a log that are in view, between two spacers as high as the rest.

use super::scroll::Scroller;
use crate::components::ansi::styled;
use crate::feeds::log::LogFeed;
use crate::format;
use crate::messages::log as text;
use crate::session::session;
use crate::state::log::{Entry, Level, Line};
use leptos::prelude::*;

const ROW: usize = 20;

/// A row to draw. Two rows with the same key look the same.
#[derive(Debug, Clone)]
struct Row {
    key: Key,
    entry: Entry,
    index: usize,
    update: Option<usize>,
    number: Option<u64>,
    /// The attempt that begins here.
    attempt: Option<u32>,
}

type Key = (u64, Option<usize>, usize, Option<u64>, bool);

/// The rows in view.
#[component]
pub(super) fn Rows(feed: LogFeed, scroller: Scroller) -> impl IntoView {
    let window = scroller.window;
    let rows = move || rows_in_view(feed, scroller);
    let height = |rows: usize| format!("{}px", rows * ROW);
    view! {
        <div class="rows" aria-live="off">
            <div class="spacer" style:height=move || height(window.get().rows_above)></div>
            <For each=rows key=|row| row.key children=move |row| row_view(feed, row) />
            <div class="spacer" style:height=move || height(window.get().rows_below)></div>
        </div>
    }
}

fn rows_in_view(feed: LogFeed, scroller: Scroller) -> Vec<Row> {
    let window = scroller.window.get();
    let attempt = feed.status.with(|status| {
        status.as_ref().filter(|s| s.attempt > 1).map(|s| (s.attempt_offset, s.attempt))
    });
    scroller.layout.with(|layout| {
        feed.lines.with(|lines| {
            let items = window.first..window.end;
            items
                .filter_map(|item| {
                    let (index, update) = layout.entry_of(item);
                    let entry = lines.get(index)?;
                    let number = lines.number(index).filter(|_| update.unwrap_or(0) == 0);
                    let (offset, length) = match &entry {
                        Entry::Line(line) => (line.offset, line.length()),
                        Entry::Gap { from, to } => (*from, (to - from) as usize),
                    };
                    let begins =
                        attempt.filter(|(at, _)| *at == offset && update.unwrap_or(0) == 0);
                    let attempt = begins.map(|(_, attempt)| attempt);
                    let key = (offset, update, length, number, attempt.is_some());
                    Some(Row { key, entry, index, update, number, attempt })
                })
                .collect()
        })
    })
}

fn row_view(feed: LogFeed, row: Row) -> AnyView {
    match row.entry.clone() {
        Entry::Line(line) => line_view(&line, &row).into_any(),
        Entry::Gap { from, to } => gap_view(feed, row.index, to - from).into_any(),
    }
}

fn line_view(line: &Line, row: &Row) -> impl IntoView + use<> {
    let class = match (line.level, row.attempt) {
        (Level::Plain, None) => "ln",
        (Level::Plain, Some(_)) => "ln begins",
        (Level::Warning, _) => "ln warn",
        (Level::Error, None) => "ln err",
        (Level::Error, Some(_)) => "ln err begins",
    };
    let number = row.number.map(format::count);
    let spans = match row.update {
        Some(update) => line.update(update),
        None => line.drawn().spans,
    };
    let updates = (row.update.is_none() && line.updates > 0).then(|| text::updates(line.updates));
    let attempt = row.attempt.map(text::attempt);
    view! {
        <div class=class data-testid="log-line" data-offset=line.offset.to_string()>
            <b class="num" aria-hidden="true">
                {number}
            </b>
            <span data-testid="log-text">{styled(&spans)}</span>
            {updates.map(|updates| view! { <i class="note">"(" {updates} ")"</i> })}
            {attempt.map(|attempt| view! { <i class="note attempt">{attempt}</i> })}
        </div>
    }
}

fn gap_view(feed: LogFeed, index: usize, bytes: u64) -> impl IntoView {
    let session = session();
    view! {
        <div class="ln gap">
            <b></b>
            <span>
                {text::skipped(bytes)} " "
                <button
                    type="button"
                    class="link"
                    disabled=feed.is_loading
                    on:click=move |_| feed.load_gap(session, index)
                >
                    {text::LOAD_GAP}
                </button>
            </span>
        </div>
    }
}
