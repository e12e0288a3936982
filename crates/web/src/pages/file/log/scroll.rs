//! Where a log is scrolled to: which rows are in view, and whether the view stays at the end.
//!
//! Rows have one height, so places are counted in rows. Reading positions are kept: what is loaded
//! above the view moves the scroll position by as much.

use crate::feeds::log::{LogFeed, Reading};
use crate::platform::{clock, document, observe};
use crate::session::session;
use crate::state::log::{Layout, LogLines, Mode, Stick, Window};
use leptos::html::{Div, Span};
use leptos::prelude::*;

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

/// The scrolling of one log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroller {
    feed: LogFeed,
    /// What scrolls.
    pub(super) element: NodeRef<Div>,
    /// Forty characters of the log's font.
    pub(super) ruler: NodeRef<Span>,
    /// Whether the view stays at the end.
    pub(super) stick: RwSignal<Stick>,
    /// Whether long lines are broken.
    pub(super) wraps: Memo<bool>,
    /// All rows.
    pub(super) layout: Memo<Layout>,
    /// The rows that are drawn.
    pub(super) window: Memo<Window>,
    top: RwSignal<usize>,
    height: RwSignal<usize>,
    columns: RwSignal<Option<u32>>,
}

impl Scroller {
    pub(super) fn new(feed: LogFeed, reading: Reading) -> Self {
        let session = session();
        let mut stick = Stick::default();
        if reading == Reading::Still {
            stick.pause();
        }
        let stick = RwSignal::new(stick);
        let (top, height) = (RwSignal::new(0), RwSignal::new(60));
        let columns = RwSignal::new(None);
        let is_narrow = document::is_narrow();
        let wraps =
            Memo::new(move |_| session.route.with(|route| route.view.wrap).unwrap_or(is_narrow));
        let raw = Memo::new(move |_| session.route.with(|route| route.view.raw));
        let layout = Memo::new(move |_| {
            let wrap_at = if wraps.get() { columns.get() } else { None };
            let mode = Mode { wrap_at, raw: raw.get() };
            feed.lines.with(|lines| Layout::of(lines, mode))
        });
        let window = Memo::new(move |_| {
            layout.with(|layout| {
                // While following, the end is in view, even before the browser has scrolled there.
                let last_top = layout.rows().saturating_sub(height.get());
                let is_following = stick.with(Stick::is_following);
                let top = if is_following { last_top } else { top.get() };
                layout.window(top, height.get(), SPARE)
            })
        });
        let (element, ruler) = (NodeRef::new(), NodeRef::new());
        let scroller =
            Self { feed, element, ruler, stick, wraps, layout, window, top, height, columns };
        scroller.watch(reading);
        scroller
    }

    /// The view was scrolled, by whomever.
    pub(super) fn on_scroll(self) {
        let Some(element) = self.element.get_untracked() else { return };
        let top = f64::from(element.scroll_top());
        let distance = f64::from(element.scroll_height() - element.client_height()) - top;
        let mut stick = self.stick.get_untracked();
        stick.scrolled(clock::now_ms(), distance);
        set_if_new(self.stick, stick);
        let row = (top / ROW) as usize / STEP * STEP;
        set_if_new(self.top, row);
    }

    /// The reader touched wheel, keys, screen or scroll bar.
    pub(super) fn on_reader(self) {
        let mut stick = self.stick.get_untracked();
        stick.reader_acts();
        set_if_new(self.stick, stick);
    }

    /// Goes to the end and stays there.
    pub(super) fn resume(self) {
        self.stick.update(Stick::resume);
        self.to_end();
    }

    /// Stays where it is.
    pub(super) fn pause(self) {
        self.stick.update(Stick::pause);
        self.on_scroll();
    }

    /// Scrolls to the end once what is new is drawn.
    fn to_end(self) {
        request_animation_frame(move || {
            let Some(Some(element)) = self.element.try_get_untracked() else { return };
            self.stick.update_untracked(|stick| stick.page_scrolls(clock::now_ms()));
            element.set_scroll_top(element.scroll_height());
        });
    }

    fn watch(self, reading: Reading) {
        self.measure();
        if reading == Reading::Live {
            Effect::new(move |_| {
                self.layout.track();
                if self.stick.with_untracked(Stick::is_following) {
                    self.to_end();
                }
            });
            Effect::new(move |_| {
                let added = self.feed.added.get();
                if self.stick.with_untracked(Stick::is_following) {
                    // What is far above the end may go; nobody reads it.
                    self.feed.trim();
                } else if added.lines > 0 {
                    self.stick.update(|stick| stick.lines_came(added.lines));
                }
            });
        }
        self.keep_place();
    }

    /// Keeps the height and the width of the view, and of a character.
    fn measure(self) {
        self.element.on_load(move |element| {
            let observed = element.clone();
            observe::on_resize(&element, move || {
                let rows = (f64::from(observed.client_height()) / ROW).ceil() as usize;
                if self.height.try_get_untracked().is_none() {
                    return;
                }
                set_if_new(self.height, rows.max(1));
                let ruler =
                    self.ruler.get_untracked().map(|r| r.get_bounding_client_rect().width());
                let character = ruler.unwrap_or(0.0) / RULER;
                let gutter = if document::is_narrow() { NARROW_GUTTER } else { GUTTER };
                let room = f64::from(observed.client_width()) - gutter - 8.0;
                let columns = (character > 0.0).then(|| (room / character).max(8.0) as u32);
                set_if_new(self.columns, columns);
                if self.stick.with_untracked(Stick::is_following) {
                    self.to_end();
                }
            });
        });
    }

    /// What is loaded above the view must not move it.
    fn keep_place(self) {
        Effect::new(move |before: Option<u64>| {
            let first = self.feed.lines.with(LogLines::first);
            let Some(before) = before.filter(|before| *before > first) else { return first };
            let added = self.feed.lines.with_untracked(|lines| lines.index_at(before));
            let rows = self.layout.with_untracked(|layout| layout.row_of_entry(added));
            if rows > 0 && !self.stick.with_untracked(Stick::is_following) {
                request_animation_frame(move || {
                    let Some(Some(element)) = self.element.try_get_untracked() else { return };
                    self.stick.update_untracked(|stick| stick.page_scrolls(clock::now_ms()));
                    element.set_scroll_top(element.scroll_top() + (rows as f64 * ROW) as i32);
                });
            }
            first
        });
    }
}

/// Sets a signal only if that changes it, so that nothing is drawn anew for nothing.
fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|current| *current != value) {
        signal.set(value);
    }
}
