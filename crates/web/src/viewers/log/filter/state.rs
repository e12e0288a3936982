//! A filter of the lines of a log: what is typed, and the pane with the lines that pass.
//!
//! The filter is part of the address.

use crate::browser::{document, events, text_selection};
use crate::keys::{Action, LOGS};
use crate::route::LineFilter;
use crate::signals::{SetIfChanged as _, on_change};
use crate::storage::session::session;
use crate::storage::spawn::when_typed;
use crate::viewers::log::errors::Judge;
use crate::viewers::log::filter::address::{is_on, leave};
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::Reading;
use crate::viewers::log::keys;
use crate::viewers::log::pane::Pane;
use crate::viewers::log::role::{LINES, Role};
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::copy::copy_whole;
use jobshelf_log::LogLines;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::Event;

/// How long lines that pass are collected before they are shown together.
const BATCH_TIME: Duration = Duration::from_millis(200);
/// The same when there are many lines, since all of them are drawn again.
const BATCH_TIME_MANY: Duration = Duration::from_secs(1);
/// The number of lines from which on there are many.
const MANY: usize = 2_000;

/// A filter of the log that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Filtering {
    pub(crate) search: LogSearch,
    pub(super) finding: Finding,
    /// The scroller of the pane with all lines.
    main: Scroller,
    /// The pane with the lines that pass.
    pub(super) pane: Pane,
    /// The filter in the fields, which becomes part of the address after a pause.
    pub(super) typed: RwSignal<LineFilter>,
    pub(super) is_open: RwSignal<bool>,
    /// Lines are being collected to be shown soon.
    is_collecting: StoredValue<bool>,
}

/// Handles a press on a filtered line: on its number, it shows that line among all lines.
pub(crate) fn on_press(main: Scroller, event: &Event) {
    if let Some((offset, _)) = text_selection::pressed_number(event) {
        leave_at(main, offset);
    }
}

/// Shows all lines again, scrolled to the line at byte `offset`.
fn leave_at(main: Scroller, offset: u64) {
    leave();
    main.show(offset);
    focus_lines();
}

/// Moves the focus to the lines once nothing covers them.
fn focus_lines() {
    document::before_next_frame(|| document::focus(LINES));
}

impl Filtering {
    pub(crate) fn new(loader: LogLoader, main: Scroller, finding: Finding) -> Self {
        let search = finding.search;
        let filter = session().route.with_untracked(|route| route.view.lines.clone());
        let filtered = loader.filtered();
        let scroller = Scroller::new(filtered, Reading::Live, Role::Filtered);
        let pane = Pane {
            loader: filtered,
            scroller,
            reading: Reading::Live,
            finding: None,
            judge: Some(Judge::new(filtered, scroller, search)),
            main: Some(main),
        };
        copy_whole(filtered, Role::Filtered, Some(finding));
        let filtering = Self {
            search,
            finding,
            main,
            pane,
            is_open: RwSignal::new(!filter.is_empty()),
            typed: RwSignal::new(filter),
            is_collecting: StoredValue::new(false),
        };
        filtering.start_effects();
        filtering
    }

    fn start_effects(self) {
        let search = self.search;
        let filter = Memo::new(move |_| session().route.with(|route| route.view.lines.clone()));
        Effect::new(move |_| {
            let filter = filter.get();
            untrack(|| {
                if !filter.is_empty() {
                    self.is_open.set_if_changed(true);
                    self.typed.set_if_changed(filter.clone());
                }
                search.collect(filter);
            });
        });
        when_typed(move || self.typed.get(), move || self.commit());
        on_change(
            move || search.filter.get(),
            move |_, _| {
                self.pane.loader.lines.set(LogLines::default());
                self.pane.scroller.resume();
            },
        );
        let found = Memo::new(move |_| {
            let edition = search.progress.with(|progress| progress.edition);
            (search.filter.with(|filter| !filter.is_empty()), edition)
        });
        on_change(move || found.get(), move |_, _| self.show_found());
    }

    /// Changes the filter in the fields and applies it.
    pub(super) fn change(self, change: impl FnOnce(&mut LineFilter)) {
        self.typed.update(change);
        self.commit();
    }

    /// Applies the filter in the fields.
    pub(super) fn commit(self) {
        let typed = self.typed.get_untracked();
        let is_new = session().route.with_untracked(|route| route.view.lines != typed);
        if self.is_open.get_untracked() && is_new {
            session().change_view(|view| view.lines = typed);
        }
    }

    pub(super) fn close(self) {
        self.is_open.set_if_changed(false);
        leave();
        focus_lines();
    }

    /// Shows the lines that pass, after collecting them for a while.
    fn show_found(self) {
        if self.search.filter.with_untracked(LineFilter::is_empty) || self.is_collecting.get_value()
        {
            return;
        }
        self.is_collecting.set_value(true);
        let lines = self.pane.loader.lines;
        self.search.tasks.spawn(async move {
            let is_many = lines.with_untracked(|lines| lines.len() > MANY);
            jobshelf::time::sleep(if is_many { BATCH_TIME_MANY } else { BATCH_TIME }).await;
            self.is_collecting.set_value(false);
            let filter = self.search.filter.get_untracked();
            let Ok(found) = self.search.filtered_lines().await else { return };
            if self.search.filter.with_untracked(|now| *now == filter) {
                lines.set(found);
            }
        });
    }

    /// Handles an action of a key while the filter is on; returns whether it turned it off.
    fn act(self, action: Action) -> bool {
        match action {
            Action::ClearSelection => self.close(),
            Action::Select => leave_at(self.main, self.pane.scroller.first_in_view()),
            _ => return false,
        }
        true
    }

    /// Handles keys while the filter is on.
    pub(crate) fn listen_to_keys(self) {
        keys::listen(self.pane.loader, self.pane.scroller, None);
        events::on_action(LOGS, move |action| untrack(|| is_on() && self.act(action)));
    }
}
