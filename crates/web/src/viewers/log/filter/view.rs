//! Only some lines of a log: those that have one text and have not another, with some around each.
//!
//! They lie over the log, which stays where it is; a press on a line's number leads to its place there.
//! What is filtered is part of the address.

use crate::browser::{document, events, text_selection};
use crate::dom::{El, el};
use crate::keys::{Action, LOGS};
use crate::reactive::*;
use crate::storage::session::session;
use crate::storage::spawn::{spawn, when_typed};
use crate::viewers::log::errors::Judge;
use crate::viewers::log::filter::bar as filter_bar;
pub(crate) use crate::viewers::log::filter::bar::filter_button;
use crate::viewers::log::filter::model::LineFilter;
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::find::view::{Finding, find_status};
use crate::viewers::log::follow::loader::{LogFeed, Reading};
use crate::viewers::log::keys;
use crate::viewers::log::pane::{LINES, Pane, Role};
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::selection::copy::copy_whole;
use jobshelf_log::LogLines;
use std::cell::Cell;
use std::time::Duration;
use web_sys::Event;

/// Lines that pass are shown so long after they were found, with those that are found meanwhile.
const GATHER: Duration = Duration::from_millis(200);
/// The same where there are many already, each of which is shown anew.
const GATHER_MANY: Duration = Duration::from_secs(1);
const MANY: usize = 2_000;

/// A filter of the log that is shown.
#[derive(Debug)]
pub(crate) struct Filtering {
    pub(crate) search: &'static LogSearch,
    /// What is looked for in the log.
    asking: &'static Finding,
    main: &'static Scroller,
    pane: Pane,
    pub(crate) typed: State<LineFilter>,
    pub(crate) is_open: State<bool>,
    is_gathering: Cell<bool>,
}

/// Whether only some lines are shown; follows that.
pub(crate) fn is_on() -> bool {
    session().route.with(|route| !route.view.lines.is_empty())
}

/// Shows all lines again.
pub(crate) fn leave() {
    session().change_view(|view| view.lines = LineFilter::default());
}

/// The number of a line that passed was pressed: all lines are shown again, from there.
pub(crate) fn on_press(main: &'static Scroller, event: &Event) {
    if let Some((offset, _)) = text_selection::pressed_number(event) {
        leave_at(main, offset);
    }
}

/// Shows all lines again, and among them the one at this byte.
pub(crate) fn leave_at(main: &'static Scroller, offset: u64) {
    leave();
    main.show(offset);
    focus_lines();
}

/// The lines take the focus once nothing lies over them.
fn focus_lines() {
    document::before_next_frame(|| document::focus(LINES));
}

impl Filtering {
    pub(crate) fn new(
        feed: &'static LogFeed,
        main: &'static Scroller,
        asking: &'static Finding,
    ) -> &'static Self {
        let search = asking.search;
        let asked = session().route.with_untracked(|route| route.view.lines.clone());
        let some = feed.beside();
        let scroller = Scroller::new(some, Reading::Live, Role::Filtered);
        let judge = Some(Judge::new(some, scroller, search));
        let (reading, finding, main_scroller) = (Reading::Live, None, Some(main));
        let pane = Pane { feed: some, scroller, reading, finding, judge, main: main_scroller };
        copy_whole(some, Role::Filtered, Some(asking));
        let filtering = kept(Self {
            search,
            asking,
            main,
            pane,
            is_open: State::new(!asked.is_empty()),
            typed: State::new(asked),
            is_gathering: Cell::new(false),
        });
        filtering.listen();
        filtering
    }

    fn listen(&'static self) {
        let session = session();
        let asked = memo(move || session.route.with(|route| route.view.lines.clone()));
        effect(move || {
            let filter = asked.get();
            untrack(|| {
                if !filter.is_empty() {
                    self.is_open.set_if_new(true);
                    self.typed.set_if_new(filter.clone());
                }
                self.search.collect(filter);
            });
        });
        when_typed(move || self.typed.get(), move || self.commit());
        on_change(
            move || self.search.filter.get(),
            move |_: &LineFilter, _| {
                self.pane.feed.lines.set(LogLines::default());
                self.pane.scroller.resume();
            },
        );
        let search = self.search;
        let found = memo({
            let (progress, filter) = (search.progress, search.filter);
            move || {
                let edition = progress.with(|progress| progress.edition);
                (filter.with(|filter| !filter.is_empty()), edition)
            }
        });
        on_change(move || found.get(), move |_, _| self.gather());
    }

    /// Filters by what was typed.
    pub(crate) fn commit(&self) {
        let typed = self.typed.get_untracked();
        let is_new = session().route.with_untracked(|route| route.view.lines != typed);
        if self.is_open.get_untracked() && is_new {
            session().change_view(|view| view.lines = typed);
        }
    }

    pub(crate) fn close(&self) {
        self.is_open.set_if_new(false);
        leave();
        focus_lines();
    }

    /// Shows what passed, soon.
    fn gather(&'static self) {
        if self.search.filter.with_untracked(LineFilter::is_empty)
            || self.is_gathering.replace(true)
        {
            return;
        }
        spawn(async move {
            let is_many = self.pane.feed.lines.with_untracked(|lines| lines.len() > MANY);
            jobshelf::time::sleep(if is_many { GATHER_MANY } else { GATHER }).await;
            self.is_gathering.set(false);
            let filter = self.search.filter.get_untracked();
            let Ok(lines) = self.search.lines().await else { return };
            if self.search.filter.with_untracked(|now| *now == filter) {
                self.pane.feed.lines.set(lines);
            }
        });
    }

    /// A key was pressed while only some lines are shown; tells whether it leads away from them.
    fn act(&self, action: Action) -> bool {
        match action {
            Action::Unpick => self.close(),
            Action::Pick => leave_at(self.main, self.pane.scroller.first_in_view()),
            _ => return false,
        }
        true
    }

    /// The lines that pass, over all others.
    pub(crate) fn view(&'static self, blob: &str) -> El {
        let blob = blob.to_owned();
        el("div.filter-place")
            .class_if("on", is_on)
            .when(move || self.is_open.get(), move || filter_bar::filter_bar(self))
            .when(is_on, move || {
                el("div.filtered@filtered")
                    .child(self.pane.view(&blob))
                    .child(find_status(self.asking, Role::Filtered))
            })
    }

    /// Listens to the keys while only some lines are shown.
    pub(crate) fn listen_to_keys(&'static self) {
        keys::listen(self.pane.feed, self.pane.scroller, None);
        events::on_action(LOGS, move |action| untrack(|| is_on() && self.act(action)));
    }
}
