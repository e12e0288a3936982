//! Small pictures of files, loaded when they come into view.
//!
//! The old picture stays until the new one is decoded, so a new frame replaces the previous one
//! without a flash.

use crate::browser::object_url::Picture;
use crate::browser::observer;
use crate::components::icon::{Icon, IconName};
use crate::components::relative_time::TimeSince;
use crate::format::visible_name;
use crate::job::model::File;
use crate::messages;
use crate::route::Place;
use crate::storage::picture_cache;
use crate::storage::picture_cache::{Key, NoPicture};
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// A larger file has no thumbnail: loading it would cost more than the thumbnail is worth.
const LIMIT: u64 = 16 << 20;

/// The picture of a file, or its placeholder. With `named` the picture has the file's name as its
/// text alternative; without, the surrounding elements name the file.
#[component]
pub fn Thumbnail(
    container: Arc<str>,
    #[prop(into)] file: Signal<Option<Arc<File>>>,
    named: bool,
) -> impl IntoView {
    let frame = NodeRef::<html::Span>::new();
    let picture: RwSignal<Option<Arc<Picture>>> = RwSignal::new(None);
    let has_failed = RwSignal::new(false);
    load_in_view(frame, container, file, picture, has_failed);

    let alt = move || match file.get().filter(|_| named) {
        Some(file) => messages::picture_alt(&visible_name(file.name())),
        None => String::new(),
    };
    let url = move || picture.with(|p| p.as_ref().map(|picture| picture.url().to_owned()));
    let has_picture = move || picture.with(Option::is_some);
    let is_too_large = move || file.with(|file| file.as_deref().is_some_and(is_too_large));
    let has_none = move || !has_picture() && (has_failed.get() || is_too_large());
    view! {
        <span class="thumb" node_ref=frame>
            <Show when=has_picture>
                <img decoding="async" data-testid="preview-image" alt=alt src=url />
            </Show>
            <Show when=has_none>
                <Icon name=IconName::Picture />
            </Show>
        </span>
    }
}

fn is_too_large(file: &File) -> bool {
    file.size > LIMIT
}

/// Loads the picture of `file` while `frame` is in view, and tries again after a problem.
fn load_in_view(
    frame: NodeRef<html::Span>,
    container: Arc<str>,
    file: Signal<Option<Arc<File>>>,
    picture: RwSignal<Option<Arc<Picture>>>,
    has_failed: RwSignal<bool>,
) {
    let session = session();
    let is_in_view = RwSignal::new(false);
    Effect::new(move || {
        if let Some(frame) = frame.get() {
            observer::on_visibility(&frame, move |is_visible| is_in_view.set(is_visible));
        }
    });
    let key = move || {
        let file = file.get().filter(|file| is_in_view.get() && !is_too_large(file))?;
        let (blob, etag) = (file.blob.clone(), file.etag.clone());
        Some(Key { container: container.to_string(), blob, etag })
    };
    spawn_latest(key, move |key| {
        Box::pin(async move {
            loop {
                match picture_cache::load(session, key.clone()).await {
                    Ok(loaded) => {
                        picture.set(Some(loaded));
                        return has_failed.set(false);
                    }
                    Err(NoPicture::Problem(problem)) => {
                        has_failed.set(true);
                        session.until_again(&problem).await;
                    }
                    Err(_) => return has_failed.set(true),
                }
            }
        })
    });
}

/// A tile of a wall: a picture, its name and its age. `is_new` marks a file that was written after
/// the page was opened.
#[component]
pub fn Tile(container: Arc<str>, file: Arc<File>, is_new: bool) -> impl IntoView {
    let name = visible_name(file.name());
    let title = match file.task.as_deref() {
        Some(task) => format!("{name}\n{}", visible_name(task)),
        None => name.clone(),
    };
    let href = Place::file(&container, &file.blob).href();
    let changed = file.changed;
    view! {
        <a class="tile" class:new=is_new href=href title=title data-testid="tile">
            <Thumbnail container file=Signal::stored(Some(file)) named=true />
            <span class="label">
                <b>{name}</b>
                <span class="faint num">
                    <TimeSince moment=Signal::stored(changed) />
                </span>
            </span>
        </a>
    }
}

/// A few small pictures in a row of a table, the newest last.
#[component]
pub fn Strip(
    container: Arc<str>,
    #[prop(into)] files: Signal<Vec<Arc<File>>>,
    places: usize,
) -> impl IntoView {
    let place = move |index: usize| {
        let container = container.clone();
        let file = Memo::new(move |_| files.with(|files| files.get(index).cloned()));
        view! {
            <Show when=move || file.with(Option::is_some)>
                <StripPicture container=container.clone() file />
            </Show>
        }
    };
    view! { <div class="strip">{(0..places).map(place).collect_view()}</div> }
}

#[component]
fn StripPicture(container: Arc<str>, file: Memo<Option<Arc<File>>>) -> impl IntoView {
    let home = container.clone();
    let href =
        move || file.with(|file| file.as_ref().map(|file| Place::file(&home, &file.blob).href()));
    let name = move || file.with(|file| file.as_ref().map(|file| visible_name(file.name())));
    view! {
        <a href=href aria-label=name>
            <Thumbnail container file named=false />
        </a>
    }
}
