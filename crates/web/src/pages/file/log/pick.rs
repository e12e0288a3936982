//! LineSelection lines: a press on a line's number picks the line, with Shift everything up to it, and
//! keys do the same. What is picked is part of the address, so that a copied link leads to it.

use super::scroll::Scroller;
use crate::components::copy::{CopyLook, copy_button, copy_button_of};
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el};
use crate::feeds::log::{LogFeed, Phase};
use crate::keys::Action;
use crate::messages;
use crate::messages::log as text;
use crate::platform::{address, selection};
use crate::reactive::*;
use crate::session::{Session, session};
use jobshelf_log::{LineSelection, LogLines, toggle_selection};
use web_sys::Event;

const COPY_LINES: CopyLook =
    CopyLook { class: "btn", symbol: Icon::Copy, label: text::COPY_LINES, hint: text::COPY_LINES };
const COPY_LINK: CopyLook = CopyLook {
    class: "btn",
    symbol: Icon::Link,
    label: messages::COPY_LINK,
    hint: messages::COPY_LINK_HINT,
};

/// The lines that are picked; follows that.
pub(super) fn picked(session: &'static Session) -> Option<LineSelection> {
    session.route.with(|route| route.view.picked)
}

fn pick(picked: Option<LineSelection>) {
    session().change_view(|view| view.picked = picked);
}

/// Something in the log was pressed.
pub(super) fn on_press(feed: &'static LogFeed, event: &Event) {
    let Some((offset, is_shifted)) = selection::pressed_number(event) else { return };
    let line = feed.lines.with_untracked(|lines| line_at(lines, offset));
    let before = untrack(|| picked(session()));
    pick(match before {
        Some(before) if is_shifted => Some(before.extended_to(line)),
        before => toggle_selection(before, line),
    });
}

/// The line that byte `offset` is in.
fn line_at(lines: &LogLines, offset: u64) -> LineSelection {
    let index = lines.index_at(offset);
    LineSelection::line(lines.offset(index), lines.offset(index + 1))
}

/// A key was pressed that may pick; tells whether it did something.
pub(super) fn act(feed: &'static LogFeed, scroller: &'static Scroller, action: Action) -> bool {
    let before = untrack(|| picked(session()));
    let line = |offset| feed.lines.with_untracked(|lines| line_at(lines, offset));
    let now = match (action, before) {
        (Action::Pick, Some(_)) | (Action::Unpick, _) => None,
        (Action::Pick, None) => Some(line(scroller.first_in_view())),
        (Action::PickDown, Some(before)) => Some(before.extended_to(line(before.to))),
        (Action::PickUp, Some(before)) => {
            let last = line(before.to.saturating_sub(1));
            // The last line goes first, down to one line; then the range grows upwards.
            Some(match last.from > before.from {
                true => LineSelection { to: last.from, ..before },
                false => line(before.from.saturating_sub(1)),
            })
        }
        (Action::PickDown | Action::PickUp, None) => Some(line(scroller.first_in_view())),
        _ => return false,
    };
    if action == Action::Unpick && before.is_none() {
        return false;
    }
    pick(now);
    if let Some(now) = now {
        scroller.show(if action == Action::PickUp { now.from } else { now.to - 1 });
    }
    true
}

/// Goes to what is picked, whenever that comes with the address.
pub(super) fn keep_shown(scroller: &'static Scroller) {
    let session = session();
    on_change(
        move || picked(session),
        move |picked, _| {
            if let Some(picked) = picked {
                scroller.show(picked.from);
            }
        },
    );
}

/// What can be done with the picked lines.
pub(super) fn pick_bar(feed: &'static LogFeed) -> El {
    let session = session();
    let bar = move || {
        let said = move || picked(session).map(|picked| told(feed, picked)).unwrap_or_default();
        let lines = move || {
            let picked = untrack(|| picked(session));
            Box::pin(async move { feed.text_of(session, picked?).await }) as _
        };
        el("div.pick-bar[role=region]@picked")
            .attr("aria-label", text::PICKED)
            .child(el("span.num").text_of(said))
            .child(copy_button_of(COPY_LINES, Box::new(lines)))
            .child(copy_button(COPY_LINK, move || link(session)))
            .child(
                el("button.btn.bare[type=button]@unpick")
                    .attr("aria-label", text::UNPICK)
                    .attr("title", text::UNPICK)
                    .child(icon(Icon::Close))
                    .on("click", |_| pick(None)),
            )
    };
    el("div.pick-place").when(move || picked(session).is_some(), bar)
}

/// The address of what is shown. There is no SAS in a route.
fn link(session: &'static Session) -> String {
    address::page() + &session.route.with_untracked(|route| route.href())
}

/// What is picked: so many lines, or bytes where it is not known how many lines they are.
fn told(feed: &'static LogFeed, picked: LineSelection) -> String {
    let is_known = feed.phase.with(|phase| *phase != Phase::Loading);
    if is_known && picked.from >= feed.total.get() {
        return text::picked_beyond(picked.from);
    }
    feed.lines.with(|lines| {
        let (first, last) = (lines.index_at(picked.from), lines.index_at(picked.to - 1));
        match (lines.number(first), lines.number(last)) {
            (Some(first), Some(last)) => text::picked_lines(first, last),
            _ => text::picked_bytes(picked.from, picked.to.min(feed.total.get())),
        }
    })
}
