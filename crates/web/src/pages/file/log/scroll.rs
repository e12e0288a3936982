//! Where a log is scrolled to: which rows are in view, and whether the view stays at the end.
//!
//! What holds while the log changes is the spot that is looked at, a byte of the log; where the
//! scroll bar stands follows from it. So nothing that is loaded or learnt elsewhere moves what is
//! being read. What comes into view and is missing is loaded, one piece at a time: which one is
//! decided anew after each, so that nothing waits for what was scrolled past.

mod moving;
mod reveal;
mod watching;

use super::pane::Role;
use super::times;
use crate::dom::memo;
use crate::feeds::log::{LogFeed, Reading};
use crate::platform::document;
use crate::reactive::*;
use crate::session::session;
use jobshelf_log::{
    Autoscroll, ColumnWindow, Layout, Mode, ROW_HEIGHT, ScrollAnchor, Viewport, Window,
};
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
    spot: ScrollAnchor,
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
    autoscroll: State<Autoscroll>,
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
    /// How wide a character is, in pixels; 0 while that is not known.
    character: Cell<f64>,
    /// The first column that is in view.
    left: State<u32>,
    /// What is drawn of very wide rows, unless all of it is.
    pub(super) side: Derived<Option<ColumnWindow>>,
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
        let mut autoscroll = Autoscroll::default();
        if reading == Reading::Still {
            autoscroll.pause();
        }
        // A link may lead to a line.
        let picked = session.route.with_untracked(|route| route.view.picked);
        let goal = picked.filter(|_| role == Role::Main).map(|picked| picked.from);
        if goal.is_some() {
            autoscroll.pause();
        }
        let spot = ScrollAnchor {
            byte: goal.unwrap_or(0),
            below: goal.map_or(0, |_| -ABOVE * ROW_HEIGHT),
        };
        let (autoscroll, place) = (State::new(autoscroll), State::new(Place { spot, scroll: 0 }));
        let (size, columns) = (State::new((60 * ROW_HEIGHT, 0)), State::new(0));
        let is_narrow = document::is_narrow();
        let wraps = memo(move || session.route.get().view.wrap.unwrap_or(is_narrow));
        let left = State::new(0);
        let side = memo(move || {
            let n = u32::try_from(columns.get()).unwrap_or(0);
            (!wraps.get()).then(|| ColumnWindow::around(left.get(), n))
        });
        let layout = memo(move || {
            let columns = u32::try_from(columns.get()).ok().filter(|columns| *columns > 0);
            let columns = columns.map(|columns| columns.saturating_sub(times::columns()));
            let wrap_at = columns.filter(|_| wraps.get());
            let mode = Mode { wrap_at, raw: session.route.get().view.raw };
            feed.lines.with(|lines| Layout::of(lines, mode))
        });
        let drawn = memo(move || {
            let place = place.get();
            layout.with(|layout| {
                let view = viewport(layout, size.get());
                // While following, the end is in view, even before the browser has scrolled there.
                let (top, scroll) = if autoscroll.with(Autoscroll::is_following) {
                    (view.last_top(), view.last_scroll())
                } else {
                    let top = feed.lines.with(|lines| layout.top_of(lines, place.spot));
                    (top.clamp(0, view.last_top()), place.scroll)
                };
                let rows = ((view.height / ROW_HEIGHT) as usize + 1).min(MOST_ROWS);
                let spare = SPARE.min((MOST_ROWS - rows) / 2);
                let window = layout.window((top / ROW_HEIGHT / STEP * STEP) as usize, rows, spare);
                let above = (scroll - top + window.first_row as i64 * ROW_HEIGHT).max(0);
                let rows = (window.end_row - window.first_row) as i64;
                Drawn {
                    window,
                    above,
                    below: (view.scroll_height() - above - rows * ROW_HEIGHT).max(0),
                }
            })
        });
        kept(Self {
            feed,
            reading,
            role,
            element: RefCell::new(None),
            autoscroll,
            wraps,
            layout,
            drawn,
            place,
            size,
            columns,
            character: Cell::new(0.0),
            left,
            side,
            lag: Cell::new(0),
            edge: Cell::new(None),
            is_moving: Cell::new(false),
            goal: Cell::new(goal),
        })
    }

    /// Whether the view stays at the end.
    pub(super) fn is_following(&self) -> bool {
        self.autoscroll.with(Autoscroll::is_following)
    }

    /// The byte of the log that is read; none at the end that is followed.
    pub(super) fn reads(&self) -> Option<u64> {
        (!self.is_following()).then(|| self.place.get().spot.byte)
    }

    /// The byte that the first line begins at that is wholly in view.
    pub(super) fn first_in_view(&self) -> u64 {
        let view = self.viewport();
        let top = self.top(view) + ROW_HEIGHT - 1;
        self.layout.with_untracked(|layout| {
            self.feed.lines.with_untracked(|lines| layout.anchor_at(lines, top, view.height).byte)
        })
    }

    /// Lines that came since it was paused.
    pub(super) fn unseen(&self) -> usize {
        self.autoscroll.with(Autoscroll::unseen)
    }

    fn viewport(&self) -> Viewport {
        let size = self.size.get_untracked();
        self.layout.with_untracked(|layout| viewport(layout, size))
    }

    /// How high the view is, in pixels.
    pub(super) fn height(&self) -> i64 {
        self.viewport().height
    }

    /// The pixel of the log that is at the upper edge of the view.
    fn top(&self, view: Viewport) -> i64 {
        if self.autoscroll.with_untracked(Autoscroll::is_following) {
            return (view.last_top() - self.lag.get()).max(0);
        }
        let spot = self.place.get_untracked().spot;
        let lines = self.feed.lines;
        let top =
            self.layout.with_untracked(|layout| lines.with_untracked(|l| layout.top_of(l, spot)));
        top.clamp(0, view.last_top())
    }
}

fn viewport(layout: &Layout, (height, extra): (i64, i64)) -> Viewport {
    Viewport { rows: layout.rows(), height, extra }
}
