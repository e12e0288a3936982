//! A wall of pictures.

use crate::job::model::File;
use crate::job::thumbnail::Tile;
use jobshelf::Timestamp;
use leptos::prelude::*;
use std::sync::Arc;

/// Tiles of `files`. Those written after `opened` are marked as new.
#[component]
pub(crate) fn Wall(
    container: Arc<str>,
    #[prop(into)] files: Signal<Vec<Arc<File>>>,
    #[prop(optional)] opened: Option<Timestamp>,
) -> impl IntoView {
    let tile = move |file: Arc<File>| {
        let is_new = opened.is_some_and(|opened| file.changed > Some(opened));
        view! { <Tile container=container.clone() file is_new /> }
    };
    view! {
        <div class="wall">
            <For
                each=move || files.get()
                key=|file| (file.blob.clone(), file.etag.clone())
                children=tile
            />
        </div>
    }
}
