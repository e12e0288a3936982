//! The toolbar of a log: follow, the task's other logs, how lines are shown, and the state.

use super::super::FileContext;
use super::super::toolbar::{Neighbours, OpenAsChoice};
use super::scroll::Scroller;
use super::size_text;
use crate::components::chip::TaskChip;
use crate::components::copy::CopyButton;
use crate::components::icon::Icon;
use crate::feeds::log::{LogFeed, Reading};
use crate::format::visible_name;
use crate::messages::log as text;
use crate::route::{Place, Route};
use crate::session::session;
use crate::state::job::TaskState;
use crate::state::log::LogLines;
use leptos::prelude::*;

/// More logs than this are found in the task's page.
const MAX_STREAMS: usize = 4;

/// The toolbar.
#[component]
pub(super) fn LogTools(
    context: FileContext,
    feed: LogFeed,
    scroller: Scroller,
    reading: Reading,
) -> impl IntoView {
    let session = session();
    let is_following = move || scroller.stick.get().is_following();
    let raw = move || session.route.with(|route| route.view.raw);
    let state = Signal::derive(move || {
        feed.status.with(|status| status.as_ref().map(TaskState::from_status).unwrap_or_default())
    });
    let is_log = reading == Reading::Live;
    let toggle_follow = move |_| {
        if scroller.stick.get_untracked().is_following() {
            scroller.pause();
        } else {
            scroller.resume();
        }
    };
    view! {
        <div class="tools">
            {if is_log {
                view! {
                    <button
                        type="button"
                        class="btn follow"
                        title=text::FOLLOW_HINT
                        aria-pressed=move || is_following().to_string()
                        data-testid="follow"
                        on:click=toggle_follow
                    >
                        <i class="dot"></i>
                        {text::FOLLOW}
                    </button>
                    <Streams context=context />
                }
                    .into_any()
            } else {
                view! {
                    <Neighbours context=context />
                    <span class="file-name">{move || context.name()}</span>
                }
                    .into_any()
            }}
            <span class="grow"></span>
            <button
                type="button"
                class="btn bare"
                title=text::WRAP_HINT
                aria-pressed=move || scroller.wraps.get().to_string()
                data-testid="wrap"
                on:click=move |_| {
                    let wraps = !scroller.wraps.get_untracked();
                    session.change_view(|view| view.wrap = Some(wraps));
                }
            >
                {text::WRAP}
            </button>
            <button
                type="button"
                class="btn bare wide"
                title=text::RAW_HINT
                aria-pressed=move || raw().to_string()
                data-testid="raw"
                on:click=move |_| session.change_view(|view| view.raw = !view.raw)
            >
                {text::RAW}
            </button>
            <CopyButton
                text=move |()| feed.lines.with_untracked(LogLines::text)
                label=text::COPY_ALL
                hint=text::COPY_HINT
                symbol=Icon::Copy
                class="btn bare wide"
            />
            {(!is_log).then(|| view! { <OpenAsChoice /> })}
            <span class="num dim wide">{move || size_text(feed)}</span>
            <Show when=move || state.get() != TaskState::Unknown>
                <TaskChip state=state with_attempt=true />
            </Show>
        </div>
    }
}

/// The logs of the same task, to switch between.
#[component]
fn Streams(context: FileContext) -> impl IntoView {
    let session = session();
    let streams = Memo::new(move |_| {
        let blobs = context.siblings.with(|kind| {
            kind.files.iter().map(|file| (file.blob.clone(), file.path.clone())).collect::<Vec<_>>()
        });
        if (2..=MAX_STREAMS).contains(&blobs.len()) { blobs } else { Vec::new() }
    });
    let link = move |(blob, path): (String, String)| {
        let place = Place::file(&context.container.get_value(), &blob);
        let href = move || {
            let view = session.route.with(|route| route.view.clone());
            Route { place: place.clone(), view }.href()
        };
        let current = move || (context.blob.get() == blob).then_some("page");
        let label = visible_name(stream_name(&path));
        view! {
            <a href=href aria-current=current data-testid="stream">
                {label}
            </a>
        }
    };
    view! {
        <Show when=move || !streams.with(Vec::is_empty)>
            <nav class="seg streams" aria-label=text::STREAMS>
                {move || streams.get().into_iter().map(link).collect::<Vec<_>>()}
            </nav>
        </Show>
    }
}

/// The helper's two streams by their short names.
fn stream_name(path: &str) -> &str {
    match path {
        "stdout.txt" => "stdout",
        "stderr.txt" => "stderr",
        other => other,
    }
}
