//! A picture: fitted or pixel for pixel, zoomed to the cursor, moved by hand, and the ones before
//! and after it. The picture on screen stays until the next one is decoded.

use crate::browser::object_url::Picture;
use crate::components::advice::{AdviceScreen, Details};
use crate::components::icon::IconName;
use crate::route::OpenAs;
use crate::storage::empty_text::broken_picture;
use crate::storage::picture_cache::{self, Key, NoPicture};
use crate::storage::problem::Problem;
use crate::storage::problem_text::advice;
use crate::storage::session::{Session, session};
use crate::storage::spawn::spawn_latest;
use crate::viewers::context::FileContext;
use crate::viewers::download_button::DownloadButton;
use crate::viewers::picture::pan_zoom::PanZoom;
use crate::viewers::picture::stage::{Stage, ZoomChoice};
use crate::viewers::toolbar::{FileName, Neighbours, OpenAsChoice};
use crate::{format, messages};
use leptos::either::EitherOf3;
use leptos::prelude::*;
use std::sync::Arc;

/// Pictures of this many bytes or more are loaded only when the reader says so.
const ASK_FROM: u64 = 64 << 20;
/// Neighbours of up to this many bytes are loaded ahead.
const MAX_AHEAD: u64 = 16 << 20;

/// What prevents a picture from being shown.
#[derive(Debug, Clone, PartialEq)]
enum Obstacle {
    /// It has so many bytes that the reader is asked first.
    Large(u64),
    /// It cannot be decoded.
    Broken,
    /// It could not be read.
    Problem(Problem),
}

/// The picture of a file on its way to the screen.
#[derive(Debug, Clone, Copy)]
struct PictureLoader {
    session: &'static Session,
    context: FileContext,
    /// The picture that is shown, and its blob.
    shown: RwSignal<Option<(String, Arc<Picture>)>>,
    obstacle: RwSignal<Option<Obstacle>>,
    /// The large picture that the reader wants to be loaded.
    allowed: RwSignal<String>,
}

/// The view of a picture.
#[component]
pub(crate) fn PictureView(context: FileContext) -> impl IntoView {
    let loader = PictureLoader::start(session(), context);
    let picture = Memo::new(move |_| {
        loader.shown.with(|shown| shown.as_ref().map(|(_, picture)| ByUrl(picture.clone())))
    });
    let picture = Signal::derive(move || picture.get().map(|ByUrl(picture)| picture));
    let is_waiting = Memo::new(move |_| loader.is_waiting());
    let pan_zoom = PanZoom::new(session(), picture);
    let facts = move || picture.get().map(|picture| describe(&picture)).unwrap_or_default();
    let obstacle = move || {
        loader.obstacle.get().map(|obstacle| {
            view! { <div class="obstacle"><ObstacleScreen loader obstacle/></div> }
        })
    };
    view! {
        <div class="pic">
            <Stage pan_zoom picture name=Signal::derive(move || context.name()) is_waiting/>
            <div class="tools pic-tools">
                <Neighbours context/>
                <FileName context/>
                <span class="num faint wide" data-testid="picture-facts">{facts}</span>
                <span class="grow"></span>
                <DownloadButton context/>
                <OpenAsChoice class="seg wide"/>
                <ZoomChoice pan_zoom/>
            </div>
            {obstacle}
        </div>
    }
}

/// A picture that equals another if it is the same object URL.
#[derive(Debug, Clone)]
struct ByUrl(Arc<Picture>);

impl PartialEq for ByUrl {
    fn eq(&self, other: &Self) -> bool {
        self.0.url() == other.0.url()
    }
}

/// Width, height, size and format in one line.
fn describe(picture: &Picture) -> String {
    let dimensions = messages::dimensions(picture.width, picture.height);
    let format = picture.mime.trim_start_matches("image/").to_ascii_uppercase();
    format!("{dimensions} · {} · {format}", format::size(picture.bytes))
}

impl PictureLoader {
    /// Loads the file's picture for as long as the current owner lives.
    fn start(session: &'static Session, context: FileContext) -> Self {
        let loader = Self {
            session,
            context,
            shown: RwSignal::new(None),
            obstacle: RwSignal::new(None),
            allowed: RwSignal::new(String::new()),
        };
        spawn_latest(move || loader.key(), move |key| Box::pin(loader.load(key)));
        loader
    }

    /// The picture to load: as soon as the listing tells its version, or failed to.
    fn key(self) -> Option<Key> {
        let FileContext { loader, blob, file, .. } = self.context;
        let is_listed = loader.job.with(Option::is_some);
        let has_failed = loader.problem.with(Option::is_some);
        let etag = file.with(|file| file.as_ref().map(|file| file.etag.clone()));
        (is_listed || has_failed).then(|| Key {
            container: loader.container().to_string(),
            blob: blob.get(),
            etag: etag.unwrap_or_default(),
        })
    }

    async fn load(self, key: Key) {
        self.wait_if_large(&key.blob).await;
        loop {
            match picture_cache::load(self.session, key.clone()).await {
                Ok(picture) => {
                    self.obstacle.set(None);
                    self.shown.set(Some((key.blob, picture)));
                    return self.load_ahead().await;
                }
                Err(NoPicture::IsOther(_)) => return self.context.look_closer(),
                Err(NoPicture::Broken) => return self.obstacle.set(Some(Obstacle::Broken)),
                Err(NoPicture::Problem(problem)) => {
                    self.obstacle.set(Some(Obstacle::Problem(problem.clone())));
                    self.session.until_again(&problem).await;
                }
            }
        }
    }

    /// Waits until the reader allows a large picture.
    async fn wait_if_large(self, blob: &str) {
        let file = self.context.file;
        let size = file.with_untracked(|file| file.as_ref().map_or(0, |file| file.size));
        if size <= ASK_FROM {
            return;
        }
        self.obstacle.set(Some(Obstacle::Large(size)));
        while self.allowed.with_untracked(|allowed| allowed != blob) {
            self.session.refresh.notified().await;
        }
        self.obstacle.set(None);
    }

    /// Loads the pictures after and before this one, so that going on shows them at once.
    async fn load_ahead(self) {
        let FileContext { loader, blob, siblings, .. } = self.context;
        let blob = blob.get_untracked();
        let neighbours = siblings.with_untracked(|kind| {
            let Some(place) = kind.position(&blob) else { return Vec::new() };
            let around = [place.checked_add(1), place.checked_sub(1)];
            around.into_iter().flatten().filter_map(|p| kind.files.get(p).cloned()).collect()
        });
        for file in neighbours {
            if file.looks_like_picture() && file.size <= MAX_AHEAD {
                let key = Key {
                    container: loader.container().to_string(),
                    blob: file.blob.clone(),
                    etag: file.etag.clone(),
                };
                // If this fails, the picture's own view will say so.
                drop(picture_cache::load(self.session, key).await);
            }
        }
    }

    /// Whether the picture of the file is not on screen yet.
    fn is_waiting(self) -> bool {
        let blob = self.context.blob.get();
        self.obstacle.with(Option::is_none)
            && self.shown.with(|shown| shown.as_ref().is_none_or(|(shown, _)| *shown != blob))
    }
}

#[component]
fn ObstacleScreen(loader: PictureLoader, obstacle: Obstacle) -> impl IntoView {
    let PictureLoader { session, context, allowed, .. } = loader;
    match obstacle {
        Obstacle::Large(size) => {
            let load = move |_| {
                allowed.set(context.blob.get_untracked());
                session.refresh.notify_all();
            };
            EitherOf3::A(view! {
                <div class="ask">
                    <p>{messages::large_picture(size)}</p>
                    <button class="btn primary" type="button" on:click=load>
                        {messages::LOAD_ANYWAY}
                    </button>
                </div>
            })
        }
        Obstacle::Broken => {
            let open = move |_| session.change_view(|view| view.open_as = OpenAs::Hex);
            let advice = broken_picture(&untrack(|| context.name()));
            EitherOf3::B(view! {
                <AdviceScreen icon=IconName::Picture advice>
                    <button class="btn" type="button" on:click=open>{messages::AS_BYTES}</button>
                </AdviceScreen>
            })
        }
        Obstacle::Problem(problem) => {
            let advice = advice(&problem, &session.whereabouts());
            EitherOf3::C(view! {
                <AdviceScreen icon=IconName::Warning advice>
                    <Details text=problem.detail/>
                </AdviceScreen>
            })
        }
    }
}
