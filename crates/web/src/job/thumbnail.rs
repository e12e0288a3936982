//! Small pictures of files, loaded when they come into view.
//!
//! The old picture stays until the new one is decoded, so a newest frame replaces the one before
//! without a flash.

use crate::browser::object_url::Picture;
use crate::browser::observer;
use crate::components::icon::{Icon, icon};
use crate::components::relative_time::since;
use crate::dom::{El, Of, el, of};
use crate::format::visible_name;
use crate::job::model::File;
use crate::messages;
use crate::reactive::*;
use crate::route::Place;
use crate::storage::picture_cache;
use crate::storage::picture_cache::{Key, NoPicture};
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use std::sync::Arc;

/// A file larger than this is no thumbnail: it would cost more than it shows.
const LIMIT: u64 = 16 << 20;

type Shown = State<Option<Arc<Picture>>>;

/// The picture of a file, or the place where it will be. Unless it `is_named`, what is around it
/// says what it shows.
pub fn thumb(container: &str, file: Of<Option<Arc<File>>>, is_named: bool) -> El {
    let shown: Shown = State::new(None);
    let is_missing = State::new(false);
    let named = file.clone();
    let alt = move || match named.run().filter(|_| is_named) {
        Some(file) => messages::picture_alt(&visible_name(file.name())),
        None => String::new(),
    };
    let alt = of(alt);
    let image = move || {
        let alt = alt.clone();
        el("img[decoding=async]@preview-image")
            .attr_of("alt", move || Some(alt.run()))
            .attr_of("src", move || shown.with(|p| p.as_ref().map(|p| p.url().to_owned())))
    };
    let has_picture = move || shown.with(Option::is_some);
    let frame = el("span.thumb")
        .when(has_picture, image)
        .when(move || is_missing.get() && !has_picture(), || icon(Icon::Picture));
    load_in_view(&frame, container.to_owned(), file, shown, is_missing);
    frame
}

fn load_in_view(
    frame: &El,
    container: String,
    file: Of<Option<Arc<File>>>,
    shown: Shown,
    is_missing: State<bool>,
) {
    let session = session();
    let is_in_view = State::new(false);
    observer::on_visibility(frame, move |is_seen| {
        is_in_view.set(is_seen);
    });
    let key = move || {
        let file = file.run().filter(|_| is_in_view.get())?;
        if file.size > LIMIT {
            is_missing.set(true);
            return None;
        }
        let (blob, etag) = (file.blob.clone(), file.etag.clone());
        Some(Key { container: container.clone(), blob, etag })
    };
    spawn_latest(key, move |key| {
        Box::pin(async move {
            loop {
                match picture_cache::load(session, key.clone()).await {
                    Ok(picture) => {
                        shown.set(Some(picture));
                        return is_missing.set(false);
                    }
                    Err(NoPicture::Problem(problem)) => {
                        is_missing.set(true);
                        session.until_again(&problem).await;
                    }
                    Err(_) => return is_missing.set(true),
                }
            }
        })
    });
}

/// A tile of the wall: a picture, its name and its age. It `is_new` if it came while the reader
/// was looking.
pub fn tile(container: &str, file: &Arc<File>, is_new: bool) -> El {
    let name = visible_name(file.name());
    let owner = file.task.as_deref().map(visible_name).unwrap_or_default();
    let full = if owner.is_empty() { name.clone() } else { format!("{name}\n{owner}") };
    let (changed, shown) = (file.changed, file.clone());
    let label = el("span.label")
        .child(el("b").text(&name))
        .child(el("span.faint.num").child(since(of(move || changed))));
    el("a")
        .class(if is_new { "tile new" } else { "tile" })
        .attr("href", &Place::file(container, &file.blob).href())
        .attr("title", &full)
        .test("tile")
        .child(thumb(container, of(move || Some(shown.clone())), true))
        .child(label)
}

/// A few small pictures in a row, as a table shows them, the newest last.
pub fn strip(container: &str, files: Of<Vec<Arc<File>>>, places: usize) -> El {
    let place = |index: usize| {
        let files = files.clone();
        let file = of(move || files.run().get(index).cloned());
        let (is_there, container) = (file.clone(), container.to_owned());
        let picture = move || {
            let (linked, named) = (file.clone(), file.clone());
            let home = container.clone();
            el("a")
                .attr_of("href", move || {
                    linked.run().map(|file| Place::file(&home, &file.blob).href())
                })
                .attr_of("aria-label", move || named.run().map(|file| visible_name(file.name())))
                .child(thumb(&container, file.clone(), false))
        };
        (is_there, picture)
    };
    (0..places).map(place).fold(el("div.strip"), |strip, (is_there, picture)| {
        strip.when(move || is_there.run().is_some(), picture)
    })
}
