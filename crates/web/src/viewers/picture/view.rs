//! A picture: fitted or pixel for pixel, zoomed to the cursor, moved by hand, and the ones before
//! and after it. The one on screen stays until the next is decoded.

use crate::browser::object_url::Picture;
use crate::components::advice::{advice_screen, button, detail};
use crate::components::icon::Icon;
use crate::dom::{El, el, of};
use crate::reactive::*;
use crate::route::OpenAs;
use crate::storage::picture_cache;
use crate::storage::picture_cache::{Key, NoPicture};
use crate::storage::problem::Problem;
use crate::storage::problem_text::{advice, broken_picture};
use crate::storage::session::{Session, session};
use crate::storage::spawn::spawn_latest;
use crate::viewers::download_button::download_button;
use crate::viewers::picture::stage::stage;
use crate::viewers::toolbar::{file_name, neighbours, open_as_choice};
use crate::viewers::view::FileContext;
use crate::{format, messages};
use std::sync::Arc;

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

/// A picture and the blob it is of.
type Shown = State<Option<(String, Arc<Picture>)>>;

/// The page of a picture.
pub(crate) fn picture_view(context: &'static FileContext) -> El {
    let session = session();
    let shown: Shown = State::new(None);
    let obstacle: State<Option<Obstacle>> = State::new(None);
    let allowed = State::new(String::new());
    spawn_latest(
        move || key_of(context),
        move |key| {
            Box::pin(async move {
                let blob = key.blob.clone();
                wait_if_large(context, session, &blob, obstacle, allowed).await;
                loop {
                    match picture_cache::load(session, key.clone()).await {
                        Ok(picture) => {
                            obstacle.set(None);
                            shown.set(Some((blob, picture)));
                            return load_ahead(context, session).await;
                        }
                        Err(NoPicture::IsOther(_)) => return context.look_closer(),
                        Err(NoPicture::Broken) => return obstacle.set(Some(Obstacle::Broken)),
                        Err(NoPicture::Problem(problem)) => {
                            obstacle.set(Some(Obstacle::Problem(problem.clone())));
                            session.until_again(&problem).await;
                        }
                    }
                }
            })
        },
    );
    let picture =
        of(move || shown.with(|shown| shown.as_ref().map(|(_, picture)| picture.clone())));
    let is_waiting = of(move || {
        let blob = context.blob.get();
        obstacle.with(Option::is_none)
            && shown.with(|shown| shown.as_ref().is_none_or(|(shown, _)| *shown != blob))
    });
    let told = picture.clone();
    let facts = move || told.run().map(|picture| facts_of(&picture)).unwrap_or_default();
    let (stage, zoom) = stage(picture, of(move || context.name()), is_waiting);
    let tools = el("div.tools.pic-tools")
        .child(neighbours(context))
        .child(file_name(context))
        .child(el("span.num.faint.wide@picture-facts").text_of(facts))
        .child(el("span.grow"))
        .child(download_button(context))
        .child(open_as_choice().class("seg wide"))
        .child(zoom);
    let in_the_way = move |obstacle: Option<Obstacle>| {
        let place = el("div.obstacle");
        Some(place.child(obstacle_screen(context, session, obstacle?, allowed)))
    };
    el("div.pic").child(stage).child(tools).switch(move || obstacle.get(), in_the_way)
}

fn facts_of(picture: &Picture) -> String {
    let dimensions = messages::dimensions(picture.width, picture.height);
    let kind = picture.mime.trim_start_matches("image/").to_ascii_uppercase();
    format!("{dimensions} · {} · {kind}", format::size(picture.bytes))
}

/// The picture to load: once the listing tells its version, or that it cannot.
fn key_of(context: &'static FileContext) -> Option<Key> {
    let is_listed = context.feed.job.with(Option::is_some);
    let has_failed = context.feed.problem.with(Option::is_some);
    let etag = context.file.with(|file| file.as_ref().map(|file| file.etag.clone()));
    (is_listed || has_failed).then(|| Key {
        container: context.feed.container().to_owned(),
        blob: context.blob.get(),
        etag: etag.unwrap_or_default(),
    })
}

/// A large picture waits until the reader says so.
async fn wait_if_large(
    context: &'static FileContext,
    session: &'static Session,
    blob: &str,
    obstacle: State<Option<Obstacle>>,
    allowed: State<String>,
) {
    let size = context.file.with_untracked(|file| file.as_ref().map_or(0, |file| file.size));
    if size <= ASK_FROM {
        return;
    }
    obstacle.set(Some(Obstacle::Large(size)));
    while allowed.with_untracked(|allowed| allowed != blob) {
        session.wake.wait().await;
    }
    obstacle.set(None);
}

/// Loads the pictures after and before, so that going on shows them at once.
async fn load_ahead(context: &'static FileContext, session: &'static Session) {
    let blob = context.blob.get_untracked();
    let neighbours = context.siblings.with_untracked(|kind| {
        let Some(place) = kind.position(&blob) else { return Vec::new() };
        let around = [place.checked_add(1), place.checked_sub(1)];
        around.into_iter().flatten().filter_map(|p| kind.files.get(p).cloned()).collect()
    });
    for file in neighbours {
        if file.looks_like_picture() && file.size <= AHEAD {
            let key = Key {
                container: context.feed.container().to_owned(),
                blob: file.blob.clone(),
                etag: file.etag.clone(),
            };
            // Only to have it ready; if it fails, its own page says so.
            drop(picture_cache::load(session, key).await);
        }
    }
}

fn obstacle_screen(
    context: &'static FileContext,
    session: &'static Session,
    obstacle: Obstacle,
    allowed: State<String>,
) -> El {
    let as_bytes = || {
        button("btn", messages::AS_BYTES, move || {
            session.change_view(|view| view.open_as = OpenAs::Hex);
        })
    };
    match obstacle {
        Obstacle::Large(size) => {
            let load = button("btn primary", messages::LOAD_ANYWAY, move || {
                allowed.set(context.blob.get_untracked());
                session.wake.all();
            });
            let said = el("p").text(&messages::large_picture(size));
            el("div.ask").child(said).child(load)
        }
        Obstacle::Broken => {
            advice_screen(Icon::Picture, &broken_picture(&context.name()), vec![as_bytes()])
        }
        Obstacle::Problem(problem) => {
            let said = advice(&problem, &session.whereabouts());
            advice_screen(Icon::Warning, &said, detail(&problem.detail).into_iter().collect())
        }
    }
}
