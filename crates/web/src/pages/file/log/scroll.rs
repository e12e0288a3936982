//! Where a log is scrolled to: which rows are in view, and whether the view stays at the end.
//!
//! What holds while the log changes is the spot that is looked at, a byte of the log; where the
//! scroll bar stands follows from it. So nothing that is loaded or learnt elsewhere moves what is
//! being read. What comes into view and is missing is loaded, one piece at a time: which one is
//! decided anew after each, so that nothing waits for what was scrolled past.

use super::pane::Role;
use crate::dom::{El, effect, memo};
use crate::feeds::log::{LogFeed, Phase, Reading};
use crate::platform::{clock, document, observe};
use crate::reactive::*;
use crate::session::session;
use crate::state::log_news::Reader;
use jobshelf_log::{Layout, LogLines, Mode, ROW, Spot, Stick, Viewport, Window};
use send_wrapper::SendWrapper;
use std::cell::{Cell, RefCell};
use web_sys::Element;

/// The width of the column of line numbers, as in the style sheet.
const GUTTER: f64 = 84.0;
const NARROW_GUTTER: f64 = 46.0;
/// Rows drawn above and below those in view.
const SPARE: usize = 40;
/// No more rows than this are drawn, however high the view is.
const MOST_ROWS: usize = 280;
/// The view moves in steps of so many rows, so that not every pixel draws anew.
const STEP: i64 = 10;
/// Characters in the ruler that measures one.
const RULER: f64 = 40.0;
/// So many rows above a line that is shown, there is more of the log.
const ABOVE: i64 = 8;
/// What a row leaves free at its end, as in the style sheet.
const EDGE: f64 = 8.0;

/// What is looked at, and where the scroll bar stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Place {
    spot: Spot,
    scroll: i64,
}

/// What is drawn, and how much room there is before and after it, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Drawn {
    pub(super) window: Window,
    pub(super) above: i64,
    pub(super) below: i64,
}

/// The scrolling of one log.
#[derive(Debug)]
pub(super) struct Scroller {
    feed: &'static LogFeed,
    reading: Reading,
    pub(super) role: Role,
    /// What scrolls.
    element: RefCell<Option<Element>>,
    stick: State<Stick>,
    /// Whether long lines are broken.
    pub(super) wraps: Derived<bool>,
    /// All rows.
    pub(super) layout: Derived<Layout>,
    /// The rows that are drawn.
    pub(super) drawn: Derived<Drawn>,
    place: State<Place>,
    /// How high the view is, in pixels, and what scrolls along with the rows.
    size: State<(i64, i64)>,
    columns: State<usize>,
    /// How far the reader scrolled from the end, while that is not far enough to pause.
    lag: Cell<i64>,
    /// Where on the screen the view begins, in pixels.
    edge: Cell<Option<i64>>,
    /// The reader is scrolling: the bar must not be moved.
    is_moving: Cell<bool>,
    /// A byte that is to be shown, until what is around it is loaded or the reader goes on.
    goal: Cell<Option<u64>>,
}

impl Scroller {
    pub(super) fn new(feed: &'static LogFeed, reading: Reading, role: Role) -> &'static Self {
        let session = session();
        let mut stick = Stick::default();
        if reading == Reading::Still {
            stick.pause();
        }
        // A link may lead to a line.
        let picked = session.route.with_untracked(|route| route.view.picked);
        let goal = picked.filter(|_| role == Role::Main).map(|picked| picked.from);
        if goal.is_some() {
            stick.pause();
        }
        let spot = Spot { byte: goal.unwrap_or(0), below: goal.map_or(0, |_| -ABOVE * ROW) };
        let (stick, place) = (State::new(stick), State::new(Place { spot, scroll: 0 }));
        let (size, columns) = (State::new((60 * ROW, 0)), State::new(0));
        let is_narrow = document::is_narrow();
        let wraps = memo(move || session.route.get().view.wrap.unwrap_or(is_narrow));
        let layout = memo(move || {
            let columns = u32::try_from(columns.get()).ok().filter(|columns| *columns > 0);
            let wrap_at = columns.filter(|_| wraps.get());
            let mode = Mode { wrap_at, raw: session.route.get().view.raw };
            feed.lines.with(|lines| Layout::of(lines, mode))
        });
        let drawn = memo(move || {
            let place = place.get();
            layout.with(|layout| {
                let view = viewport(layout, size.get());
                // While following, the end is in view, even before the browser has scrolled there.
                let (top, scroll) = if stick.with(Stick::is_following) {
                    (view.last_top(), view.last_scroll())
                } else {
                    let top = feed.lines.with(|lines| layout.top_of(lines, place.spot));
                    (top.clamp(0, view.last_top()), place.scroll)
                };
                let rows = ((view.height / ROW) as usize + 1).min(MOST_ROWS);
                let spare = SPARE.min((MOST_ROWS - rows) / 2);
                let window = layout.window((top / ROW / STEP * STEP) as usize, rows, spare);
                let above = (scroll - top + window.first_row as i64 * ROW).max(0);
                let rows = (window.end_row - window.first_row) as i64;
                Drawn { window, above, below: (view.spread() - above - rows * ROW).max(0) }
            })
        });
        kept(Self {
            feed,
            reading,
            role,
            element: RefCell::new(None),
            stick,
            wraps,
            layout,
            drawn,
            place,
            size,
            columns,
            lag: Cell::new(0),
            edge: Cell::new(None),
            is_moving: Cell::new(false),
            goal: Cell::new(goal),
        })
    }

    /// Whether the view stays at the end.
    pub(super) fn is_following(&self) -> bool {
        self.stick.with(Stick::is_following)
    }

    /// The byte of the log that is read; none at the end that is followed.
    pub(super) fn reads(&self) -> Option<u64> {
        (!self.is_following()).then(|| self.place.get().spot.byte)
    }

    /// The byte that the first line begins at that is wholly in view.
    pub(super) fn first_in_view(&self) -> u64 {
        let view = self.viewport();
        let top = self.top(view) + ROW - 1;
        self.layout.with_untracked(|layout| {
            self.feed.lines.with_untracked(|lines| layout.spot_at(lines, top, view.height).byte)
        })
    }

    /// Lines that came since it was paused.
    pub(super) fn unseen(&self) -> usize {
        self.stick.with(Stick::unseen)
    }

    fn viewport(&self) -> Viewport {
        let size = self.size.get_untracked();
        self.layout.with_untracked(|layout| viewport(layout, size))
    }

    /// The pixel of the log that is at the upper edge of the view.
    fn top(&self, view: Viewport) -> i64 {
        if self.stick.with_untracked(Stick::is_following) {
            return (view.last_top() - self.lag.get()).max(0);
        }
        let spot = self.place.get_untracked().spot;
        let lines = self.feed.lines;
        let top =
            self.layout.with_untracked(|layout| lines.with_untracked(|l| layout.top_of(l, spot)));
        top.clamp(0, view.last_top())
    }

    /// What is looked at is now `top`, for which the bar stands at `scroll`.
    fn look_at(&self, view: Viewport, top: i64, scroll: i64) {
        let lines = self.feed.lines;
        if view.rows == 0 {
            // All of it is read anew: it is looked at where it was before.
            self.place.set_if_new(Place { scroll, ..self.place.get_untracked() });
            return;
        }
        let spot = self
            .layout
            .with_untracked(|layout| lines.with_untracked(|l| layout.spot_at(l, top, view.height)));
        self.place.set_if_new(Place { spot, scroll });
        let distance = view.last_top() - top;
        self.lag.set(distance);
        if self.reading == Reading::Still {
            // A text that does not grow has no end to stay at.
            return;
        }
        let mut stick = self.stick.get_untracked();
        stick.scrolled(clock::now_ms(), distance as f64);
        self.stick.set_if_new(stick);
    }

    /// The view was scrolled, by whomever.
    pub(super) fn on_scroll(&'static self) {
        let Some(element) = self.element.borrow().clone() else { return };
        let scroll = i64::from(element.scroll_top());
        let Drawn { window, above, below } = self.drawn.get_untracked();
        let rows = (window.end_row - window.first_row) as i64;
        let extra = i64::from(element.scroll_height()) - above - below - rows * ROW;
        self.size.set_if_new((self.size.get_untracked().0, extra.max(0)));
        let before = self.place.get_untracked().scroll;
        if scroll == before && self.goal.get().is_some() {
            return;
        }
        let view = self.viewport();
        let top = view.moved(self.top(view), before, scroll);
        if scroll != before {
            self.is_moving.set(true);
        }
        self.look_at(view, top, scroll);
        if view.is_stuck(top, scroll) {
            self.settle();
        }
    }

    /// Scrolling has come to rest: the bar may be put where it belongs.
    pub(super) fn on_rest(&'static self) {
        self.is_moving.set(false);
        self.settle();
    }

    /// The reader touched wheel, keys, screen or scroll bar.
    pub(super) fn on_reader(&'static self) {
        self.goal.set(None);
        let mut stick = self.stick.get_untracked();
        stick.reader_acts();
        self.stick.set_if_new(stick);
    }

    /// How high the view is, in pixels.
    pub(super) fn height(&self) -> i64 {
        self.viewport().height
    }

    /// The reader goes so many pixels down; [`i64::MAX`] is to the end.
    pub(super) fn move_by(&'static self, by: i64) {
        let view = self.viewport();
        self.on_reader();
        if by == i64::MAX && self.reading == Reading::Live {
            return self.resume();
        }
        if by == i64::MAX && self.feed.phase.with_untracked(|phase| *phase == Phase::Loading) {
            // The end is on its way.
            return self.show(self.feed.total.get_untracked().saturating_sub(1));
        }
        let top = self.top(view).saturating_add(by).clamp(0, view.last_top());
        let scroll = view.scroll_of(top);
        self.look_at(view, top, scroll);
        if let Some(element) = self.element.borrow().as_ref() {
            element.set_scroll_top(scroll as i32);
        }
    }

    /// Shows the line that byte `offset` is in, and loads it if need be; what is in view already
    /// does not move.
    pub(super) fn show(&'static self, offset: u64) {
        let view = self.viewport();
        let top = self.top(view);
        let row = self.layout.with_untracked(|layout| {
            let is_here = self.feed.lines.with_untracked(|lines| lines.piece_at(offset).is_none());
            let spot = Spot { byte: offset, below: 0 };
            is_here.then(|| self.feed.lines.with_untracked(|lines| layout.top_of(lines, spot)))
        });
        self.stick.update(Stick::pause);
        let is_in_view = |row: i64| row >= top && row + ROW <= top + view.height;
        if row.is_some_and(is_in_view) {
            return self.look_at(view, top, self.place.get_untracked().scroll);
        }
        self.goal.set(Some(offset));
        let below = -(ABOVE * ROW).min(view.height / 3);
        let scroll = self.place.get_untracked().scroll;
        self.place.set(Place { spot: Spot { byte: offset, below }, scroll });
        self.settle();
    }

    /// Stays at the end, or does not any more.
    pub(super) fn toggle(&'static self) {
        if self.reading == Reading::Still {
            return;
        }
        if untrack(|| self.is_following()) {
            self.pause();
        } else {
            self.resume();
        }
    }

    /// Goes to the end and stays there.
    pub(super) fn resume(&'static self) {
        self.feed.show_new();
        self.stick.update(Stick::resume);
        self.to_end();
    }

    /// Stays where it is.
    pub(super) fn pause(&'static self) {
        self.on_scroll();
        self.stick.update(Stick::pause);
    }

    /// Scrolls to the end once what is new is drawn.
    fn to_end(&'static self) {
        document::before_next_frame(move || self.put_bar(i32::MAX));
        self.lag.set(0);
    }

    /// Puts the bar where it belongs for what is looked at.
    fn settle(&'static self) {
        if self.stick.with_untracked(Stick::is_following) {
            return;
        }
        document::before_next_frame(move || {
            let before = self.place.get_untracked().scroll;
            self.on_scroll();
            // Where the reader has just gone on, the bar is left alone until it rests.
            if self.place.get_untracked().scroll == before {
                let view = self.viewport();
                self.put_bar(view.scroll_of(self.top(view)) as i32);
            }
        });
    }

    /// Moves the bar; the reader did not, and looks at the same as before.
    fn put_bar(&'static self, scroll: i32) {
        let Some(element) = self.element.borrow().clone() else { return };
        self.stick.update_untracked(|stick| stick.page_scrolls(clock::now_ms()));
        element.set_scroll_top(scroll);
        let scroll = i64::from(element.scroll_top());
        self.place.set_if_new(Place { scroll, ..self.place.get_untracked() });
    }

    /// Watches what scrolls, and a ruler of forty characters in its font.
    pub(super) fn watch(&'static self, element: &El, ruler: &El) {
        *self.element.borrow_mut() = Some(element.raw().clone());
        // The scroller outlives its page, which must not stay for it.
        let held = SendWrapper::new(self);
        cleanup(move || drop(held.element.take()));
        self.measure(element, ruler.clone());
        effect(move || {
            let is_within = !self.stick.with(Stick::is_following) && self.reading == Reading::Live;
            let is_within = is_within && !self.feed.lines.with_untracked(LogLines::is_empty);
            self.feed.reader.set_if_new(if is_within { Reader::Within } else { Reader::AtEnd });
        });
        effect(move || {
            self.layout.track();
            if self.stick.with_untracked(Stick::is_following) {
                self.to_end();
            } else if !self.is_moving.get() {
                self.settle();
            }
        });
        if self.reading == Reading::Live {
            effect(move || {
                let added = self.feed.added.get();
                if !self.stick.with_untracked(Stick::is_following) && added.lines > 0 {
                    self.stick.update(|stick| stick.lines_came(added.lines));
                }
            });
        }
        self.load_what_is_looked_at();
    }

    /// Loads what is missing in view, and lets go of what is far from it.
    fn load_what_is_looked_at(&'static self) {
        let session = session();
        effect(move || {
            self.drawn.track();
            let is_first = self.feed.phase.with(|phase| *phase == Phase::Loading);
            if self.feed.is_loading.get() || is_first {
                return;
            }
            if let Some(goal) = self.goal.get() {
                if self.feed.lines.with_untracked(|lines| lines.piece_at(goal).is_some()) {
                    return self.feed.load_at(session, goal);
                }
                self.goal.set(None);
            }
            let view = self.viewport();
            // At the end nothing is looked at but the end, as long as one can scroll.
            let is_at_end = self.stick.with(Stick::is_following) && view.last_top() > 0;
            let (row, rows) = (self.top(view) / ROW, view.height / ROW + 1);
            let missing = self.layout.with_untracked(|layout| {
                // As far as the view can go before this is asked again, and no further: the rows of
                // some logs are large.
                layout.missing_in(layout.window(row as usize, rows as usize, STEP as usize))
            });
            if let Some(byte) = missing.filter(|_| !is_at_end) {
                self.feed.load_at(session, byte);
            }
        });
        effect(move || {
            self.feed.lines.track();
            let spot = self.place.get_untracked().spot;
            let is_following = self.stick.with_untracked(Stick::is_following);
            untrack(|| self.feed.trim(if is_following { u64::MAX } else { spot.byte }));
        });
    }

    /// Keeps the height and the width of the view, and of a character.
    fn measure(&'static self, element: &El, ruler: El) {
        observe::on_resize(element, move || {
            let Some(element) = self.element.borrow().clone() else { return };
            let height = i64::from(element.client_height());
            self.size.set_if_new((height, self.size.get_untracked().1));
            let ruler = ruler.raw().get_bounding_client_rect().width();
            let gutter = if document::is_narrow() { NARROW_GUTTER } else { GUTTER };
            let room = (f64::from(element.client_width()) - gutter - EDGE).max(0.0);
            let columns = if ruler > 0.0 { (room * RULER / ruler) as usize } else { 0 };
            self.columns.set_if_new(columns);
            let edge = element.get_bounding_client_rect().top() as i64;
            let by = self.edge.replace(Some(edge)).map_or(0, |before| edge - before);
            if self.stick.with_untracked(Stick::is_following) {
                self.to_end();
            } else if by != 0 {
                self.stay(by);
            }
        });
    }

    /// A notice above the view has come or gone, and the view with it went so many pixels down:
    /// what is read stays where it was on the screen.
    fn stay(&'static self, by: i64) {
        self.stick.update_untracked(|stick| stick.page_scrolls(clock::now_ms()));
        let view = self.viewport();
        let top = (self.top(view) + by).clamp(0, view.last_top());
        self.look_at(view, top, view.scroll_of(top));
        self.put_bar(view.scroll_of(top) as i32);
    }
}

fn viewport(layout: &Layout, (height, extra): (i64, i64)) -> Viewport {
    Viewport { rows: layout.rows(), height, extra }
}
