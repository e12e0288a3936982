//! A small picture of a file, loaded when it comes into view.
//!
//! The old picture stays until the new one is decoded, so a newest frame replaces the one before
//! without a flash.

use super::icon::{Icon, icon};
use crate::feeds::pictures::{self, Key};
use crate::format;
use crate::messages;
use crate::net::scope::spawn_latest;
use crate::platform::observe;
use crate::platform::pictures::Picture;
use crate::route::Place;
use crate::session::session;
use crate::state::job::File;
use leptos::html::Span;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

/// A file larger than this is no thumbnail: it would cost more than it shows.
const LIMIT: u64 = 16 << 20;

/// The picture of a file, or the place where it will be.
#[component]
pub fn Thumb(
    /// The container it is in.
    container: StoredValue<String>,
    /// The file.
    #[prop(into)]
    file: Signal<Option<Arc<File>>>,
    /// What it shows, for who cannot see it; none if a link around it says so.
    #[prop(optional)]
    is_named: bool,
    /// The hook for tests.
    #[prop(default = "thumb")]
    testid: &'static str,
) -> impl IntoView {
    let session = session();
    let frame = NodeRef::<Span>::new();
    let is_in_view = RwSignal::new(false);
    let shown: RwSignal<Option<Rc<Picture>>, LocalStorage> = RwSignal::new_local(None);
    let is_missing = RwSignal::new(false);
    frame.on_load(move |element| {
        observe::on_visibility(&element, move |in_view| {
            is_in_view.try_set(in_view);
        });
    });
    let key = Memo::new(move |_| {
        let file = file.get().filter(|file| file.size <= LIMIT)?;
        is_in_view.get().then(|| Key {
            container: container.get_value(),
            blob: file.blob.clone(),
            etag: file.etag.clone(),
        })
    });
    spawn_latest(key, move |key| async move {
        let Some(key) = key else { return };
        match pictures::load(session, key).await {
            Ok(picture) => {
                shown.set(Some(picture));
                is_missing.set(false);
            }
            Err(_) => is_missing.set(true),
        }
    });
    let url =
        move || shown.with(|picture| picture.as_ref().map(|picture| picture.url().to_owned()));
    let alt = move || match (is_named, file.get()) {
        (true, Some(file)) => messages::picture_alt(&format::visible_name(file.name())),
        _ => String::new(),
    };
    let is_without = move || {
        shown.with(Option::is_none)
            && (is_missing.get() || file.with(|file| file.as_ref().is_some_and(|f| f.size > LIMIT)))
    };
    view! {
        <span class="thumb" node_ref=frame>
            <Show when=move || shown.with(Option::is_some)>
                <img src=url alt=alt decoding="async" data-testid=testid />
            </Show>
            {move || is_without().then(|| icon(Icon::Picture))}
        </span>
    }
}

/// A tile of the wall: a picture, its name and its age.
#[component]
pub fn Tile(
    /// The container it is in.
    container: StoredValue<String>,
    /// The file.
    file: Arc<File>,
    /// It came while the reader was looking.
    #[prop(optional)]
    is_new: bool,
) -> impl IntoView {
    let name = format::visible_name(file.name());
    let owner = file.task.as_deref().map(format::visible_name).unwrap_or_default();
    let full = if owner.is_empty() { name.clone() } else { format!("{name}\n{owner}") };
    let href = Place::file(&container.get_value(), &file.blob).href();
    let changed = file.changed;
    let shown = Some(file.clone());
    view! {
        <a class="tile" class:new=is_new href=href title=full data-testid="tile">
            <Thumb container=container file=Signal::stored(shown) is_named=true testid="preview-image" />
            <span class="label">
                <b>{name}</b>
                <span class="faint num">
                    <super::when::When moment=changed bare=true />
                </span>
            </span>
        </a>
    }
}

/// A few small pictures in a row, as a table shows them.
#[component]
pub fn Strip(
    /// The container they are in.
    container: StoredValue<String>,
    /// The files, the newest last.
    files: Signal<Vec<Arc<File>>>,
    /// How many places there are.
    places: usize,
) -> impl IntoView {
    let thumbs: Vec<_> = (0..places)
        .map(|place| {
            let file = Memo::new(move |_| files.with(|files| files.get(place).cloned()));
            let href = move || {
                file.get().map(|file| Place::file(&container.get_value(), &file.blob).href())
            };
            let name = move || file.get().map(|file| format::visible_name(file.name()));
            view! {
                <Show when=move || file.with(Option::is_some)>
                    <a href=href title=name aria-label=name>
                        <Thumb container=container file=file testid="preview-image" />
                    </a>
                </Show>
            }
        })
        .collect();
    view! { <div class="strip">{thumbs}</div> }
}
