//! Finding in a log: what is looked for, where one is among the matches, and the errors.
//!
//! What is looked for is part of the address. The search itself is
//! [`LogSearch`](crate::feeds::search::LogSearch); here is what its reader does with it.

mod buttons;
mod field;
mod marks;
mod status;

use super::filter;
use super::scroll::Scroller;
use crate::dom::effect;
use crate::feeds::log::{LogFeed, Phase};
use crate::feeds::search::LogSearch;
use crate::keys::Action;
use crate::messages::find as text;
use crate::net::scope::{spawn, when_typed};
use crate::platform::{document, events};
use crate::reactive::*;
use crate::session::session;
use crate::state::find::{END, Outcome, Query, Target, Which};
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

pub(super) use buttons::{flag, go_on, stop};
pub(super) use field::{error_buttons, find_field};
pub(super) use marks::{Mark, Marks, Row, drawn_rows};
pub(super) use status::find_status;

const FIELD: &str = "find";
/// How long it is told that a step went on elsewhere.
const NOTED: Duration = Duration::from_secs(6);

/// A search in the log that is shown.
#[derive(Debug)]
pub(super) struct Finding {
    feed: &'static LogFeed,
    scroller: &'static Scroller,
    pub(super) search: &'static LogSearch,
    /// What stands in the field, which may not be looked for yet.
    typed: State<Query>,
    /// On a narrow screen the field is there only while it is wanted.
    is_open: State<bool>,
    /// The match that one is at, and how many are before it.
    current: State<Option<(u64, u64)>>,
    /// The error that one went to last.
    last_error: State<Option<u64>>,
    /// Something to know about the last step.
    note: State<&'static str>,
    /// The match that one is at is to be seen, once it is marked.
    is_arriving: Cell<bool>,
    pub(super) marks: State<Marks>,
}

impl Finding {
    pub(super) fn new(feed: &'static LogFeed, scroller: &'static Scroller) -> &'static Self {
        let asked = session().route.with_untracked(|route| route.view.find.clone());
        let finding = kept(Self {
            feed,
            scroller,
            search: LogSearch::new(feed),
            is_open: State::new(!asked.is_empty()),
            typed: State::new(asked),
            current: State::new(None),
            last_error: State::new(None),
            note: State::new(""),
            is_arriving: Cell::new(false),
            marks: State::new(Marks::default()),
        });
        finding.listen();
        finding.keep_marked();
        finding
    }

    fn listen(&'static self) {
        let session = session();
        let asked = memo(move || session.route.with(|route| route.view.find.clone()));
        effect(move || {
            let query = asked.get();
            untrack(|| self.look_for(query));
        });
        when_typed(move || self.typed.get(), move || self.commit());
        // What one was at is not in a log that has begun anew.
        on_change(
            move || self.feed.era(),
            move |_, _| {
                self.current.set_if_new(None);
                self.last_error.set_if_new(None);
            },
        );
        // Which match it is changes as older ones are found.
        let found = move || self.search.progress.with(|progress| progress.matches);
        on_change(found, move |_, _| self.count_anew());
        events::on_document("keydown", move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let is_find = (event.ctrl_key() || event.meta_key()) && event.key() == "f";
            // Pressed again, it is the browser's own.
            let is_free = !event.shift_key() && !event.alt_key() && !document::has_dialog();
            if is_find && is_free && !document::has_focus(FIELD) {
                event.prevent_default();
                self.open();
            }
        });
    }

    /// Leads into the field.
    fn open(&self) {
        self.is_open.set_if_new(true);
        document::before_next_frame(|| document::select(FIELD));
        self.commit();
    }

    /// Looks for nothing any more, and goes back to the log.
    fn close(&self) {
        self.is_open.set_if_new(false);
        session().change_view(|view| view.find = Query::default());
        self.note.set_if_new("");
        document::focus(super::pane::LINES);
    }

    /// Looks for what was typed.
    fn commit(&self) {
        if !self.is_open.get_untracked() {
            return;
        }
        let typed = self.typed.get_untracked();
        if session().route.with_untracked(|route| route.view.find != typed) {
            session().change_view(|view| view.find = typed);
        }
    }

    fn look_for(&'static self, query: Query) {
        if self.search.query.with_untracked(|before| *before == query) {
            return;
        }
        self.current.set_if_new(None);
        self.note.set_if_new("");
        if !query.is_empty() {
            self.is_open.set_if_new(true);
            self.typed.set_if_new(query.clone());
        }
        let is_search = !query.is_empty();
        self.search.look_for(query);
        if !is_search {
            return;
        }
        if self.feed.phase.with_untracked(|phase| *phase != Phase::Loading) {
            self.go(Target::Match, Which::Nearest(self.scroller.first_in_view()));
        } else if session()
            .route
            .with_untracked(|route| route.view.picked.is_none() && route.view.lines.is_empty())
        {
            // A link led here, and neither to any line nor to only some of them.
            self.go(Target::Match, Which::Nearest(END));
        }
    }

    /// The reader wants the next or the previous match.
    fn step(&'static self, action: Action) {
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

    /// The reader wants the next or the previous error.
    fn step_error(&'static self, action: Action) {
        let here = self.scroller.first_in_view();
        // From the one that one went to last, as long as it is in view.
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

    fn go(&'static self, target: Target, which: Which) {
        self.note.set_if_new("");
        self.search.seek(target, which, move |outcome| self.arrive(target, outcome));
    }

    fn arrive(&'static self, target: Target, outcome: Outcome) {
        if outcome != Outcome::None && untrack(filter::is_on) {
            // Where it is, is among all lines.
            filter::leave();
        }
        match (outcome, target) {
            (Outcome::Found { at, before, turn }, Target::Match) => {
                self.current.set(Some((at, before)));
                self.is_arriving.set(true);
                self.say(text::turn(turn));
                self.scroller.show(at);
            }
            (Outcome::Found { at, turn, .. }, Target::Error) => {
                self.last_error.set(Some(at));
                self.say(text::turn(turn));
                self.scroller.show(at);
            }
            (Outcome::None, Target::Match) => {}
            (Outcome::None, Target::Error) => {
                let is_own = self.search.has_own_errors.get_untracked();
                self.say(if is_own { text::NO_OWN_ERROR } else { text::NO_ERROR });
            }
        }
    }

    /// Tells something of the last step, for a moment.
    pub(super) fn say(&'static self, note: &'static str) {
        self.note.set_if_new(note);
        if !note.is_empty() {
            spawn(async move {
                jobshelf::time::sleep(NOTED).await;
                self.note.update(|now| {
                    if *now == note {
                        *now = "";
                    }
                });
            });
        }
    }

    /// A key was pressed that finds; tells whether it was one.
    pub(super) fn act(&'static self, action: Action) -> bool {
        match action {
            Action::Find => self.open(),
            Action::NextMatch | Action::PreviousMatch => self.step(action),
            Action::NextError | Action::PreviousError => self.step_error(action),
            _ => return false,
        }
        true
    }

    fn count_anew(&'static self) {
        let Some((at, _)) = self.current.get_untracked() else { return };
        spawn(async move {
            let Ok(before) = self.search.count_matches(0, at).await else { return };
            if self.current.get_untracked().is_some_and(|(now, _)| now == at) {
                self.current.set_if_new(Some((at, before)));
            }
        });
    }
}
