//! The rows of a log that are in view, between two spacers as high as the rest.

use super::errors::Judge;
use super::find::{Finding, Mark};
use super::pane::Role;
use super::pick;
use super::scroll::Scroller;
use super::times;
use crate::components::ansi::{marked, marked_part};
use crate::dom::{El, Item, el};
use crate::feeds::log::LogFeed;
use crate::format;
use crate::messages::log as text;
use crate::messages::log_news::missing;
use crate::session::session;
use crate::state::times::RowTime;
use jobshelf_log::{ColumnWindow, Entry, Level, Line, LogLines, ROW_HEIGHT, WIDE_ROW_COLUMNS};

/// The rows in view.
pub(super) fn rows(
    feed: &'static LogFeed,
    scroller: &'static Scroller,
    finding: Option<&'static Finding>,
    judge: Option<&'static Judge>,
) -> El {
    let drawn = scroller.drawn;
    let above = move || pixels(drawn.get().above);
    let below = move || pixels(drawn.get().below);
    // Of the whole log few rows are elements: a table can say so.
    let count = move || {
        // Those that were picked out have their numbers among all lines.
        let is_known = |lines: &LogLines| lines.is_whole() && scroller.role != Role::Filtered;
        let whole = feed.lines.with(|lines| is_known(lines).then(|| lines.n_lines()));
        Some(whole.map_or_else(|| "-1".to_owned(), |n| n.to_string()))
    };
    el("div.rows[aria-live=off][role=table]")
        .attr("aria-label", text::LINES)
        .attr_of("aria-rowcount", count)
        .child(el("div").style_of("height", above))
        .list(move || rows_in_view(feed, scroller, finding, judge))
        .child(el("div").style_of("height", below))
}

fn pixels(n: i64) -> String {
    format!("{n}px")
}

fn rows_in_view(
    feed: &'static LogFeed,
    scroller: &'static Scroller,
    finding: Option<&'static Finding>,
    judge: Option<&'static Judge>,
) -> Vec<Item> {
    let marks = finding.map(|finding| finding.marks.get()).unwrap_or_default();
    let window = scroller.drawn.get().window;
    let picked = pick::picked(session()).filter(|_| scroller.role == Role::Main);
    let status = feed.status.get().filter(|status| status.attempt > 1);
    // One that ended within a line is followed by the next in that line.
    let attempt_in = |from: u64, to: u64| {
        let status = status.as_ref()?;
        let begins = status.attempt_offsets.iter().rfind(|at| (from..to).contains(*at))?;
        status.attempt_at(*begins)
    };
    let edition = feed.edition.get_untracked();
    let side = scroller.side.get();
    scroller.layout.with(|layout| {
        feed.lines.with(|lines| {
            let item = |item: usize| {
                let (index, update) = layout.entry_of(item);
                Some(match lines.get(index)? {
                    Entry::Gap { from, to } => {
                        let (row, end) = layout.rows_within(item, window);
                        let rows = (end - row) as i64;
                        Item::new((from, to, row, end), move || missing_rows(rows, to - from))
                    }
                    Entry::Line(line) => {
                        let is_first_row = update.unwrap_or(0) == 0 && !line.continues;
                        let number = lines.number(index).filter(|_| is_first_row);
                        let to = match scroller.role {
                            // What is between two lines is not of the first.
                            Role::Filtered => 0,
                            Role::Main | Role::Beside => lines.offset(index + 1),
                        };
                        let attempt = attempt_in(line.offset, to.max(line.offset + 1));
                        let attempt = attempt.filter(|_| update.unwrap_or(0) == 0);
                        let is_picked = picked.is_some_and(|picked| picked.contains(line.offset));
                        // What is found is found in the line as it stands in the end.
                        let is_last = update.is_none_or(|update| update == line.updates as usize);
                        let mut marks = marks.of_line(line.offset);
                        marks.retain(|_| is_last);
                        let is_context = lines.is_context(index);
                        let time = times::of_row(lines, index, &line).filter(|_| is_first_row);
                        let level = judge.map_or(line.level, |judge| judge.level_of(&line));
                        let side =
                            side.filter(|_| update.is_none() && line.columns > WIDE_ROW_COLUMNS);
                        let facts = Facts { number, attempt, time, level, side };
                        let line_key =
                            (edition, line.offset, update, line.length(), is_picked, is_context);
                        let key = (line_key, facts, times::shown(), marks.clone());
                        Item::new(key, move || {
                            let row = line_row(&line, update, facts, &marks);
                            let row = if is_context { row.attr("data-near", "") } else { row };
                            if is_picked { row.attr("data-picked", "") } else { row }
                        })
                    }
                })
            };
            (window.first..window.end).filter_map(item).collect()
        })
    })
}

/// What is known of a line besides its text.
#[derive(Debug, Clone, Copy, Hash)]
struct Facts {
    number: Option<u64>,
    /// The one that begins with it.
    attempt: Option<u32>,
    time: Option<RowTime>,
    level: Level,
    /// What of it is drawn, if not all of it.
    side: Option<ColumnWindow>,
}

/// A line, or one of its updates.
fn line_row(line: &Line, update: Option<usize>, facts: Facts, marks: &[Mark]) -> El {
    let Facts { number, attempt, time, level, side } = facts;
    let class = match level {
        Level::Plain => "ln",
        Level::Warning => "ln warn",
        Level::Error => "ln err",
    };
    let begins = if attempt.is_some() { " begins" } else { "" };
    let hit = if marks.is_empty() { "" } else { " hit" };
    let rest = if line.continues && update.unwrap_or(0) == 0 { " rest" } else { "" };
    let class = [class, begins, hit, rest].concat();
    let spans = match update {
        Some(update) => line.update(update),
        None => line.drawn().spans,
    };
    let mark = |mark: &Mark| {
        let class = if mark.is_current { "current" } else { "" };
        (mark.from as usize, mark.to as usize, class)
    };
    let marks: Vec<_> = marks.iter().map(mark).collect();
    let text = el("span[role=cell]@log-text");
    let text = match side {
        Some(side) => marked_part(text, &side.slice(spans), &marks),
        None => marked(text, &spans, &marks),
    };
    let note = |class: &str, text: &str| el("i").class(class).text(text);
    let is_overwritten = update.is_none() && line.updates > 0;
    let row = el("div[role=row]").class(&class).test("log-line");
    let row = match number {
        Some(number) => row.attr("aria-rowindex", &number.to_string()),
        None => row,
    };
    row.attr("data-offset", &line.offset.to_string())
        .child(
            el("b.num[aria-hidden=true]")
                .attr("title", text::PICK_HINT)
                .text(&number.map(format::count).unwrap_or_default()),
        )
        .maybe(times::cell(time))
        .child(text)
        .maybe(is_overwritten.then(|| note("note", &text::updates(line.updates))))
        .maybe(attempt.map(|attempt| note("note attempt", &text::attempt(attempt))))
        .maybe(time.and_then(|time| time.gap()).map(|gap| note("note gap", &gap).test("log-gap")))
}

/// Where rows will be of `bytes` that are not loaded yet: one element, however many they are.
fn missing_rows(n: i64, bytes: u64) -> El {
    let said = el("span[role=cell]").text(&missing(bytes));
    el("div.missing[role=row]@log-missing").style("height", &pixels(n * ROW_HEIGHT)).child(said)
}
