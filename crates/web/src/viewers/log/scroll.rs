//! Scrolls a log: computes which rows are in view, and keeps the view at the end if it follows.
//!
//! The fixed point while the log changes is the anchor of the view, a byte of the log; the position
//! of the scroll bar follows from it. So nothing that is loaded or learnt elsewhere moves the lines
//! that are being read. Missing lines in view are loaded, one piece at a time: the next piece is
//! chosen after each one, so that nothing waits for lines that were scrolled past.

mod movement;
mod reveal;
mod upkeep;

use crate::browser::document;
use crate::storage::session::session;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::Reading;
use crate::viewers::log::role::Role;
use crate::viewers::log::times::address as times_address;
use jobshelf_log::{
    Autoscroll, ColumnWindow, Layout, Mode, ROW_HEIGHT, ScrollAnchor, Viewport, Window,
};
use leptos::prelude::*;
use web_sys::Element;

/// The width of the column of line numbers in pixels, as in the style sheet.
const GUTTER: f64 = 84.0;
const NARROW_GUTTER: f64 = 46.0;
/// How many rows are drawn above and below the rows in view.
const SPARE: usize = 40;
/// At most this many rows are drawn, however high the view is.
const MOST_ROWS: usize = 280;
/// The drawn rows move in steps of this many rows, so that not every pixel draws new ones.
const STEP: i64 = 10;
/// How many characters the ruler has that measures one.
const RULER: f64 = 40.0;
/// A line that is brought into view has this many rows above it.
const ABOVE: i64 = 8;
/// The padding at the end of a row in pixels, as in the style sheet.
const EDGE: f64 = 8.0;

/// The upper edge of the view as a place in the log, and the scroll bar's position for it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Position {
    anchor: ScrollAnchor,
    scroll: i64,
}

/// The drawn rows, and the heights of the spacers above and below them in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Drawn {
    pub(crate) window: Window,
    pub(crate) above: i64,
    pub(crate) below: i64,
}

/// The scrolling of one log. Copies share the same view.
#[derive(Debug, Clone, Copy)]
pub struct Scroller {
    loader: LogLoader,
    reading: Reading,
    pub(crate) role: Role,
    /// The scrolling element while the pane is mounted.
    element: StoredValue<Option<Element>, LocalStorage>,
    autoscroll: RwSignal<Autoscroll>,
    /// Whether long lines wrap.
    pub(crate) wraps: Memo<bool>,
    /// All rows.
    pub(crate) layout: Memo<Layout>,
    /// The rows that are drawn.
    pub(crate) drawn: Memo<Drawn>,
    position: RwSignal<Position>,
    /// The height of the view, and of what scrolls along with the rows, in pixels.
    size: RwSignal<(i64, i64)>,
    /// How many columns of text fit into the view.
    columns: RwSignal<usize>,
    /// The width of a character in pixels; 0 while it is unknown.
    character: StoredValue<f64>,
    /// The first column in view.
    left: RwSignal<u32>,
    /// The columns to draw of very wide rows; `None` draws all of them.
    pub(crate) visible_columns: Memo<Option<ColumnWindow>>,
    /// How far the reader scrolled from the end, while that is not far enough to pause.
    lag: StoredValue<i64>,
    /// Where the view begins on the screen, in pixels.
    edge: StoredValue<Option<i64>>,
    /// The reader is scrolling, so the scroll bar must not be moved.
    is_moving: StoredValue<bool>,
    /// The byte to bring into view, until its surroundings are loaded or the reader scrolls.
    target: StoredValue<Option<u64>>,
}

impl Scroller {
    /// The scrolling of the log that `loader` reads, as long as the current owner lives.
    pub(crate) fn new(loader: LogLoader, reading: Reading, role: Role) -> Self {
        let session = session();
        let mut autoscroll = Autoscroll::default();
        if reading == Reading::Still {
            autoscroll.pause();
        }
        // A link may lead to a line.
        let selected = session.route.with_untracked(|route| route.view.selection);
        let target = selected.filter(|_| role == Role::Main).map(|selected| selected.from);
        if target.is_some() {
            autoscroll.pause();
        }
        let below = target.map_or(0, |_| -ABOVE * ROW_HEIGHT);
        let anchor = ScrollAnchor { byte: target.unwrap_or(0), below };
        let autoscroll = RwSignal::new(autoscroll);
        let position = RwSignal::new(Position { anchor, scroll: 0 });
        let (size, columns) = (RwSignal::new((60 * ROW_HEIGHT, 0)), RwSignal::new(0));
        let is_narrow = document::is_narrow();
        let wraps = Memo::new(move |_| session.route.get().view.wrap.unwrap_or(is_narrow));
        let left = RwSignal::new(0);
        let visible_columns = Memo::new(move |_| {
            let n = u32::try_from(columns.get()).unwrap_or(0);
            (!wraps.get()).then(|| ColumnWindow::around(left.get(), n))
        });
        let layout = Memo::new(move |_| {
            let columns = u32::try_from(columns.get()).ok().filter(|columns| *columns > 0);
            let columns = columns.map(|columns| columns.saturating_sub(times_address::columns()));
            let wrap_at = columns.filter(|_| wraps.get());
            let mode = Mode { wrap_at, raw: session.route.get().view.raw };
            loader.lines.with(|lines| Layout::of(lines, mode))
        });
        let drawn = Memo::new(move |_| {
            let position = position.get();
            layout.with(|layout| {
                let view = viewport(layout, size.get());
                // While following, the end is in view, even before the browser has scrolled there.
                let (top, scroll) = if autoscroll.with(Autoscroll::is_following) {
                    (view.last_top(), view.last_scroll())
                } else {
                    let top = loader.lines.with(|lines| layout.top_of(lines, position.anchor));
                    (top.clamp(0, view.last_top()), position.scroll)
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
        Self {
            loader,
            reading,
            role,
            element: StoredValue::new_local(None),
            autoscroll,
            wraps,
            layout,
            drawn,
            position,
            size,
            columns,
            character: StoredValue::new(0.0),
            left,
            visible_columns,
            lag: StoredValue::new(0),
            edge: StoredValue::new(None),
            is_moving: StoredValue::new(false),
            target: StoredValue::new(target),
        }
    }

    /// Whether the view stays at the end; tracks it.
    pub(crate) fn is_following(self) -> bool {
        self.autoscroll.with(Autoscroll::is_following)
    }

    /// The byte at the upper edge of the view, unless the view follows the end; tracks it.
    pub(crate) fn paused_at(self) -> Option<u64> {
        (!self.is_following()).then(|| self.position.get().anchor.byte)
    }

    /// The first byte of the first line that is completely in view.
    pub(crate) fn first_in_view(self) -> u64 {
        let view = self.viewport();
        let top = self.top(view) + ROW_HEIGHT - 1;
        self.layout.with_untracked(|layout| {
            self.loader.lines.with_untracked(|lines| layout.anchor_at(lines, top, view.height).byte)
        })
    }

    /// How many lines were added since following was paused; tracks it.
    pub(crate) fn unseen(self) -> usize {
        self.autoscroll.with(Autoscroll::unseen)
    }

    fn viewport(self) -> Viewport {
        let size = self.size.get_untracked();
        self.layout.with_untracked(|layout| viewport(layout, size))
    }

    /// The height of the view in pixels.
    pub(crate) fn height(self) -> i64 {
        self.viewport().height
    }

    /// The pixel of the log at the upper edge of the view.
    fn top(self, view: Viewport) -> i64 {
        if self.autoscroll.with_untracked(Autoscroll::is_following) {
            return (view.last_top() - self.lag.get_value()).max(0);
        }
        self.top_of(self.position.get_untracked().anchor).clamp(0, view.last_top())
    }

    /// The pixel of the log that `anchor` is at.
    fn top_of(self, anchor: ScrollAnchor) -> i64 {
        let lines = self.loader.lines;
        self.layout.with_untracked(|layout| lines.with_untracked(|l| layout.top_of(l, anchor)))
    }

    /// The scrolling element; `None` before it is mounted and after the view has closed.
    fn element(self) -> Option<Element> {
        self.element.try_get_value().flatten()
    }
}

fn viewport(layout: &Layout, (height, extra): (i64, i64)) -> Viewport {
    Viewport { rows: layout.rows(), height, extra }
}
