//! Shows one log: its lines, or what takes their place while there are none.
//!
//! Only the lines in view are drawn.

use crate::components::advice::AdviceScreen;
use crate::components::icon::{Icon, IconName};
use crate::components::problem_screen::ProblemScreen;
use crate::format::visible_name;
use crate::storage::problem::Problem;
use crate::storage::problem_text::log_missing;
use crate::storage::session::Source;
use crate::viewers::context::FileContext;
use crate::viewers::log::change_notice::view::ChangeNotice;
use crate::viewers::log::errors::Judge;
use crate::viewers::log::filter::view as filter_view;
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::status::FindStatus;
use crate::viewers::log::find::view::Finding;
use crate::viewers::log::follow::loader::{LogLoader, Phase, Reading};
use crate::viewers::log::rows::Rows;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::view as selection_view;
use crate::viewers::log::selection::view::SelectionBar;
use crate::viewers::log::text;
use crate::viewers::log::ticks::Ticks;
use crate::viewers::page::name_of;
use jobshelf::LogState;
use jobshelf_log::{Added, LogLines};
use leptos::ev;
use leptos::prelude::*;

/// The ID of the main pane's lines, for code that moves the focus to them.
pub(crate) const LINES: &str = "lines";
/// Forty characters, to measure the width of one.
const RULER: &str = "0000000000000000000000000000000000000000";

/// A log that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Pane {
    pub(crate) loader: LogLoader,
    pub(crate) scroller: Scroller,
    pub(crate) reading: Reading,
    /// Finds text in the log; only in the main pane.
    pub(crate) finding: Option<Finding>,
    /// Decides which lines are errors, where the reader defined what an error is.
    pub(crate) judge: Option<Judge>,
    /// For a pane of filtered lines, the scroller of all lines.
    pub(crate) main: Option<Scroller>,
}

/// What a pane shows on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The log that the address names; the selection in the address is in this log.
    Main,
    /// The other stream of the task.
    Second,
    /// The lines of the main log that pass a filter.
    Filtered,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Lines,
    Missing,
    Problem(Problem),
}

impl Pane {
    /// Opens the log `blob` as long as the current owner lives. The second stream uses `search`, the
    /// search of the main pane, to decide which of its lines are errors.
    pub(crate) fn open(
        context: FileContext,
        blob: &str,
        reading: Reading,
        role: Role,
        search: Option<LogSearch>,
    ) -> Self {
        let name = blob.to_owned();
        let listed = Memo::new(move |_| {
            context.loader.job.with(|job| {
                let file = job.as_ref()?.file(&name)?;
                Some((file.size, file.etag.clone()))
            })
        });
        let source = if role == Role::Second { Source::Beside } else { Source::Log };
        let container = context.loader.container();
        let loader = LogLoader::start(&container, blob, reading, source, listed);
        let scroller = Scroller::new(loader, reading, role);
        let finding = (role == Role::Main).then(|| Finding::new(loader, scroller));
        let search = search.or(finding.map(|finding| finding.search));
        let judge = search.map(|search| Judge::new(loader, scroller, search));
        Self { loader, scroller, reading, finding, judge, main: None }
    }
}

/// The log `blob`, as high as its parent allows.
#[component]
pub(crate) fn PaneView(pane: Pane, blob: String) -> impl IntoView {
    let name = visible_name(&name_of(&blob));
    let Pane { loader, scroller, .. } = pane;
    let content =
        Memo::new(move |_| match (loader.phase.get(), loader.lines.with(LogLines::is_empty)) {
            (Phase::Missing, true) => Content::Missing,
            (Phase::Failed(problem), true) => Content::Problem(problem),
            _ => Content::Lines,
        });
    let screen = move || match content.get() {
        Content::Lines => view! { <LogFrame pane name=name.clone()/> }.into_any(),
        Content::Missing => view! {
            <div class="log-empty">
                <AdviceScreen icon=IconName::Log advice=log_missing(&name)/>
            </div>
        }
        .into_any(),
        Content::Problem(problem) => {
            view! { <div class="log-empty"><ProblemScreen problem/></div> }.into_any()
        }
    };
    // Filtered lines cover the main pane.
    let is_covered = move || scroller.role == Role::Main && filter_view::is_on();
    view! {
        <div class="log-place" inert=is_covered>
            {screen}
            <ChangeNotice loader scroller/>
        </div>
    }
}

/// The lines, and what lies over them.
#[component]
fn LogFrame(pane: Pane, name: String) -> impl IntoView {
    let Pane { loader, scroller, reading, finding, .. } = pane;
    let is_main = scroller.role == Role::Main;
    let is_paused = move || reading == Reading::Live && !scroller.is_following();
    view! {
        <div class="log-frame">
            <ScrollingLines pane name/>
            {finding.map(|finding| view! { <Ticks loader scroller finding/> })}
            {finding.map(|finding| view! { <FindStatus finding role=Role::Main/> })}
            {is_main.then(|| view! { <SelectionBar loader/> })}
            <Show when=is_paused>
                <button
                    class="btn primary pill"
                    type="button"
                    data-testid="jump"
                    on:click=move |_| scroller.resume()
                >
                    <Icon name=IconName::Down/>
                    <span>{move || text::jump(scroller.unseen())}</span>
                </button>
            </Show>
        </div>
    }
}

/// The element that scrolls, with the rows.
#[component]
fn ScrollingLines(pane: Pane, name: String) -> impl IntoView {
    let Pane { loader, scroller, reading, finding, judge, main } = pane;
    let (element, ruler) = (NodeRef::new(), NodeRef::new());
    scroller.watch(element, ruler);
    let is_following = Memo::new(move |_| scroller.is_following() && reading == Reading::Live);
    let is_loading = move || loader.phase.with(|phase| *phase == Phase::Loading);
    let is_empty = move || loader.lines.with(LogLines::is_empty) && !is_loading();
    let added = finding.map_or(loader.added, |finding| finding.search.added);
    let on_click = move |event: ev::MouseEvent| match main {
        Some(main) => filter_view::on_press(main, &event),
        None if scroller.role == Role::Main => selection_view::on_press(loader, &event),
        None => {}
    };
    view! {
        <div
            class="log-lines"
            class:wrapped=move || scroller.wraps.get()
            role="log"
            id=finding.is_some().then_some(LINES)
            aria-label=name
            aria-live=move || if is_following.get() { "polite" } else { "off" }
            aria-busy=move || (loader.is_loading.get() || is_loading()).to_string()
            tabindex="0"
            data-testid="log"
            node_ref=element
            on:scroll=move |_| scroller.on_scroll()
            on:scrollend=move |_| scroller.on_scroll_end()
            on:click=on_click
            on:wheel=move |_| scroller.on_input()
            on:touchmove=move |_| scroller.on_input()
            on:keydown=move |_| scroller.on_input()
            on:pointerdown=move |_| scroller.on_input()
        >
            <Announcement added is_following/>
            <Rows loader scroller finding judge/>
            <Show when=is_empty>
                <EmptyNote loader reading role=scroller.role/>
            </Show>
            <span class="ruler" aria-hidden="true" node_ref=ruler>
                {RULER}
            </span>
        </div>
    }
}

/// Announces batches of new lines to screen readers; the rows themselves would be read one by one.
#[component]
fn Announcement(added: RwSignal<Added>, is_following: Memo<bool>) -> impl IntoView {
    let announced = Memo::new(move |before: Option<&String>| {
        let Added { lines, errors } = added.get();
        if !is_following.get() || lines == 0 {
            return String::new();
        }
        let text = text::announcement(lines, errors);
        // The same text twice would be read out once: a space at its end makes it another text.
        if before == Some(&text) { text + "\u{a0}" } else { text }
    });
    view! { <p class="hidden-text">{announced}</p> }
}

/// Says that the log has no bytes.
#[component]
fn EmptyNote(loader: LogLoader, reading: Reading, role: Role) -> impl IntoView {
    let note = move || {
        let has_ended =
            loader.status.with(|s| s.as_ref().is_some_and(|s| s.state == LogState::Finished));
        match (reading, has_ended) {
            _ if role == Role::Filtered => crate::viewers::log::filter::text::NOTHING,
            (Reading::Still, _) => text::EMPTY_FILE,
            (Reading::Live, true) => text::EMPTY_FOR_GOOD,
            (Reading::Live, false) => text::EMPTY,
        }
    };
    view! { <p class="log-note">{note}</p> }
}
