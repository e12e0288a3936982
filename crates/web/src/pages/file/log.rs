//! A log, followed as it grows; or another text.

use crate::reactive::*;
mod encoding;
mod keys;
mod news;
mod pick;
mod rows;
mod scroll;
mod selection;
mod tools;

use super::FileContext;
use crate::components::advice::advice_screen;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, effect, el, memo};
use crate::feeds::log::{LogFeed, Phase, Reading};
use crate::format::visible_name;
use crate::messages::log as text;
use crate::messages::problem::log_missing;
use crate::pages::problem::problem_screen;
use crate::session::session;
use crate::state::problem::Problem;
use jobshelf::LogState;
use jobshelf_log::{Added, LogLines};
use rows::rows;
use scroll::Scroller;
use tools::log_tools;

/// Forty characters, to measure one.
const RULER: &str = "0000000000000000000000000000000000000000";

#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Lines,
    Missing,
    Problem(Problem),
}

/// The lines of one file. Nothing here is drawn for a line that is not in view.
pub(super) fn log_view(context: &'static FileContext, blob: &str, reading: Reading) -> El {
    let session = session();
    let name = visible_name(&super::name_of(blob));
    let file = context.file;
    let listed =
        memo(move || file.with(|file| file.as_ref().map(|file| (file.size, file.etag.clone()))));
    let feed =
        LogFeed::start(context.feed.container().to_owned(), blob.to_owned(), reading, listed);
    let scroller = Scroller::new(feed, reading);
    keys::listen(feed, scroller);
    pick::keep_shown(scroller);
    selection::copy_whole(feed);
    effect(move || {
        let (lines, is_whole) = feed.lines.with(|l| (l.n_lines(), l.is_whole()));
        session.extent.set(text::extent(lines, is_whole, feed.total.get()));
    });
    cleanup(move || {
        session.extent.set(String::new());
    });
    effect(move || {
        if feed.phase.with(|phase| *phase == Phase::Binary) {
            context.look_closer();
        }
    });
    let shown = move || match (feed.phase.get(), feed.lines.with(LogLines::is_empty)) {
        (Phase::Missing, true) => Shown::Missing,
        (Phase::Failed(problem), true) => Shown::Problem(problem),
        _ => Shown::Lines,
    };
    let content = move |shown| {
        Some(match shown {
            Shown::Lines => body(feed, scroller, reading, &name),
            Shown::Missing => place_for(advice_screen(Icon::Log, &log_missing(&name), vec![])),
            Shown::Problem(problem) => place_for(problem_screen(&problem)),
        })
    };
    let tools = log_tools(context, feed, scroller, reading);
    el("div.viewer.log-viewer")
        .child(tools)
        .child(el("div.log-place").switch(shown, content))
        .child(news::news(feed, scroller))
}

fn place_for(screen: El) -> El {
    el("div.log-empty").child(screen)
}

fn body(feed: &'static LogFeed, scroller: &'static Scroller, reading: Reading, name: &str) -> El {
    let is_following = move || scroller.is_following() && reading == Reading::Live;
    let is_loading = move || feed.phase.with(|phase| *phase == Phase::Loading);
    let is_empty = move || feed.lines.with(LogLines::is_empty) && !is_loading();
    let live = move || Some(if is_following() { "polite" } else { "off" }.to_owned());
    let ruler = el("span.ruler[aria-hidden=true]").text(RULER);
    let mut lines = el("div.log-lines")
        .class_if("wrapped", move || scroller.wraps.get())
        .attr("role", "log")
        .attr("aria-label", name)
        .attr_of("aria-live", live)
        .state_of("aria-busy", move || feed.is_loading.get() || is_loading())
        .attr("tabindex", "0")
        .test("log")
        // What is announced are batches; the rows themselves would be read one by one.
        .child(el("p.hidden-text").text_of(move || announcement(feed, is_following())))
        .child(rows(feed, scroller))
        .when(is_empty, move || empty_note(feed, reading))
        .child(ruler.clone())
        .on("scroll", move |_| scroller.on_scroll())
        .on("scrollend", move |_| scroller.on_rest())
        .on("click", move |event| pick::on_press(feed, &event));
    for event in ["wheel", "touchmove", "keydown", "pointerdown"] {
        lines = lines.on(event, move |_| scroller.on_reader());
    }
    scroller.watch(&lines, &ruler);
    let pill = move || {
        el("button.btn.primary.pill[type=button]@jump")
            .child(icon(Icon::Down))
            .child(el("span").text_of(move || text::jump(scroller.unseen())))
            .on("click", move |_| scroller.resume())
    };
    el("div.log-frame")
        .child(lines)
        .child(pick::pick_bar(feed))
        .when(move || reading == Reading::Live && !is_following(), pill)
}

fn announcement(feed: &'static LogFeed, is_following: bool) -> String {
    let Added { lines, errors } = feed.added.get();
    if is_following && lines > 0 { text::announcement(lines, errors) } else { String::new() }
}

fn empty_note(feed: &'static LogFeed, reading: Reading) -> El {
    let said = move || {
        let has_ended =
            feed.status.with(|s| s.as_ref().is_some_and(|s| s.state == LogState::Finished));
        let said = match (reading, has_ended) {
            (Reading::Still, _) => text::EMPTY_FILE,
            (Reading::Live, true) => text::EMPTY_FOR_GOOD,
            (Reading::Live, false) => text::EMPTY,
        };
        said.to_owned()
    };
    el("p.log-note").text_of(said)
}
