//! A picture: fitted or pixel for pixel, zoomed to the cursor, moved by hand, and the ones before
//! and after it. The one on screen stays until the next is decoded.

mod stage;

use super::FileContext;
use super::toolbar::{Neighbours, OpenAsChoice};
use crate::components::advice::AdviceScreen;
use crate::components::icon::Icon;
use crate::feeds::pictures::{self, Key, NoPicture};
use crate::format;
use crate::messages;
use crate::messages::problem::{advice, broken_picture};
use crate::net::scope::spawn_latest;
use crate::platform::pictures::Picture;
use crate::route::OpenAs;
use crate::session::session;
use crate::state::problem::Problem;
use leptos::prelude::*;
use stage::Stage;
use std::rc::Rc;

/// Larger pictures are loaded only when the reader says so.
const ASK_FROM: u64 = 64 << 20;
/// Neighbours up to this size are loaded ahead.
const AHEAD: u64 = 16 << 20;

/// What is in the way of a picture.
#[derive(Debug, Clone, PartialEq)]
enum Obstacle {
    Large(u64),
    Broken,
    Problem(Problem),
}

/// The page of a picture.
#[component]
pub(super) fn PictureView(context: FileContext) -> impl IntoView {
    let session = session();
    let shown: RwSignal<Option<(String, Rc<Picture>)>, LocalStorage> = RwSignal::new_local(None);
    let obstacle: RwSignal<Option<Obstacle>> = RwSignal::new(None);
    let allowed = RwSignal::new(String::new());
    let key = Memo::new(move |_| key_of(context));
    spawn_latest(key, move |key| async move {
        let Some(key) = key else { return };
        let size = context.file.with_untracked(|file| file.as_ref().map_or(0, |file| file.size));
        if size > ASK_FROM && allowed.get_untracked() != key.blob {
            obstacle.set(Some(Obstacle::Large(size)));
            // Goes on when the reader says so, or elsewhere.
            allowed_for(allowed, &key.blob, session).await;
        }
        let blob = key.blob.clone();
        match pictures::load(session, key).await {
            Ok(picture) => {
                obstacle.set(None);
                shown.set(Some((blob, picture)));
                load_ahead(context, session).await;
            }
            Err(NoPicture::IsOther(_)) => context.look_closer(),
            Err(NoPicture::Broken) => obstacle.set(Some(Obstacle::Broken)),
            Err(NoPicture::Problem(problem)) => obstacle.set(Some(Obstacle::Problem(problem))),
        }
    });
    let picture = Signal::derive_local(move || {
        shown.with(|shown| shown.as_ref().map(|(_, picture)| picture.clone()))
    });
    let is_waiting = move || {
        let blob = context.blob.get();
        obstacle.with(Option::is_none)
            && shown.with(|shown| shown.as_ref().is_none_or(|(shown, _)| *shown != blob))
    };
    let facts = move || {
        picture.with(|picture| {
            picture.as_ref().map(|picture| {
                let dimensions = messages::dimensions(picture.width, picture.height);
                let kind = picture.mime.trim_start_matches("image/").to_uppercase();
                format!("{dimensions} · {} · {kind}", format::size(picture.bytes))
            })
        })
    };
    let obstacle_view = move || {
        obstacle.get().map(|obstacle| {
            view! { <div class="obstacle">{obstacle_of(context, obstacle, allowed)}</div> }
        })
    };
    view! {
        <div class="pic">
            <Stage
                picture=picture
                name=Signal::derive(move || context.name())
                is_waiting=Signal::derive(is_waiting)
            >
                <Neighbours context=context />
                <b class="file-name">{move || context.name()}</b>
                <span class="num faint wide" data-testid="picture-facts">
                    {facts}
                </span>
                <span class="grow"></span>
                <OpenAsChoice />
            </Stage>
            {obstacle_view}
        </div>
    }
}

/// The picture to load: once the listing tells its version, or that it cannot.
fn key_of(context: FileContext) -> Option<Key> {
    let is_listed = context.feed.job.with(Option::is_some);
    let has_failed = context.feed.problem.with(Option::is_some);
    let etag = context.file.with(|file| file.as_ref().map(|file| file.etag.clone()));
    (is_listed || has_failed).then(|| Key {
        container: context.container.get_value(),
        blob: context.blob.get(),
        etag: etag.unwrap_or_default(),
    })
}

async fn allowed_for(allowed: RwSignal<String>, blob: &str, session: crate::session::Session) {
    while allowed.get_untracked() != blob {
        session.wake().wait().await;
    }
}

/// Loads the pictures after and before, so that going on shows them at once.
async fn load_ahead(context: FileContext, session: crate::session::Session) {
    let blob = context.blob.get_untracked();
    let neighbours = context.siblings.with_untracked(|kind| {
        let Some(place) = kind.position(&blob) else { return Vec::new() };
        let around = [place.checked_add(1), place.checked_sub(1)];
        around.into_iter().flatten().filter_map(|p| kind.files.get(p).cloned()).collect()
    });
    for file in neighbours {
        if file.looks_like_picture() && file.size <= AHEAD {
            let key = Key {
                container: context.container.get_value(),
                blob: file.blob.clone(),
                etag: file.etag.clone(),
            };
            // Only to have it ready; if it fails, its own page says so.
            drop(pictures::load(session, key).await);
        }
    }
}

fn obstacle_of(
    context: FileContext,
    obstacle: Obstacle,
    allowed: RwSignal<String>,
) -> impl IntoView {
    let session = session();
    let as_bytes = view! {
        <button
            type="button"
            class="btn"
            on:click=move |_| session.change_view(|view| view.open_as = OpenAs::Hex)
        >
            {messages::AS_BYTES}
        </button>
    };
    match obstacle {
        Obstacle::Large(size) => view! {
            <p>{messages::large_picture(size)}</p>
            <button
                type="button"
                class="btn primary"
                on:click=move |_| {
                    allowed.set(context.blob.get_untracked());
                    session.wake().all();
                }
            >
                {messages::LOAD_ANYWAY}
            </button>
        }
        .into_any(),
        Obstacle::Broken => view! {
            <AdviceScreen advice=broken_picture(&context.name()) symbol=Icon::Picture>
                {as_bytes}
            </AdviceScreen>
        }
        .into_any(),
        Obstacle::Problem(problem) => view! {
            <AdviceScreen
                advice=advice(&problem, &session.whereabouts())
                symbol=Icon::Warning
                detail=problem.detail.clone()
            />
        }
        .into_any(),
    }
}
