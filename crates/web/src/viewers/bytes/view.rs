//! A file as bytes: any file opens in it, however large, one section at a time.

use crate::browser::observer;
use crate::components::heading::HEADING;
use crate::components::icon::{Icon, IconName};
use crate::components::problem_screen::ProblemScreen;
use crate::components::relative_time::RelativeTime;
use crate::signals::{SetIfChanged as _, on_change};
use crate::storage::problem::Problem;
use crate::storage::read_range::read_piece;
use crate::storage::session::{Session, session};
use crate::storage::spawn::spawn_latest;
use crate::viewers::bytes::model::{self, HexRow, PAGE, Pages, ROW, SECTION};
use crate::viewers::context::FileContext;
use crate::viewers::download_button::DownloadButton;
use crate::viewers::toolbar::{FileName, Neighbours, OpenAsChoice};
use crate::{format, messages};
use leptos::html;
use leptos::prelude::*;

/// The height of a row in pixels, as in the style sheet.
const ROW_HEIGHT: usize = 20;
/// Rows drawn above and below those in view.
const OVERSCAN: usize = 30;
/// The drawn rows move in steps of so many, so that not every pixel of scrolling draws anew.
const STEP: usize = 10;

/// What is loaded and in view of a file's bytes.
#[derive(Debug, Clone, Copy)]
struct Bytes {
    session: &'static Session,
    context: FileContext,
    pages: RwSignal<Pages>,
    total: RwSignal<u64>,
    problem: RwSignal<Option<Problem>>,
    /// The first row in view.
    top: RwSignal<usize>,
    /// How many rows are in view.
    height: RwSignal<usize>,
}

/// The bytes of a file. `format` names what the file is if no other viewer shows it.
#[component]
pub(crate) fn ByteView(context: FileContext, format: Option<&'static str>) -> impl IntoView {
    let bytes = Bytes::load(session(), context);
    let changed = Signal::derive(move || {
        context.file.with(|file| file.as_ref().and_then(|file| file.changed))
    });
    let content = move || match bytes.problem.get() {
        Some(problem) => view! { <div class="log-empty"><ProblemScreen problem/></div> }.into_any(),
        None => view! {
            <div class="hex-frame">
                {format.map(|format| view! {
                    <p class="hex-what" data-testid="no-viewer">
                        <Icon name=IconName::File/>
                        {messages::no_viewer(format)}
                    </p>
                })}
                <Rows bytes/>
                <Sections bytes/>
            </div>
        }
        .into_any(),
    };
    view! {
        <div class="viewer">
            <div class="tools">
                <Neighbours context/>
                <FileName context/>
                <span class="grow"></span>
                <span class="dim wide"><RelativeTime moment=changed/></span>
                <span class="num dim wide">{move || format::size(bytes.total.get())}</span>
                <DownloadButton context/>
                <OpenAsChoice class="seg wide"/>
            </div>
            {content}
        </div>
    }
}

impl Bytes {
    /// Loads what is in view of the file, for as long as the current owner lives.
    fn load(session: &'static Session, context: FileContext) -> Self {
        let listed = context.file.with_untracked(|file| file.as_ref().map_or(0, |file| file.size));
        let bytes = Self {
            session,
            context,
            pages: RwSignal::new(Pages::default()),
            total: RwSignal::new(listed),
            problem: RwSignal::new(None),
            top: RwSignal::new(0),
            height: RwSignal::new(40),
        };
        let version = move || {
            let listed = context.file.with(|f| f.as_ref().map(|f| (f.etag.clone(), f.size)));
            (context.blob.get(), listed)
        };
        on_change(version, move |(_, listed), _| {
            bytes.pages.set(Pages::default());
            bytes.total.set(listed.as_ref().map_or(0, |(_, size)| *size));
            if bytes.problem.with_untracked(Option::is_some) {
                session.refresh.notify_all();
            }
        });
        spawn_latest(
            move || bytes.missing().map(|page| (context.blob.get(), page)),
            move |(blob, page)| Box::pin(bytes.load_page(blob, page)),
        );
        bytes
    }

    async fn load_page(self, blob: String, page: u64) {
        let container = self.context.loader.container();
        loop {
            match read_piece(self.session, &container, &blob, page, PAGE).await {
                Ok(piece) => {
                    self.problem.set_if_changed(None);
                    self.total.set_if_changed(piece.total);
                    let bytes = piece.bytes.to_vec();
                    return self.pages.update(|pages| pages.insert(page, bytes));
                }
                Err(problem) => {
                    self.problem.set_if_changed(Some(problem.clone()));
                    self.session.until_again(&problem).await;
                }
            }
        }
    }

    /// The section in view: its first byte and the first byte after it.
    fn section(&self) -> (u64, u64) {
        let at = self.session.route.with(|route| route.view.at);
        model::section(at, self.total.get())
    }

    /// The rows of the section that are drawn.
    fn drawn(&self) -> (usize, usize) {
        let (start, end) = self.section();
        let rows = model::rows(end - start);
        let top = self.top.get();
        (top.saturating_sub(OVERSCAN).min(rows), (top + self.height.get() + OVERSCAN).min(rows))
    }

    /// The next page that the view lacks. The first page is read even while the length is unknown.
    fn missing(&self) -> Option<u64> {
        let (start, end) = self.section();
        let (first, last) = self.drawn();
        let from = start + first as u64 * ROW;
        let to = (start + last as u64 * ROW).min(end).max(from + u64::from(end == 0));
        self.pages.with(|pages| pages.missing(from, to))
    }

    /// The drawn rows: where each begins, and its content if that is loaded.
    fn rows(&self) -> Vec<(u64, Option<HexRow>)> {
        let start = self.section().0;
        let (first, last) = self.drawn();
        self.pages.with(|pages| {
            let offsets = (first..last).map(|row| start + row as u64 * ROW);
            offsets.map(|offset| (offset, pages.row(offset))).collect()
        })
    }
}

/// The rows in view between two spacers.
#[component]
fn Rows(bytes: Bytes) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let above = move || format!("{}px", bytes.drawn().0 * ROW_HEIGHT);
    let below = move || {
        let (start, end) = bytes.section();
        let rows = model::rows(end - start).saturating_sub(bytes.drawn().1);
        format!("{}px", rows * ROW_HEIGHT)
    };
    on_change(
        move || bytes.section().0,
        move |_, _| {
            if let Some(element) = node.get_untracked() {
                element.set_scroll_top(0);
            }
        },
    );
    Effect::new(move || {
        let Some(element) = node.get() else { return };
        let measured = element.clone();
        observer::on_resize(&element, move || {
            let height = usize::try_from(measured.client_height()).unwrap_or(0);
            bytes.height.set_if_changed(height / ROW_HEIGHT + 1);
        });
    });
    let on_scroll = move |_| {
        let Some(element) = node.get_untracked() else { return };
        let row = usize::try_from(element.scroll_top()).unwrap_or(0) / ROW_HEIGHT / STEP * STEP;
        bytes.top.set_if_changed(row);
    };
    view! {
        <div
            class="hex"
            tabindex="0"
            role="region"
            aria-labelledby=HEADING
            data-testid="hex"
            node_ref=node
            on:scroll=on_scroll
        >
            <div style:height=above></div>
            <For
                each=move || bytes.rows()
                key=|(offset, row)| (*offset, row.is_some())
                children=|(_, row)| view! { <Row row/> }
            />
            <div style:height=below></div>
        </div>
    }
}

#[component]
fn Row(row: Option<HexRow>) -> impl IntoView {
    view! {
        <div class="hex-row">
            {row.map(|row| view! { <b>{row.offset}</b><span>{row.bytes}</span><i>{row.letters}</i> })}
        </div>
    }
}

/// The way through a file that is larger than one section.
#[component]
fn Sections(bytes: Bytes) -> impl IntoView {
    let go = move |to: u64| bytes.session.change_view(|view| view.at = to);
    let range = move || {
        let (from, to) = bytes.section();
        messages::section(from, to, bytes.total.get())
    };
    view! {
        <div class="sections-place">
            <Show when=move || { bytes.total.get() > SECTION }>
                <div class="sections">
                    <button
                        class="btn"
                        type="button"
                        disabled=move || bytes.section().0 == 0
                        on:click=move |_| go(untrack(|| bytes.section()).0.saturating_sub(SECTION))
                    >
                        {messages::PREVIOUS}
                    </button>
                    <span class="num dim">{range}</span>
                    <button
                        class="btn"
                        type="button"
                        disabled=move || { bytes.section().1 >= bytes.total.get() }
                        on:click=move |_| go(untrack(|| bytes.section()).1)
                    >
                        {messages::NEXT}
                    </button>
                </div>
            </Show>
        </div>
    }
}
