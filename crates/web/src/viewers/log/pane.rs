//! One log in view: its lines, and what stands in their place while there is nothing to show.
//!
//! Nothing here is drawn for a line that is not in view.

use crate::components::advice::advice_screen;
use crate::components::icon::{Icon, icon};
use crate::components::problem_screen::problem_screen;
use crate::dom::{El, el, memo};
use crate::format::visible_name;
use crate::reactive::*;
use crate::storage::problem::Problem;
use crate::storage::problem_text::log_missing;
use crate::storage::session::Source;
use crate::viewers::log::change_notice::view::news;
use crate::viewers::log::errors::Judge;
use crate::viewers::log::filter::view as filter_view;
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::view::{Finding, find_status};
use crate::viewers::log::follow::loader::{LogFeed, Phase, Reading};
use crate::viewers::log::rows::rows;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::view as selection_view;
use crate::viewers::log::text;
use crate::viewers::log::ticks::ticks;
use crate::viewers::view::FileContext;
use jobshelf::LogState;
use jobshelf_log::{Added, LogLines};
use std::cell::Cell;

/// The ID of the lines, for what leads the focus there.
pub(crate) const LINES: &str = "lines";
/// Forty characters, to measure one.
const RULER: &str = "0000000000000000000000000000000000000000";

/// A log that is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pane {
    pub(crate) feed: &'static LogFeed,
    pub(crate) scroller: &'static Scroller,
    pub(crate) reading: Reading,
    /// What is looked for in it; only in the main one.
    pub(crate) finding: Option<&'static Finding>,
    /// Which of its lines are errors, where the reader says what one is.
    pub(crate) judge: Option<&'static Judge>,
    /// Of lines that were picked out, the scrolling of all lines.
    pub(crate) main: Option<&'static Scroller>,
}

/// What a pane is on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// What the address names: picked lines are its lines.
    Main,
    /// The other log of the task, beside it.
    Beside,
    /// Lines of the main one, picked out by a filter.
    Filtered,
}

#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Lines,
    Missing,
    Problem(Problem),
}

impl Pane {
    /// Opens the log `blob`, for as long as the current owner lives. The one beside the main one has
    /// its errors told by the search in that.
    pub(crate) fn open(
        context: &'static FileContext,
        blob: &str,
        reading: Reading,
        role: Role,
        search: Option<&'static LogSearch>,
    ) -> Self {
        let named = blob.to_owned();
        let listed = memo(move || {
            context.feed.job.with(|job| {
                let file = job.as_ref()?.file(&named)?;
                Some((file.size, file.etag.clone()))
            })
        });
        let container = context.feed.container().to_owned();
        let source = if role == Role::Beside { Source::Beside } else { Source::Log };
        let feed = LogFeed::start(container, blob.to_owned(), reading, source, listed);
        let scroller = Scroller::new(feed, reading, role);
        let finding = (role == Role::Main).then(|| Finding::new(feed, scroller));
        let search = search.or(finding.map(|finding| finding.search));
        let judge = search.map(|search| Judge::new(feed, scroller, search));
        Self { feed, scroller, reading, finding, judge, main: None }
    }

    /// The log, in the room that its parent leaves it.
    pub(crate) fn view(self, blob: &str) -> El {
        let name = visible_name(&crate::viewers::page::name_of(blob));
        let feed = self.feed;
        let shown = move || match (feed.phase.get(), feed.lines.with(LogLines::is_empty)) {
            (Phase::Missing, true) => Shown::Missing,
            (Phase::Failed(problem), true) => Shown::Problem(problem),
            _ => Shown::Lines,
        };
        let content = move |shown| {
            Some(match shown {
                Shown::Lines => body(self, &name),
                Shown::Missing => place_for(advice_screen(Icon::Log, &log_missing(&name), vec![])),
                Shown::Problem(problem) => place_for(problem_screen(&problem)),
            })
        };
        let place = el("div.log-place").switch(shown, content);
        place.child(news(feed, self.scroller))
    }
}

fn place_for(screen: El) -> El {
    el("div.log-empty").child(screen)
}

fn body(pane: Pane, name: &str) -> El {
    let Pane { feed, scroller, reading, finding, judge, main } = pane;
    let is_following = move || scroller.is_following() && reading == Reading::Live;
    let is_loading = move || feed.phase.with(|phase| *phase == Phase::Loading);
    let is_empty = move || feed.lines.with(LogLines::is_empty) && !is_loading();
    let live = move || Some(if is_following() { "polite" } else { "off" }.to_owned());
    let added = finding.map_or(feed.added, |finding| finding.search.added);
    let ruler = el("span.ruler[aria-hidden=true]").text(RULER);
    let is_odd = Cell::new(false);
    let mut lines = el("div.log-lines")
        .class_if("wrapped", move || scroller.wraps.get())
        .attr("role", "log")
        .attr("aria-label", name)
        .attr_of("aria-live", live)
        .state_of("aria-busy", move || feed.is_loading.get() || is_loading())
        .attr("tabindex", "0")
        .test("log")
        // What is announced are batches; the rows themselves would be read one by one.
        .child(el("p.hidden-text").text_of(move || announcement(added, is_following(), &is_odd)))
        .child(rows(feed, scroller, finding, judge))
        .when(is_empty, move || empty_note(feed, reading, scroller.role))
        .child(ruler.clone())
        .on("scroll", move |_| scroller.on_scroll())
        .on("scrollend", move |_| scroller.on_rest())
        .on("click", move |event| match main {
            Some(main) => filter_view::on_press(main, &event),
            None if scroller.role == Role::Main => selection_view::on_press(feed, &event),
            None => {}
        });
    for event in ["wheel", "touchmove", "keydown", "pointerdown"] {
        lines = lines.on(event, move |_| scroller.on_reader());
    }
    if finding.is_some() {
        lines = lines.attr("id", LINES);
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
        .maybe(finding.map(|finding| ticks(feed, scroller, finding)))
        .maybe(finding.map(|finding| find_status(finding, Role::Main)))
        .maybe((scroller.role == Role::Main).then(|| selection_view::pick_bar(feed)))
        .when(move || reading == Reading::Live && !is_following(), pill)
}

fn announcement(added: State<Added>, is_following: bool, is_odd: &Cell<bool>) -> String {
    let Added { lines, errors } = added.get();
    if !is_following || lines == 0 {
        return String::new();
    }
    // The same words twice are read out once: a space at their end tells one batch from the next.
    let said = text::announcement(lines, errors);
    if is_odd.replace(!is_odd.get()) { said + "\u{a0}" } else { said }
}

fn empty_note(feed: &'static LogFeed, reading: Reading, role: Role) -> El {
    let said = move || {
        let has_ended =
            feed.status.with(|s| s.as_ref().is_some_and(|s| s.state == LogState::Finished));
        let said = match (reading, has_ended) {
            _ if role == Role::Filtered => crate::viewers::log::filter::text::NOTHING,
            (Reading::Still, _) => text::EMPTY_FILE,
            (Reading::Live, true) => text::EMPTY_FOR_GOOD,
            (Reading::Live, false) => text::EMPTY,
        };
        said.to_owned()
    };
    el("p.log-note").text_of(said)
}
