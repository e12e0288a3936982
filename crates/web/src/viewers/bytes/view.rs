//! A file as bytes: whatever it is, it opens, however large, a stretch at a time.

use crate::app::HEADING;
use crate::browser::observer;
use crate::components::icon::{Icon, icon};
use crate::components::problem_screen::problem_screen;
use crate::components::relative_time::when;
use crate::dom::{El, Item, el, of};
use crate::reactive::*;
use crate::storage::problem::Problem;
use crate::storage::read_range::read_piece;
use crate::storage::session::{Session, session};
use crate::storage::spawn::spawn_latest;
use crate::viewers::bytes::model as bytes_model;
use crate::viewers::bytes::model::{HexRow, PAGE, Pages, ROW, STRETCH};
use crate::viewers::download_button::download_button;
use crate::viewers::toolbar::{file_name, neighbours, open_as_choice};
use crate::viewers::view::FileContext;
use crate::{format, messages};

/// The height of a row, as in the style sheet.
const ROW_HEIGHT: usize = 20;
/// Rows drawn above and below those in view.
const SPARE: usize = 30;
/// The view moves in steps of so many rows, so that not every pixel draws anew.
const STEP: usize = 10;

/// What is loaded and in view of a file's bytes.
#[derive(Debug)]
struct Bytes {
    session: &'static Session,
    context: &'static FileContext,
    pages: State<Pages>,
    total: State<u64>,
    problem: State<Option<Problem>>,
    top: State<usize>,
    height: State<usize>,
}

/// The bytes of a file; `what` it is, if no other view shows it.
pub(crate) fn hex_view(context: &'static FileContext, what: Option<&'static str>) -> El {
    let listed = context.file.with_untracked(|file| file.as_ref().map_or(0, |file| file.size));
    let bytes: &'static Bytes = kept(Bytes {
        session: session(),
        context,
        pages: State::new(Pages::default()),
        total: State::new(listed),
        problem: State::new(None),
        top: State::new(0),
        height: State::new(40),
    });
    bytes.load();
    let changed = of(move || context.file.with(|file| file.as_ref().and_then(|f| f.changed)));
    let tools = el("div.tools")
        .child(neighbours(context))
        .child(file_name(context))
        .child(el("span.grow"))
        .child(el("span.dim.wide").child(when(changed)))
        .child(el("span.num.dim.wide").text_of(move || format::size(bytes.total.get())))
        .child(download_button(context))
        .child(open_as_choice().class("seg wide"));
    let content = move |problem: Option<Problem>| {
        Some(match problem {
            Some(problem) => el("div.log-empty").child(problem_screen(&problem)),
            None => el("div.hex-frame")
                .maybe(what.map(no_viewer))
                .child(bytes.rows())
                .child(bytes.stretches()),
        })
    };
    el("div.viewer").child(tools).switch(move || bytes.problem.get(), content)
}

fn no_viewer(what: &str) -> El {
    el("p.hex-what@no-viewer").child(icon(Icon::File)).text(&messages::no_viewer(what))
}

impl Bytes {
    /// The stretch in view: its first byte, and the first behind it.
    fn stretch(&self) -> (u64, u64) {
        let at = self.session.route.get().view.at;
        bytes_model::stretch(at, self.total.get())
    }

    /// The rows of the stretch that are drawn.
    fn drawn(&self) -> (usize, usize) {
        let (start, end) = self.stretch();
        let rows = bytes_model::rows(end - start);
        let top = self.top.get();
        (top.saturating_sub(SPARE).min(rows), (top + self.height.get() + SPARE).min(rows))
    }

    /// The next page that the view lacks. An unknown length is asked for with the first.
    fn missing(&self) -> Option<u64> {
        let (start, end) = self.stretch();
        let (first, last) = self.drawn();
        let from = start + first as u64 * ROW;
        let to = (start + last as u64 * ROW).min(end).max(from + u64::from(end == 0));
        self.pages.with(|pages| pages.missing(from, to))
    }

    fn load(&'static self) {
        let context = self.context;
        let version = move || {
            (
                context.blob.get(),
                context.file.with(|f| f.as_ref().map(|f| (f.etag.clone(), f.size))),
            )
        };
        on_change(version, move |(_, listed), _| {
            self.pages.set(Pages::default());
            self.total.set(listed.as_ref().map_or(0, |(_, size)| *size));
            if self.problem.with_untracked(Option::is_some) {
                self.session.wake.all();
            }
        });
        spawn_latest(
            move || self.missing().map(|page| (context.blob.get(), page)),
            move |(blob, page)| {
                Box::pin(async move {
                    let container = context.feed.container();
                    loop {
                        match read_piece(self.session, container, &blob, page, PAGE).await {
                            Ok(piece) => {
                                self.problem.set(None);
                                self.total.set_if_new(piece.total);
                                let bytes = piece.bytes.to_vec();
                                return self.pages.update(|pages| pages.insert(page, bytes));
                            }
                            Err(problem) => {
                                self.problem.set(Some(problem.clone()));
                                self.session.until_again(&problem).await;
                            }
                        }
                    }
                })
            },
        );
    }

    fn rows(&'static self) -> El {
        let above = move || format!("{}px", self.drawn().0 * ROW_HEIGHT);
        let below = move || {
            let (start, end) = self.stretch();
            let rows = bytes_model::rows(end - start).saturating_sub(self.drawn().1);
            format!("{}px", rows * ROW_HEIGHT)
        };
        let rows = move || {
            let start = self.stretch().0;
            let (first, last) = self.drawn();
            self.pages.with(|pages| {
                let row = |row: usize| {
                    let offset = start + row as u64 * ROW;
                    let found = pages.row(offset);
                    Item::new((offset, found.is_some()), move || row_el(found.as_ref()))
                };
                (first..last).map(row).collect()
            })
        };
        let view = el("div.hex[tabindex=0][role=region]")
            .attr("aria-labelledby", HEADING)
            .test("hex")
            .child(el("div").style_of("height", above))
            .list(rows)
            .child(el("div").style_of("height", below));
        let (scrolled, moved, measured) = (view.clone(), view.clone(), view.clone());
        on_change(
            move || self.stretch().0,
            move |_, _| {
                moved.raw().set_scroll_top(0);
            },
        );
        observer::on_resize(&view, move || {
            let height = measured.raw().client_height();
            self.height.set(usize::try_from(height).unwrap_or(0) / ROW_HEIGHT + 1);
        });
        view.on("scroll", move |_| {
            let top = scrolled.raw().scroll_top();
            let row = usize::try_from(top).unwrap_or(0) / ROW_HEIGHT / STEP * STEP;
            self.top.set_if_new(row);
        })
    }

    /// The way through a file that is larger than one stretch.
    fn stretches(&'static self) -> El {
        let go = move |to: u64| self.session.change_view(|view| view.at = to);
        let step = |label: &str| el("button.btn[type=button]").text(label);
        let bar = move || {
            let previous = step(messages::PREVIOUS)
                .flag_of("disabled", move || self.stretch().0 == 0)
                .on("click", move |_| go(untrack(|| self.stretch()).0.saturating_sub(STRETCH)));
            let next = step(messages::NEXT)
                .flag_of("disabled", move || self.stretch().1 >= self.total.get())
                .on("click", move |_| go(untrack(|| self.stretch()).1));
            let told = move || {
                let (from, to) = self.stretch();
                messages::stretch(from, to, self.total.get())
            };
            el("div.stretches").child(previous).child(el("span.num.dim").text_of(told)).child(next)
        };
        el("div.stretches-place").when(move || self.total.get() > STRETCH, bar)
    }
}

fn row_el(row: Option<&HexRow>) -> El {
    let element = el("div.hex-row");
    match row {
        Some(row) => element
            .child(el("b").text(&row.offset))
            .child(el("span").text(&row.bytes))
            .child(el("i").text(&row.letters)),
        None => element,
    }
}
