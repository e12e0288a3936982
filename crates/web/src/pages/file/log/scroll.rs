//! Where a log is scrolled to: which rows are in view, and whether the view stays at the end.
//!
//! Rows have one height, so places are counted in rows. Reading positions are kept: what is loaded
//! above the view moves the scroll position by as much.

use crate::dom::{El, effect, memo};
use crate::feeds::log::{LogFeed, Reading};
use crate::platform::{clock, document, observe};
use crate::reactive::*;
use crate::session::session;
use crate::state::log::{Layout, LogLines, Mode, Stick, Window};
use std::cell::RefCell;
use web_sys::Element;

/// The height of a row, as in the style sheet (`--row-log`).
const ROW: f64 = 20.0;
/// The width of the column of line numbers, as in the style sheet.
const GUTTER: f64 = 84.0;
const NARROW_GUTTER: f64 = 46.0;
/// Rows drawn above and below those in view.
const SPARE: usize = 40;
/// The view moves in steps of so many rows, so that not every pixel draws anew.
const STEP: usize = 10;
/// Characters in the ruler that measures one.
const RULER: f64 = 40.0;
/// What a row leaves free at its end, as in the style sheet.
const EDGE: f64 = 8.0;

/// The scrolling of one log.
#[derive(Debug)]
pub(super) struct Scroller {
    feed: &'static LogFeed,
    reading: Reading,
    /// What scrolls.
    element: RefCell<Option<Element>>,
    stick: State<Stick>,
    /// Whether long lines are broken.
    pub(super) wraps: Derived<bool>,
    /// All rows.
    pub(super) layout: Derived<Layout>,
    /// The rows that are drawn.
    pub(super) window: Derived<Window>,
    top: State<usize>,
    height: State<usize>,
    columns: State<usize>,
}

impl Scroller {
    pub(super) fn new(feed: &'static LogFeed, reading: Reading) -> &'static Self {
        let session = session();
        let mut stick = Stick::default();
        if reading == Reading::Still {
            stick.pause();
        }
        let stick = State::new(stick);
        let (top, height) = (State::new(0), State::new(60));
        let columns = State::new(0);
        let is_narrow = document::is_narrow();
        let wraps = memo(move || session.route.get().view.wrap.unwrap_or(is_narrow));
        let layout = memo(move || {
            let columns = u32::try_from(columns.get()).ok().filter(|columns| *columns > 0);
            let wrap_at = columns.filter(|_| wraps.get());
            let mode = Mode { wrap_at, raw: session.route.get().view.raw };
            feed.lines.with(|lines| Layout::of(lines, mode))
        });
        let window = memo(move || {
            layout.with(|layout| {
                // While following, the end is in view, even before the browser has scrolled there.
                let last_top = layout.rows().saturating_sub(height.get());
                let is_following = stick.with(Stick::is_following);
                let top = if is_following { last_top } else { top.get() };
                layout.window(top, height.get(), SPARE)
            })
        });
        let element = RefCell::new(None);
        kept(Self { feed, reading, element, stick, wraps, layout, window, top, height, columns })
    }

    /// Whether the view stays at the end.
    pub(super) fn is_following(&self) -> bool {
        self.stick.with(Stick::is_following)
    }

    /// Lines that came since it was paused.
    pub(super) fn unseen(&self) -> usize {
        self.stick.with(Stick::unseen)
    }

    /// The view was scrolled, by whomever.
    pub(super) fn on_scroll(&'static self) {
        let Some(element) = self.element.borrow().clone() else { return };
        let top = f64::from(element.scroll_top());
        let distance = f64::from(element.scroll_height() - element.client_height()) - top;
        let mut stick = self.stick.get_untracked();
        stick.scrolled(clock::now_ms(), distance);
        self.stick.set_if_new(stick);
        let row = (top / ROW) as usize / STEP * STEP;
        self.top.set_if_new(row);
    }

    /// The reader touched wheel, keys, screen or scroll bar.
    pub(super) fn on_reader(&'static self) {
        let mut stick = self.stick.get_untracked();
        stick.reader_acts();
        self.stick.set_if_new(stick);
    }

    /// Goes to the end and stays there.
    pub(super) fn resume(&'static self) {
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
        self.scroll_soon(|element| element.scroll_height());
    }

    /// Scrolls before the next frame; the reader did not.
    fn scroll_soon(&'static self, to: impl Fn(&Element) -> i32 + 'static) {
        document::before_next_frame(move || {
            let Some(element) = self.element.borrow().clone() else { return };
            self.stick.update_untracked(|stick| stick.page_scrolls(clock::now_ms()));
            element.set_scroll_top(to(&element));
        });
    }

    /// Watches what scrolls, and a ruler of forty characters in its font.
    pub(super) fn watch(&'static self, element: &El, ruler: &El) {
        *self.element.borrow_mut() = Some(element.raw().clone());
        self.measure(element, ruler.clone());
        if self.reading == Reading::Live {
            effect(move || {
                self.layout.track();
                if self.stick.with_untracked(Stick::is_following) {
                    self.to_end();
                }
            });
            effect(move || {
                let added = self.feed.added.get();
                if self.stick.with_untracked(Stick::is_following) {
                    // What is far above the end may go; nobody reads it.
                    untrack(|| self.feed.trim());
                } else if added.lines > 0 {
                    self.stick.update(|stick| stick.lines_came(added.lines));
                }
            });
        }
        self.keep_place();
    }

    /// Keeps the height and the width of the view, and of a character.
    fn measure(&'static self, element: &El, ruler: El) {
        observe::on_resize(element, move || {
            let Some(element) = self.element.borrow().clone() else { return };
            let rows = (f64::from(element.client_height()) / ROW).ceil() as usize;
            self.height.set_if_new(rows.max(1));
            let ruler = ruler.raw().get_bounding_client_rect().width();
            let gutter = if document::is_narrow() { NARROW_GUTTER } else { GUTTER };
            let room = (f64::from(element.client_width()) - gutter - EDGE).max(0.0);
            let columns = if ruler > 0.0 { (room * RULER / ruler) as usize } else { 0 };
            self.columns.set_if_new(columns);
            if self.stick.with_untracked(Stick::is_following) {
                self.to_end();
            }
        });
    }

    /// What is loaded above the view must not move it.
    fn keep_place(&'static self) {
        let mut before: Option<u64> = None;
        effect(move || {
            let first = self.feed.lines.with(LogLines::first);
            let loaded_above = before.replace(first).filter(|before| *before > first);
            let Some(before) = loaded_above else { return };
            if self.stick.with_untracked(Stick::is_following) {
                return;
            }
            let entry = self.feed.lines.with_untracked(|lines| lines.index_at(before));
            let rows = self.layout.with_untracked(|layout| layout.row_of_entry(entry));
            let added = i32::try_from(rows).unwrap_or(0) * ROW as i32;
            self.scroll_soon(move |element| element.scroll_top() + added);
        });
    }
}
