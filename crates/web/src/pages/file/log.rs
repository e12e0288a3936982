//! A log, followed as it grows; or another text, read as it is scrolled.

mod rows;
mod scroll;
mod tools;

use super::FileContext;
use crate::components::advice::AdviceScreen;
use crate::components::icon::{Icon, icon};
use crate::components::status_line::StatusExtra;
use crate::feeds::log::{LogFeed, Phase, Reading, WINDOW};
use crate::format::{self, visible_name};
use crate::messages::log as text;
use crate::messages::problem::log_missing;
use crate::pages::problem::ProblemScreen;
use crate::session::session;
use crate::state::log::{Added, LogLines};
use jobshelf::LogState;
use leptos::prelude::*;
use rows::Rows;
use scroll::Scroller;
use tools::LogTools;

/// The lines of one file.
#[component]
pub(super) fn LogView(context: FileContext, blob: String, reading: Reading) -> impl IntoView {
    let name = visible_name(&super::name_of(&blob));
    let file = context.file;
    let listed = Signal::derive(move || file.with(|file| file.as_ref().map(|file| file.size)));
    let feed = LogFeed::start(context.container.get_value(), blob, reading, listed);
    let scroller = Scroller::new(feed, reading);
    StatusExtra::show(Signal::derive(move || {
        let (lines, is_whole) = feed.lines.with(|l| (l.len(), l.first() == 0));
        text::extent(lines, is_whole, feed.total.get())
    }));
    Effect::new(move |_| {
        if feed.phase.with(|phase| *phase == Phase::Binary) {
            context.look_closer();
        }
    });
    let page = Memo::new(move |_| {
        let has_nothing = feed.lines.with(LogLines::is_empty);
        (feed.phase.get(), has_nothing)
    });
    view! {
        <div class="viewer log-viewer">
            <LogTools context=context feed=feed scroller=scroller reading=reading />
            {move || match page.get() {
                (Phase::Missing, true) => {
                    view! {
                        <div class="log-empty">
                            <AdviceScreen advice=log_missing(&name) symbol=Icon::Log />
                        </div>
                    }
                        .into_any()
                }
                (Phase::Failed(problem), true) => {
                    view! { <div class="log-empty"><ProblemScreen problem=problem /></div> }.into_any()
                }
                _ => body(feed, scroller, reading, name.clone()).into_any(),
            }}
        </div>
    }
}

fn body(feed: LogFeed, scroller: Scroller, reading: Reading, name: String) -> impl IntoView {
    let is_following = move || scroller.stick.get().is_following() && reading == Reading::Live;
    let phase = move || feed.phase.get();
    let is_filling = move || feed.is_loading.get() || phase() == Phase::Loading;
    let empty = move || {
        let is_empty = feed.lines.with(LogLines::is_empty) && phase() != Phase::Loading;
        let has_ended =
            feed.status.with(|s| s.as_ref().is_some_and(|s| s.state == LogState::Finished));
        is_empty.then(|| match (reading, has_ended) {
            (Reading::Still, _) => text::EMPTY_FILE,
            (Reading::Live, true) => text::EMPTY_FOR_GOOD,
            (Reading::Live, false) => text::EMPTY,
        })
    };
    view! {
        <div class="log-frame">
            <div
                class="log-lines"
                class:wrapped=move || scroller.wraps.get()
                role="log"
                aria-label=name
                aria-live=move || if is_following() { "polite" } else { "off" }
                aria-busy=move || is_filling().to_string()
                tabindex="0"
                node_ref=scroller.element
                data-testid="log"
                on:scroll=move |_| scroller.on_scroll()
                on:wheel=move |_| scroller.on_reader()
                on:touchmove=move |_| scroller.on_reader()
                on:keydown=move |_| scroller.on_reader()
                on:pointerdown=move |_| scroller.on_reader()
            >
                // What is announced are batches; the rows themselves would be read one by one.
                <p class="hidden-text">{move || announcement(feed, is_following())}</p>
                <Earlier feed=feed />
                <Rows feed=feed scroller=scroller />
                <More feed=feed reading=reading />
                {move || empty().map(|said| view! { <p class="log-note">{said}</p> })}
                <span class="ruler" aria-hidden="true" node_ref=scroller.ruler>
                    "0000000000000000000000000000000000000000"
                </span>
            </div>
            <Show when=move || reading == Reading::Live && !scroller.stick.get().is_following()>
                <button
                    type="button"
                    class="btn primary pill"
                    data-testid="jump"
                    on:click=move |_| scroller.resume()
                >
                    {icon(Icon::Down)}
                    {move || text::jump(scroller.stick.get().unseen())}
                </button>
            </Show>
        </div>
    }
}

fn announcement(feed: LogFeed, is_following: bool) -> Option<String> {
    let Added { lines, errors } = feed.added.get();
    (is_following && lines > 0).then(|| text::announcement(lines, errors))
}

/// The way to what is before the first loaded line.
#[component]
fn Earlier(feed: LogFeed) -> impl IntoView {
    let session = session();
    let before = Memo::new(move |_| feed.lines.with(LogLines::first));
    view! {
        <Show when=move || { before.get() > 0 && feed.lines.with(|lines| !lines.is_empty()) }>
            <p class="log-note edge">
                <button
                    type="button"
                    class="btn"
                    disabled=feed.is_loading
                    data-testid="load-earlier"
                    on:click=move |_| feed.load_earlier(session)
                >
                    {move || text::load_earlier(before.get(), WINDOW)}
                </button>
            </p>
        </Show>
    }
}

/// The way to what is after the last loaded line of a text.
#[component]
fn More(feed: LogFeed, reading: Reading) -> impl IntoView {
    let session = session();
    let left = Memo::new(move |_| feed.total.get().saturating_sub(feed.lines.with(LogLines::end)));
    view! {
        <Show when=move || { reading == Reading::Still && left.get() > 0 }>
            <p class="log-note edge">
                <span class="faint">{move || text::more_follows(left.get())}</span>
                <button
                    type="button"
                    class="btn"
                    disabled=feed.is_loading
                    on:click=move |_| feed.load_more(session)
                >
                    {text::LOAD_MORE}
                </button>
            </p>
        </Show>
    }
}

/// A text's size, for its toolbar.
fn size_text(feed: LogFeed) -> String {
    format::size(feed.total.get())
}
