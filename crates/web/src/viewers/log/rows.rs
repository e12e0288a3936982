//! The rows of a log that are in view, between two spacers as high as the other rows.

use crate::components::styled_text::{marked, marked_columns};
use crate::format;
use crate::route::Times;
use crate::storage::session::session;
use crate::viewers::log::change_notice::text::missing as missing_text;
use crate::viewers::log::errors::Judge;
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::find::marks::Mark;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::role::Role;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::view as selection_view;
use crate::viewers::log::text;
use crate::viewers::log::times::model::RowTime;
use crate::viewers::log::times::{address as times_address, view as times_view};
use jobshelf_log::{ColumnWindow, Entry, Level, Line, LogLines, ROW_HEIGHT, WIDE_ROW_COLUMNS};
use leptos::either::Either;
use leptos::prelude::*;

/// A row that is drawn.
#[derive(Debug, Clone)]
enum Row {
    Missing(MissingRows),
    Line(LineRow, Line),
}

/// Everything that a row is drawn from: rows with equal keys are the same element.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum RowKey {
    Missing(MissingRows),
    Line(LineRow),
}

/// Rows from `first` to before `end` whose bytes are not loaded yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct MissingRows {
    from: u64,
    to: u64,
    first: usize,
    end: usize,
}

/// A line, or one of its updates, without its text: within an edition, the offset and the length of
/// the text stand for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct LineRow {
    edition: u32,
    offset: u64,
    length: usize,
    update: Option<usize>,
    number: Option<u64>,
    /// The attempt that begins in this line.
    attempt: Option<u32>,
    time: Option<RowTime>,
    times: Times,
    level: Level,
    /// The columns to draw, unless all of them are drawn.
    columns: Option<ColumnWindow>,
    marks: Vec<Mark>,
    /// A filter shows the line only because it is near one that passes.
    is_context: bool,
    is_selected: bool,
}

impl Row {
    fn key(&self) -> RowKey {
        match self {
            Self::Missing(missing) => RowKey::Missing(*missing),
            Self::Line(row, _) => RowKey::Line(row.clone()),
        }
    }
}

/// The rows in view.
#[component]
pub(crate) fn Rows(
    loader: LogLoader,
    scroller: Scroller,
    finding: Option<Finding>,
    judge: Option<Judge>,
) -> impl IntoView {
    let drawn = scroller.drawn;
    let above = move || pixels(drawn.get().above);
    let below = move || pixels(drawn.get().below);
    // Few rows of the whole log are elements, so the table states how many there are. Filtered lines
    // have their numbers among all lines.
    let count = move || {
        let is_known = |lines: &LogLines| lines.is_whole() && scroller.role != Role::Filtered;
        let count = loader.lines.with(|lines| is_known(lines).then(|| lines.n_lines()));
        count.map_or_else(|| "-1".to_owned(), |count| count.to_string())
    };
    view! {
        <div class="rows" aria-live="off" role="table" aria-label=text::LINES aria-rowcount=count>
            <div style:height=above></div>
            <For
                each=move || rows_in_view(loader, scroller, finding, judge)
                key=Row::key
                children=|row| match row {
                    Row::Missing(missing) => Either::Left(missing_rows(missing)),
                    Row::Line(row, line) => Either::Right(line_row(&row, &line)),
                }
            />
            <div style:height=below></div>
        </div>
    }
}

fn pixels(n: i64) -> String {
    format!("{n}px")
}

fn rows_in_view(
    loader: LogLoader,
    scroller: Scroller,
    finding: Option<Finding>,
    judge: Option<Judge>,
) -> Vec<Row> {
    let marks = finding.map(|finding| finding.marks.get()).unwrap_or_default();
    let window = scroller.drawn.get().window;
    let selected = selection_view::selected(session()).filter(|_| scroller.role == Role::Main);
    let status = loader.status.get().filter(|status| status.attempt > 1);
    // If an attempt ended within a line, the next attempt begins in that line.
    let attempt_in = |from: u64, to: u64| {
        let status = status.as_ref()?;
        let begins = status.attempt_offsets.iter().rfind(|at| (from..to).contains(*at))?;
        status.attempt_at(*begins)
    };
    let edition = loader.edition.get_untracked();
    let columns = scroller.visible_columns.get();
    let times = times_address::shown();
    scroller.layout.with(|layout| {
        loader.lines.with(|lines| {
            let row = |item: usize| {
                let (index, update) = layout.entry_of(item);
                let line = match lines.get(index)? {
                    Entry::Gap { from, to } => {
                        let (first, end) = layout.rows_within(item, window);
                        return Some(Row::Missing(MissingRows { from, to, first, end }));
                    }
                    Entry::Line(line) => line,
                };
                let is_first_update = update.unwrap_or(0) == 0;
                let is_first_row = is_first_update && !line.continues;
                let to = match scroller.role {
                    // Bytes between two filtered lines do not belong to the first of them.
                    Role::Filtered => 0,
                    Role::Main | Role::Second => lines.offset(index + 1),
                };
                let attempt = attempt_in(line.offset, to.max(line.offset + 1));
                // Matches are found in the final text of a line.
                let is_last_update = update.is_none_or(|update| update == line.updates as usize);
                let mut marks = marks.of_line(line.offset);
                marks.retain(|_| is_last_update);
                let row = LineRow {
                    edition,
                    offset: line.offset,
                    length: line.length(),
                    update,
                    number: lines.number(index).filter(|_| is_first_row),
                    attempt: attempt.filter(|_| is_first_update),
                    time: times_view::of_row(lines, index, &line).filter(|_| is_first_row),
                    times,
                    level: judge.map_or(line.level, |judge| judge.level_of(&line)),
                    columns: columns
                        .filter(|_| update.is_none() && line.columns > WIDE_ROW_COLUMNS),
                    marks,
                    is_context: lines.is_context(index),
                    is_selected: selected.is_some_and(|selected| selected.contains(line.offset)),
                };
                Some(Row::Line(row, line))
            };
            (window.first..window.end).filter_map(row).collect()
        })
    })
}

/// A line, or one of its updates.
fn line_row(row: &LineRow, line: &Line) -> impl IntoView + use<> {
    let LineRow { update, number, attempt, time, .. } = *row;
    let marks: Vec<_> = row
        .marks
        .iter()
        .map(|mark| {
            let class = if mark.is_current { "current" } else { "" };
            (mark.from as usize, mark.to as usize, class)
        })
        .collect();
    let spans = match update {
        Some(update) => line.update(update),
        None => line.drawn().spans,
    };
    let content = match row.columns {
        Some(columns) => marked_columns(&columns.slice(spans), &marks),
        None => marked(&spans, &marks),
    };
    let is_overwritten = update.is_none() && line.updates > 0;
    let overwritten = is_overwritten.then(|| {
        view! { <i class="note">{text::updates(line.updates)}</i> }
    });
    let attempt = attempt.map(|attempt| {
        view! { <i class="note attempt">{text::attempt(attempt)}</i> }
    });
    let gap = time.and_then(|time| time.gap()).map(|gap| {
        view! { <i class="note gap" data-testid="log-gap">{gap}</i> }
    });
    view! {
        <div
            class=class_of(row, line)
            role="row"
            data-testid="log-line"
            aria-rowindex=number.map(|number| number.to_string())
            data-offset=row.offset.to_string()
            data-near=row.is_context.then_some("")
            data-selected=row.is_selected.then_some("")
        >
            <b class="num" aria-hidden="true" title=text::SELECT_HINT>
                {number.map(format::count).unwrap_or_default()}
            </b>
            {times_view::time_cell(time)}
            <span role="cell" data-testid="log-text">{content}</span>
            {overwritten}
            {attempt}
            {gap}
        </div>
    }
}

fn class_of(row: &LineRow, line: &Line) -> String {
    let level = match row.level {
        Level::Plain => "ln",
        Level::Warning => "ln warn",
        Level::Error => "ln err",
    };
    let begins = if row.attempt.is_some() { " begins" } else { "" };
    let hit = if row.marks.is_empty() { "" } else { " hit" };
    let rest = if line.continues && row.update.unwrap_or(0) == 0 { " rest" } else { "" };
    [level, begins, hit, rest].concat()
}

/// The place of rows that are not loaded yet: one element, however many rows they are.
fn missing_rows(missing: MissingRows) -> impl IntoView {
    let MissingRows { from, to, first, end } = missing;
    let height = pixels((end - first) as i64 * ROW_HEIGHT);
    view! {
        <div class="missing" role="row" data-testid="log-missing" style:height=height>
            <span role="cell">{missing_text(to - from)}</span>
        </div>
    }
}
