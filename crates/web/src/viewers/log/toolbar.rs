//! The toolbar of a log: following it, the other logs of the task, how lines are shown, its state.

use crate::components::copy::{CopyLaterButton, CopyLook, Later};
use crate::components::drawer::{Drawer, DrawerLine};
use crate::components::icon::{Icon, IconName};
use crate::route::{Place, Route};
use crate::storage::session::session;
use crate::viewers::context::FileContext;
use crate::viewers::download_button::DownloadButton;
use crate::viewers::log::encoding_menu::EncodingMenu;
use crate::viewers::log::errors::ErrorsField;
use crate::viewers::log::filter::bar::FilterButton;
use crate::viewers::log::filter::state::Filtering;
use crate::viewers::log::find::field::{ErrorButtons, FindField};
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::Reading;
use crate::viewers::log::health::view::HealthPanel;
use crate::viewers::log::jump::view::JumpButton;
use crate::viewers::log::notification::view::NotificationItem;
use crate::viewers::log::pane::Pane;
use crate::viewers::log::scroll::Scroller;
use crate::viewers::log::second_stream::{is_second, is_shown, other_stream};
use crate::viewers::log::times::view::{TimesButton, TimesItem};
use crate::viewers::log::{encoding_text, keys, text};
use crate::viewers::toolbar::{FileName, Neighbours, OpenAsChoice};
use leptos::either::Either;
use leptos::prelude::*;

/// The toolbar has no links to the logs of a task that has more than this many.
const MAX_STREAMS: usize = 4;
const COPY: CopyLook = CopyLook {
    class: "btn bare",
    symbol: IconName::Copy,
    label: text::COPY_ALL,
    hint: text::COPY_HINT,
};

/// The toolbar.
#[component]
pub(crate) fn LogToolbar(
    context: FileContext,
    pane: Pane,
    filtering: Option<Filtering>,
    is_jump_open: RwSignal<bool>,
) -> impl IntoView {
    let Pane { loader, scroller, reading, finding, .. } = pane;
    let head = match reading {
        Reading::Live => Either::Left(view! {
            <FollowButton scroller/>
            <StreamLinks context/>
        }),
        Reading::Still => Either::Right(view! {
            <Neighbours context/>
            <FileName context/>
        }),
    };
    view! {
        <div class="tools">
            {head}
            {finding.map(|finding| view! { <FindField finding/> })}
            {finding.map(|finding| view! { <ErrorButtons finding/> })}
            <span class="grow"></span>
            {filtering.map(|filtering| view! { <FilterButton filtering/> })}
            <button
                class="btn bare"
                type="button"
                title=text::WRAP_HINT
                aria-pressed=move || scroller.wraps.get().to_string()
                data-testid="wrap"
                on:click=move |_| keys::toggle_wrap(scroller)
            >
                {text::WRAP}
            </button>
            <TimesButton/>
            <DownloadButton context size=loader.total/>
            <MoreDrawer pane is_jump_open/>
            <span class="earlier" data-testid="earlier-attempt">
                {move || earlier_attempt(loader, scroller)}
            </span>
            <HealthPanel loader reading/>
        </div>
    }
}

/// The attempt in view, unless it is the newest one.
fn earlier_attempt(loader: LogLoader, scroller: Scroller) -> Option<String> {
    let byte = scroller.paused_at()?;
    loader.status.with(|status| {
        let status = status.as_ref()?;
        let attempt = status.attempt_at(byte).filter(|attempt| *attempt < status.attempt)?;
        Some(text::attempt_of(attempt, status.attempt))
    })
}

/// The drawer of controls that are needed less often.
#[component]
fn MoreDrawer(pane: Pane, is_jump_open: RwSignal<bool>) -> impl IntoView {
    let session = session();
    let Pane { loader, reading, finding, .. } = pane;
    let notified = finding.filter(|_| reading == Reading::Live);
    view! {
        <Drawer id="log-more" label=text::MORE>
            <JumpButton is_open=is_jump_open/>
            <TimesItem/>
            <button
                class="btn bare"
                type="button"
                data-testid="raw"
                title=text::RAW_HINT
                aria-pressed=move || session.route.get().view.raw.to_string()
                on:click=move |_| session.change_view(|view| view.raw = !view.raw)
            >
                <Icon name=IconName::Log/>
                {text::RAW}
            </button>
            <CopyLaterButton
                look=COPY
                text=move || Box::pin(loader.whole_text(session)) as Later
            />
            <DrawerLine label=encoding_text::LABEL>
                <EncodingMenu loader/>
            </DrawerLine>
            {(reading == Reading::Still).then(|| view! { <OpenAsChoice/> })}
            {finding.map(|finding| view! { <ErrorsField search=finding.search/> })}
            {notified.map(|finding| {
                view! { <NotificationItem loader added=finding.search.added/> }
            })}
        </Drawer>
    }
}

#[component]
fn FollowButton(scroller: Scroller) -> impl IntoView {
    view! {
        <button
            class="btn follow"
            type="button"
            title=text::FOLLOW_HINT
            aria-pressed=move || scroller.is_following().to_string()
            data-testid="follow"
            on:click=move |_| scroller.toggle()
        >
            <i class="dot"></i>
            {text::FOLLOW}
        </button>
    }
}

/// Links to the logs of the same task.
#[component]
fn StreamLinks(context: FileContext) -> impl IntoView {
    let is_shown = move || {
        let n_logs = context.siblings.with(|kind| kind.files.len());
        (2..=MAX_STREAMS).contains(&n_logs)
    };
    let streams = move || {
        // The output comes before the errors.
        let mut files = context.siblings.with(|kind| kind.files.clone());
        files.sort_by_key(|file| is_second(&file.blob));
        files
    };
    let has_other = move || {
        let other = other_stream(&context.blob.get());
        other.is_some_and(|other| context.siblings.with(|kind| kind.position(&other).is_some()))
    };
    view! {
        <span class="streams-place">
            <Show when=is_shown>
                <nav class="seg streams" aria-label=text::STREAMS>
                    <For
                        each=streams
                        key=|file| file.blob.clone()
                        children=move |file| {
                            let label = text::stream(&file.path);
                            view! {
                                <StreamLink context blob=file.blob.clone() label streams=Streams::One/>
                            }
                        }
                    />
                    <Show when=has_other>
                        <StreamLink
                            context
                            blob=context.blob
                            label=text::BOTH
                            streams=Streams::Both
                        />
                    </Show>
                </nav>
            </Show>
        </span>
    }
}

/// How many streams of a task are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Streams {
    One,
    Both,
}

#[component]
fn StreamLink(
    context: FileContext,
    #[prop(into)] blob: Signal<String>,
    #[prop(into)] label: String,
    streams: Streams,
) -> impl IntoView {
    let session = session();
    let href = move || {
        let Place::File { job, blob: here } = session.place() else { return None };
        let mut view = session.route.with(|route| route.view.clone());
        view.both = streams == Streams::Both;
        let blob = blob.get();
        if blob != here {
            // The selection is in the other log.
            view.selection = None;
        }
        Some(Route { place: Place::file(&job, &blob), view }.href())
    };
    let is_current = move || match streams {
        Streams::Both => is_shown(),
        Streams::One => !is_shown() && context.blob.get() == blob.get(),
    };
    let title = label.clone();
    view! {
        <a
            data-testid="stream"
            title=title
            href=href
            aria-current=move || is_current().then_some("page")
        >
            {label}
        </a>
    }
}
