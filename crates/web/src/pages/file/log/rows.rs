//! The rows of a log that are in view, between two spacers as high as the rest.

use super::scroll::Scroller;
use crate::components::advice::button;
use crate::components::ansi::styled;
use crate::dom::{El, Item, el};
use crate::feeds::log::LogFeed;
use crate::format;
use crate::messages::log as text;
use crate::session::session;
use crate::state::log::{Entry, Level, Line};

const ROW: usize = 20;

/// The rows in view.
pub(super) fn rows(feed: &'static LogFeed, scroller: &'static Scroller) -> El {
    let window = scroller.window;
    let above = move || format!("{}px", window.get().rows_above * ROW);
    let below = move || format!("{}px", window.get().rows_below * ROW);
    el("div.rows[aria-live=off]")
        .child(el("div").style_of("height", above))
        .list(move || rows_in_view(feed, scroller))
        .child(el("div").style_of("height", below))
}

fn rows_in_view(feed: &'static LogFeed, scroller: &'static Scroller) -> Vec<Item> {
    let window = scroller.window.get();
    let attempt = feed.status.with(|status| {
        status.as_ref().filter(|s| s.attempt > 1).map(|s| (s.attempt_offset, s.attempt))
    });
    scroller.layout.with(|layout| {
        feed.lines.with(|lines| {
            let item = |item: usize| {
                let (index, update) = layout.entry_of(item);
                let is_first_row = update.unwrap_or(0) == 0;
                Some(match lines.get(index)? {
                    Entry::Gap { from, to } => {
                        Item::new((from, to), move || gap_row(feed, index, to - from))
                    }
                    Entry::Line(line) => {
                        let number = lines.number(index).filter(|_| is_first_row);
                        let begins = attempt.filter(|(at, _)| is_first_row && *at == line.offset);
                        let attempt = begins.map(|(_, attempt)| attempt);
                        let key = (line.offset, update, line.length(), number, attempt);
                        Item::new(key, move || line_row(&line, update, number, attempt))
                    }
                })
            };
            (window.first..window.end).filter_map(item).collect()
        })
    })
}

/// A line, or one of its updates; `attempt` is the one that begins with it.
fn line_row(line: &Line, update: Option<usize>, number: Option<u64>, attempt: Option<u32>) -> El {
    let class = match line.level {
        Level::Plain => "ln",
        Level::Warning => "ln warn",
        Level::Error => "ln err",
    };
    let class = if attempt.is_some() { format!("{class} begins") } else { class.to_owned() };
    let spans = match update {
        Some(update) => line.update(update),
        None => line.drawn().spans,
    };
    let note = |class: &str, text: &str| el("i").class(class).text(text);
    let is_overwritten = update.is_none() && line.updates > 0;
    el("div")
        .class(&class)
        .test("log-line")
        .attr("data-offset", &line.offset.to_string())
        .child(el("b.num[aria-hidden=true]").text(&number.map(format::count).unwrap_or_default()))
        .child(styled(el("span@log-text"), &spans))
        .maybe(is_overwritten.then(|| note("note", &text::updates(line.updates))))
        .maybe(attempt.map(|attempt| note("note attempt", &text::attempt(attempt))))
}

fn gap_row(feed: &'static LogFeed, index: usize, bytes: u64) -> El {
    let session = session();
    let load = button("link", text::LOAD_GAP, move || feed.load_gap(session, index));
    let load = load.flag_of("disabled", move || feed.is_loading.get());
    let said = el("span").text(&text::skipped(bytes)).text(" ").child(load);
    el("div.ln.gap").child(el("b")).child(said)
}
