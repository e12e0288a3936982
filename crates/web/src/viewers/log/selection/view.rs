//! Selects lines: a click on a line's number selects the line, with Shift all lines up to it, and keys
//! do the same. The selection is part of the address, so that a copied link leads to it.

use crate::browser::{address, text_selection};
use crate::components::copy::{CopyButton, CopyLaterButton, CopyLook, Later};
use crate::components::icon::{Icon, IconName};
use crate::keys::Action;
use crate::messages;
use crate::signals::on_change;
use crate::storage::session::{Session, session};
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::Phase;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::text;
use jobshelf_log::{LineSelection, LogLines, toggle_selection};
use leptos::prelude::*;
use web_sys::Event;

const COPY_LINES: CopyLook = CopyLook {
    class: "btn",
    symbol: IconName::Copy,
    label: text::COPY_LINES,
    hint: text::COPY_LINES,
};
const COPY_LINK: CopyLook = CopyLook {
    class: "btn",
    symbol: IconName::Link,
    label: messages::COPY_LINK,
    hint: messages::COPY_LINK_HINT,
};

/// The selected lines; tracks the route.
pub(crate) fn selected(session: &'static Session) -> Option<LineSelection> {
    session.route.with(|route| route.view.selection)
}

fn selected_untracked() -> Option<LineSelection> {
    session().route.with_untracked(|route| route.view.selection)
}

fn select(selection: Option<LineSelection>) {
    session().change_view(|view| view.selection = selection);
}

/// Handles a click in the log.
pub(crate) fn on_press(loader: LogLoader, event: &Event) {
    let Some((offset, is_shifted)) = text_selection::pressed_number(event) else { return };
    let line = loader.lines.with_untracked(|lines| line_at(lines, offset));
    select(match selected_untracked() {
        Some(before) if is_shifted => Some(before.extended_to(line)),
        before => toggle_selection(before, line),
    });
}

/// The line that contains byte `offset`.
fn line_at(lines: &LogLines, offset: u64) -> LineSelection {
    let index = lines.index_at(offset);
    LineSelection::line(lines.offset(index), lines.offset(index + 1))
}

/// Performs an action of a key. Returns whether the action selects and did something.
pub(crate) fn act(loader: LogLoader, scroller: Scroller, action: Action) -> bool {
    let before = selected_untracked();
    let line = |offset| loader.lines.with_untracked(|lines| line_at(lines, offset));
    let now = match (action, before) {
        (Action::Select, Some(_)) | (Action::ClearSelection, _) => None,
        (Action::Select, None) => Some(line(scroller.first_in_view())),
        (Action::SelectDown, Some(before)) => Some(before.extended_to(line(before.to))),
        (Action::SelectUp, Some(before)) => {
            let last = line(before.to.saturating_sub(1));
            // The last line is removed first, down to one line; then the range grows upwards.
            Some(if last.from > before.from {
                LineSelection { to: last.from, ..before }
            } else {
                line(before.from.saturating_sub(1))
            })
        }
        (Action::SelectDown | Action::SelectUp, None) => Some(line(scroller.first_in_view())),
        _ => return false,
    };
    if action == Action::ClearSelection && before.is_none() {
        return false;
    }
    select(now);
    if let Some(now) = now {
        scroller.show(if action == Action::SelectUp { now.from } else { now.to - 1 });
    }
    true
}

/// Brings the selection into view whenever the address changes it.
pub(crate) fn keep_shown(scroller: Scroller) {
    let session = session();
    on_change(
        move || selected(session),
        move |selected, _| {
            if let Some(selected) = selected {
                scroller.show(selected.from);
            }
        },
    );
}

/// The bar with the actions for the selected lines.
#[component]
pub(crate) fn SelectionBar(loader: LogLoader) -> impl IntoView {
    let session = session();
    let described =
        move || selected(session).map(|selected| description(loader, selected)).unwrap_or_default();
    let lines = move || {
        let selected = selected_untracked();
        Box::pin(async move { loader.text_of(session, selected?).await }) as Later
    };
    view! {
        <div class="pick-place">
            <Show when=move || selected(session).is_some()>
                <div class="selection-bar" role="region" data-testid="selection" aria-label=text::SELECTED>
                    <span class="num">{described}</span>
                    <CopyLaterButton look=COPY_LINES text=lines/>
                    <CopyButton look=COPY_LINK text=Signal::derive(move || link(session))/>
                    <button
                        class="btn bare"
                        type="button"
                        data-testid="clear-selection"
                        aria-label=text::CLEAR_SELECTION
                        title=text::CLEAR_SELECTION
                        on:click=|_| select(None)
                    >
                        <Icon name=IconName::Close/>
                    </button>
                </div>
            </Show>
        </div>
    }
}

/// The address of the page with its selection. There is no SAS in a route.
fn link(session: &'static Session) -> String {
    address::page() + &session.route.with(|route| route.href())
}

/// The numbers of the selected lines, or their bytes where the numbers are unknown.
fn description(loader: LogLoader, selected: LineSelection) -> String {
    let is_known = loader.phase.with(|phase| *phase != Phase::Loading);
    if is_known && selected.from >= loader.total.get() {
        return text::selected_beyond(selected.from);
    }
    loader.lines.with(|lines| {
        let (first, last) = (lines.index_at(selected.from), lines.index_at(selected.to - 1));
        match (lines.number(first), lines.number(last)) {
            (Some(first), Some(last)) => text::selected_lines(first, last),
            _ => text::selected_bytes(selected.from, selected.to.min(loader.total.get())),
        }
    })
}
