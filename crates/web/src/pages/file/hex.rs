//! A file as bytes: whatever it is, it opens, however large, a stretch at a time.

use super::FileContext;
use super::toolbar::{Neighbours, OpenAsChoice};
use crate::app::HEADING;
use crate::components::icon::{Icon, icon};
use crate::components::when::When;
use crate::feeds::reader::read_piece;
use crate::format;
use crate::messages;
use crate::net::scope::spawn_latest;
use crate::pages::problem::ProblemScreen;
use crate::platform::observe;
use crate::session::session;
use crate::state::hex::{self, PAGE, Pages, ROW, STRETCH};
use crate::state::problem::Problem;
use leptos::html::Div;
use leptos::prelude::*;

/// The height of a row, as in the style sheet.
const ROW_HEIGHT: f64 = 20.0;
/// Rows drawn above and below those in view.
const SPARE: usize = 30;

/// The bytes of a file.
#[component]
pub(super) fn HexView(
    context: FileContext,
    /// What the file is, if no other view shows it.
    what: Option<&'static str>,
) -> impl IntoView {
    let session = session();
    let pages = RwSignal::new(Pages::default());
    let read_total: RwSignal<Option<u64>> = RwSignal::new(None);
    let problem: RwSignal<Option<Problem>> = RwSignal::new(None);
    let total = Memo::new(move |_| {
        let listed = context.file.with(|file| file.as_ref().map(|file| file.size));
        read_total.get().or(listed).unwrap_or(0)
    });
    let at = Memo::new(move |_| session.route.with(|route| route.view.at));
    let stretch = Memo::new(move |_| hex::stretch(at.get(), total.get()));
    let (top, height) = (RwSignal::new(0usize), RwSignal::new(40usize));
    // A new file, or another version of it: nothing that was fetched holds.
    Effect::watch(
        move || (context.blob.get(), context.file.with(|f| f.as_ref().map(|f| f.etag.clone()))),
        move |_, _, _| {
            pages.set(Pages::default());
            read_total.set(None);
        },
        false,
    );
    let in_view = Memo::new(move |_| {
        let (start, end) = stretch.get();
        let rows = hex::rows(end - start);
        let first = top.get().saturating_sub(SPARE).min(rows);
        let last = (top.get() + height.get() + SPARE).min(rows);
        (first, last)
    });
    let missing = Memo::new(move |_| {
        let (start, end) = stretch.get();
        let (first, last) = in_view.get();
        let from = start + first as u64 * ROW;
        let to = (start + last as u64 * ROW).min(end).max(from + u64::from(total.get() == 0));
        let asked = pages.with(|pages| pages.missing(from, to));
        asked.filter(|_| problem.with(Option::is_none)).map(|page| (context.blob.get(), page))
    });
    spawn_latest(missing, move |missing| async move {
        let Some((blob, page)) = missing else { return };
        let container = context.container.get_value();
        match read_piece(session, &container, &blob, page, PAGE).await {
            Ok(piece) => {
                read_total.set(Some(piece.total));
                pages.update(|pages| pages.insert(page, piece.bytes.to_vec()));
            }
            Err(found) => problem.set(Some(found)),
        }
    });
    let changed = Signal::derive(move || context.file.with(|f| f.as_ref().and_then(|f| f.changed)));
    view! {
        <div class="viewer">
            <div class="tools">
                <Neighbours context=context />
                <span class="file-name">{move || context.name()}</span>
                <span class="grow"></span>
                <span class="dim wide">
                    <When moment=changed />
                </span>
                <span class="num dim wide">{move || format::size(total.get())}</span>
                <OpenAsChoice />
            </div>
            {move || match problem.get() {
                Some(problem) => {
                    view! { <div class="log-empty"><ProblemScreen problem=problem /></div> }.into_any()
                }
                None => {
                    view! {
                        <div class="hex-frame">
                            {what
                                .map(|what| {
                                    view! {
                                        <p class="hex-what" data-testid="no-viewer">
                                            {icon(Icon::File)}
                                            {messages::no_viewer(what)}
                                        </p>
                                    }
                                })}
                            <Lines pages=pages stretch=stretch in_view=in_view top=top height=height />
                            <Stretches total=total stretch=stretch />
                        </div>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Lines(
    pages: RwSignal<Pages>,
    stretch: Memo<(u64, u64)>,
    in_view: Memo<(usize, usize)>,
    top: RwSignal<usize>,
    height: RwSignal<usize>,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    element.on_load(move |element| {
        let observed = element.clone();
        observe::on_resize(&element, move || {
            let rows = (f64::from(observed.client_height()) / ROW_HEIGHT).ceil() as usize;
            height.try_set(rows);
        });
    });
    Effect::watch(
        move || stretch.get().0,
        move |_, _, _| {
            if let Some(element) = element.get_untracked() {
                element.set_scroll_top(0);
            }
        },
        false,
    );
    let rows = move || {
        let (start, _) = stretch.get();
        let (first, last) = in_view.get();
        pages.with(|pages| {
            (first..last)
                .map(|row| {
                    let offset = start + row as u64 * ROW;
                    (offset, pages.row(offset))
                })
                .collect::<Vec<_>>()
        })
    };
    let spacer = |rows: usize| format!("{}px", rows * ROW_HEIGHT as usize);
    let below = move || {
        let (start, end) = stretch.get();
        hex::rows(end - start).saturating_sub(in_view.get().1)
    };
    view! {
        <div
            class="hex"
            node_ref=element
            tabindex="0"
            role="region"
            aria-labelledby=HEADING
            data-testid="hex"
            on:scroll=move |_| {
                if let Some(element) = element.get_untracked() {
                    let row = (f64::from(element.scroll_top()) / ROW_HEIGHT) as usize / 10 * 10;
                    if top.get_untracked() != row {
                        top.set(row);
                    }
                }
            }
        >
            <div style:height=move || spacer(in_view.get().0)></div>
            <For
                each=rows
                key=|(offset, row)| (*offset, row.is_some())
                children=|(_, row)| {
                    row.map_or_else(
                        || view! { <div class="hex-row"></div> }.into_any(),
                        |row| {
                            view! {
                                <div class="hex-row">
                                    <b>{row.offset}</b>
                                    <span>{row.bytes}</span>
                                    <i>{row.letters}</i>
                                </div>
                            }
                                .into_any()
                        },
                    )
                }
            />
            <div style:height=move || spacer(below())></div>
        </div>
    }
}

/// The way through a file that is larger than one stretch.
#[component]
fn Stretches(total: Memo<u64>, stretch: Memo<(u64, u64)>) -> impl IntoView {
    let session = session();
    let go = move |to: u64| session.change_view(|view| view.at = to);
    let is_first = move || stretch.get().0 == 0;
    let is_last = move || stretch.get().1 >= total.get();
    view! {
        <Show when=move || { total.get() > STRETCH }>
            <div class="stretches">
                <button
                    type="button"
                    class="btn"
                    disabled=is_first
                    on:click=move |_| go(stretch.get_untracked().0.saturating_sub(STRETCH))
                >
                    {icon(Icon::Left)}
                    {messages::PREVIOUS}
                </button>
                <span class="num dim">
                    {move || {
                        let (from, to) = stretch.get();
                        messages::stretch(from, to, total.get())
                    }}
                </span>
                <button
                    type="button"
                    class="btn"
                    disabled=is_last
                    on:click=move |_| go(stretch.get_untracked().1)
                >
                    {messages::NEXT}
                    {icon(Icon::Right)}
                </button>
            </div>
        </Show>
    }
}
