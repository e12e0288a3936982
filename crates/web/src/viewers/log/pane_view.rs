//! Shows one log: its lines, or what takes their place while there are none.
//!
//! Only the lines in view are drawn.

use crate::components::advice::AdviceScreen;
use crate::components::icon::{Icon, IconName};
use crate::components::problem_screen::ProblemScreen;
use crate::format::visible_name;
use crate::storage::empty_text::log_missing;
use crate::storage::problem::Problem;
use crate::viewers::file_name::name_of;
use crate::viewers::log::change_notice::view::ChangeNotice;
use crate::viewers::log::filter::{
    address as filter_address, state as filter_state, text as filter_text,
};
use crate::viewers::log::find::status::FindStatus;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::{Phase, Reading};
use crate::viewers::log::pane::Pane;
use crate::viewers::log::role::{LINES, Role};
use crate::viewers::log::rows::Rows;
use crate::viewers::log::selection::view as selection_view;
use crate::viewers::log::selection::view::SelectionBar;
use crate::viewers::log::text;
use crate::viewers::log::ticks::Ticks;
use jobshelf::LogState;
use jobshelf_log::{Added, LogLines};
use leptos::ev;
use leptos::prelude::*;

/// Forty characters, to measure the width of one.
const RULER: &str = "0000000000000000000000000000000000000000";

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Lines,
    Missing,
    Problem(Problem),
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
    let is_covered = move || scroller.role == Role::Main && filter_address::is_on();
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
        Some(main) => filter_state::on_press(main, &event),
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
            _ if role == Role::Filtered => filter_text::NOTHING,
            (Reading::Still, _) => text::EMPTY_FILE,
            (Reading::Live, true) => text::EMPTY_FOR_GOOD,
            (Reading::Live, false) => text::EMPTY,
        }
    };
    view! { <p class="log-note">{note}</p> }
}
