//! The reader's side of a search in a log: the query, the current match, and steps to matches and
//! errors.
//!
//! The query is part of the address. [`LogSearch`] does the search itself.

use crate::browser::{document, events};
use crate::keys::Action;
use crate::route::Query;
use crate::signals::{SetIfChanged as _, on_change};
use crate::storage::session::session;
use crate::storage::spawn::when_typed;
use crate::viewers::log::filter::address as filter_address;
use crate::viewers::log::find::marks::Marks;
use crate::viewers::log::find::model::{END, Outcome, Which};
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::text;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::Phase;
use crate::viewers::log::role::LINES;
use crate::viewers::log::scroll::Scroller;
use jobshelf_search_protocol::Target;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

/// The ID of the find field.
pub(crate) const FIELD: &str = "find";
/// How long a note about the last step is shown.
const NOTE_TIME: Duration = Duration::from_secs(6);

/// A search in the log that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Finding {
    pub(crate) loader: LogLoader,
    pub(crate) scroller: Scroller,
    pub(crate) search: LogSearch,
    /// The query in the field, which becomes part of the address after a pause.
    pub(crate) typed: RwSignal<Query>,
    /// The field is open; a narrow screen shows it only then.
    pub(crate) is_open: RwSignal<bool>,
    /// The current match: its byte, and the number of matches before it.
    pub(crate) current: RwSignal<Option<(u64, u64)>>,
    /// The error that the reader went to last.
    last_error: RwSignal<Option<u64>>,
    /// A note about the last step.
    pub(crate) note: RwSignal<&'static str>,
    /// The current match has to be scrolled into view once it is marked.
    pub(super) is_arriving: StoredValue<bool>,
    pub(crate) marks: RwSignal<Marks>,
}

impl Finding {
    pub(crate) fn new(loader: LogLoader, scroller: Scroller) -> Self {
        let query = session().route.with_untracked(|route| route.view.find.clone());
        let finding = Self {
            loader,
            scroller,
            search: LogSearch::new(loader),
            is_open: RwSignal::new(!query.is_empty()),
            typed: RwSignal::new(query),
            current: RwSignal::new(None),
            last_error: RwSignal::new(None),
            note: RwSignal::new(""),
            is_arriving: StoredValue::new(false),
            marks: RwSignal::new(Marks::default()),
        };
        finding.start_effects();
        finding
    }

    fn start_effects(self) {
        let query = Memo::new(move |_| session().route.with(|route| route.view.find.clone()));
        Effect::new(move |_| {
            let query = query.get();
            untrack(|| self.look_for(query));
        });
        when_typed(move || self.typed.get(), move || self.commit());
        // When the log starts over, positions in the previous one mean nothing.
        on_change(
            move || self.loader.era(),
            move |_, _| {
                self.current.set_if_changed(None);
                self.last_error.set_if_changed(None);
            },
        );
        // Earlier matches are found later, so the number of the current match changes.
        let n_matches = move || self.search.progress.with(|progress| progress.matches);
        on_change(n_matches, move |_, _| self.count_again());
        events::on_document("keydown", move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let is_find = (event.ctrl_key() || event.meta_key()) && event.key() == "f";
            let is_plain = !event.shift_key() && !event.alt_key() && !document::has_dialog();
            // In the field, the shortcut opens the browser's own search.
            if is_find && is_plain && !document::has_focus(FIELD) {
                event.prevent_default();
                self.open();
            }
        });
    }

    /// Opens the field and moves the focus to it.
    pub(crate) fn open(self) {
        self.is_open.set_if_changed(true);
        document::before_next_frame(|| document::select(FIELD));
        self.commit();
    }

    /// Ends the search and moves the focus to the lines.
    pub(crate) fn close(self) {
        self.is_open.set_if_changed(false);
        session().change_view(|view| view.find = Query::default());
        self.note.set_if_changed("");
        document::focus(LINES);
    }

    /// Changes how the text is matched.
    pub(super) fn change(self, change: impl FnOnce(&mut Query)) {
        self.typed.update(change);
        self.commit();
    }

    /// Looks for the text in the field.
    fn commit(self) {
        if !self.is_open.get_untracked() {
            return;
        }
        let typed = self.typed.get_untracked();
        if session().route.with_untracked(|route| route.view.find != typed) {
            session().change_view(|view| view.find = typed);
        }
    }

    fn look_for(self, query: Query) {
        if self.search.query.with_untracked(|before| *before == query) {
            return;
        }
        self.current.set_if_changed(None);
        self.note.set_if_changed("");
        if query.is_empty() {
            self.search.look_for(query);
            return;
        }
        self.is_open.set_if_changed(true);
        self.typed.set_if_changed(query.clone());
        self.search.look_for(query);
        let is_loaded = self.loader.phase.with_untracked(|phase| *phase != Phase::Loading);
        // A link with a query but without lines or a filter leads to a match.
        let leads_to_match = || {
            session().route.with_untracked(|route| {
                route.view.selection.is_none() && route.view.lines.is_empty()
            })
        };
        if is_loaded {
            self.go(Target::Match, Which::Nearest(self.scroller.first_in_view()));
        } else if leads_to_match() {
            self.go(Target::Match, Which::Nearest(END));
        }
    }

    /// Goes to the next or the previous match.
    pub(crate) fn step(self, action: Action) {
        self.commit();
        if self.search.query.with_untracked(Query::is_empty) {
            return;
        }
        let at = self.current.get_untracked().map(|(at, _)| at);
        let here = self.scroller.first_in_view();
        self.go(
            Target::Match,
            match (action, at) {
                (Action::PreviousMatch, at) => Which::Previous(at.unwrap_or(here)),
                (_, Some(at)) => Which::Next(at + 1),
                (_, None) => Which::Nearest(here),
            },
        );
    }

    /// Goes to the next or the previous error.
    pub(crate) fn step_error(self, action: Action) {
        let here = self.scroller.first_in_view();
        // The step starts at the last error as long as that is in view.
        let last = self.last_error.get_untracked();
        let last = last.filter(|last| self.scroller.has_in_view(*last));
        self.go(
            Target::Error,
            match action {
                Action::PreviousError => Which::Previous(last.unwrap_or(here)),
                _ => Which::Next(last.map_or(here, |last| last + 1)),
            },
        );
    }

    fn go(self, target: Target, which: Which) {
        self.note.set_if_changed("");
        self.search.seek(target, which, move |outcome| self.arrive(target, outcome));
    }

    fn arrive(self, target: Target, outcome: Outcome) {
        if outcome != Outcome::None && untrack(filter_address::is_on) {
            // The match may not be among the filtered lines.
            filter_address::leave();
        }
        match (outcome, target) {
            (Outcome::Found { at, before, turn }, Target::Match) => {
                self.current.set(Some((at, before)));
                self.is_arriving.set_value(true);
                self.show_note(text::turn(turn));
                self.scroller.show(at);
            }
            (Outcome::Found { at, turn, .. }, Target::Error) => {
                self.last_error.set(Some(at));
                self.show_note(text::turn(turn));
                self.scroller.show(at);
            }
            (Outcome::None, Target::Match) => {}
            (Outcome::None, Target::Error) => {
                let is_own = self.search.has_own_errors.get_untracked();
                self.show_note(if is_own { text::NO_OWN_ERROR } else { text::NO_ERROR });
            }
        }
    }

    /// Shows a note for a few seconds.
    pub(crate) fn show_note(self, note: &'static str) {
        self.note.set_if_changed(note);
        if !note.is_empty() {
            self.search.tasks.spawn(async move {
                jobshelf::time::sleep(NOTE_TIME).await;
                if self.note.get_untracked() == note {
                    self.note.set("");
                }
            });
        }
    }

    /// Handles an action of a key; returns whether it was one of a search.
    pub(crate) fn act(self, action: Action) -> bool {
        match action {
            Action::Find => self.open(),
            Action::NextMatch | Action::PreviousMatch => self.step(action),
            Action::NextError | Action::PreviousError => self.step_error(action),
            _ => return false,
        }
        true
    }

    fn count_again(self) {
        let Some((at, _)) = self.current.get_untracked() else { return };
        self.search.tasks.spawn(async move {
            let Ok(before) = self.search.count_matches(0, at).await else { return };
            if self.current.get_untracked().is_some_and(|(now, _)| now == at) {
                self.current.set_if_changed(Some((at, before)));
            }
        });
    }
}
