//! Opens a file as what its bytes say it is: a log, a picture, text, or bytes. Nothing is a dead end.
//!
//! Each family of viewers is a lazy part: it is fetched when a file of it is opened first.

use crate::components::lazy_view::lazy_page;
use crate::components::problem_screen::ProblemScreen;
use crate::job::loader::JobLoader;
use crate::job::model::is_picture_name;
use crate::route::OpenAs;
use crate::storage::lazy_part::LazyPartError;
use crate::storage::read_range::read_piece;
use crate::storage::session::{Session, session};
use crate::storage::spawn::spawn_latest;
use crate::viewers::bytes::view::ByteView;
use crate::viewers::context::{FileContext, Viewer};
use crate::viewers::log::follow::state::Reading;
use crate::viewers::log::view::LogView;
use crate::viewers::pending::Pending;
use crate::viewers::picture::view::PictureView;
use jobshelf::sniff::{ContentKind, sniff};
use jobshelf::{OutputAddress, predefined};
use jobshelf_log::Encoding;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

/// How much of a file's beginning tells what it is.
const HEAD: u64 = 4 << 10;

/// Draws a log or another text.
type DrawLog = fn(FileContext, String, Reading) -> AnyView;
/// Draws a picture.
type DrawPicture = fn(FileContext) -> AnyView;
/// Draws bytes, with the name of their format if it is known.
type DrawBytes = fn(FileContext, Option<&'static str>) -> AnyView;

#[wasm_split(log, fallible)]
fn log_part() -> Result<DrawLog, LazyPartError> {
    Ok(|context, blob, reading| view! { <LogView context blob reading/> }.into_any())
}

#[wasm_split(picture, fallible)]
fn picture_part() -> Result<DrawPicture, LazyPartError> {
    Ok(|context| view! { <PictureView context/> }.into_any())
}

#[wasm_split(bytes, fallible)]
fn bytes_part() -> Result<DrawBytes, LazyPartError> {
    Ok(|context, format| view! { <ByteView context format/> }.into_any())
}

/// Fetches the parts that most files need, so that opening one waits for its bytes only. A part that
/// does not come is asked for again when it is needed.
pub(crate) async fn preload_parts() {
    let _ = log_part().await;
    let _ = picture_part().await;
}

/// The view of a file.
#[component]
pub fn FileView(loader: JobLoader, blob: Memo<String>) -> impl IntoView {
    let session = session();
    let context = FileContext::new(loader, blob);
    let is_append =
        move || context.file.with(|file| file.as_ref().is_some_and(|file| file.is_append));
    let open_as = move || session.route.with(|route| route.view.open_as);
    let viewer = Memo::new(move |_| viewer_of(context, open_as(), is_append()));
    spawn_latest(
        move || {
            // A problem lasts until the next attempt is done.
            let is_unknown = matches!(viewer.get(), Viewer::Pending | Viewer::Problem(_));
            is_unknown.then(|| blob.get())
        },
        move |blob| Box::pin(find_viewer(session, context, blob)),
    );
    // Another log is another view; another picture is the same one.
    let shown = Memo::new(move |_| {
        let viewer = viewer.get();
        let log = matches!(viewer, Viewer::Lines(_)).then(|| blob.get());
        (viewer, log.unwrap_or_default())
    });
    let content = move || match shown.get() {
        (Viewer::Picture, _) => lazy_page(picture_part, pending, move |draw| draw(context)),
        (Viewer::Lines(reading), blob) => {
            lazy_page(log_part, pending, move |draw| draw(context, blob.clone(), reading))
        }
        (Viewer::Bytes(format), _) => {
            lazy_page(bytes_part, pending, move |draw| draw(context, format))
        }
        (Viewer::Problem(problem), _) => view! { <ProblemScreen problem/> }.into_any(),
        (Viewer::Pending, _) => pending(),
    };
    view! { <div class="fill">{content}</div> }
}

fn pending() -> AnyView {
    view! { <Pending/> }.into_any()
}

/// Reads the beginning of a file until it is here, and chooses the viewer by it.
async fn find_viewer(session: &'static Session, context: FileContext, blob: String) {
    loop {
        match read_piece(session, &context.loader.container(), &blob, 0, HEAD).await {
            Ok(piece) => return context.show_as(viewer_for(&piece.bytes)),
            Err(problem) => {
                context.show_as(Viewer::Problem(problem.clone()));
                session.until_again(&problem).await;
            }
        }
    }
}

fn viewer_of(context: FileContext, open_as: OpenAs, is_append: bool) -> Viewer {
    let blob = context.blob.get();
    let is_log = is_append || is_log_name(&blob);
    let found = context.found.get().filter(|(found, _)| *found == blob).map(|(_, viewer)| viewer);
    match (open_as, found) {
        (OpenAs::Hex, _) => Viewer::Bytes(None),
        (OpenAs::Text, _) if is_log => Viewer::Lines(Reading::Live),
        (OpenAs::Text, _) => Viewer::Lines(Reading::Still),
        (OpenAs::Auto, Some(viewer)) => viewer,
        (OpenAs::Auto, None) if is_log => Viewer::Lines(Reading::Live),
        (OpenAs::Auto, None) if is_picture_name(&blob) => Viewer::Picture,
        (OpenAs::Auto, None) => Viewer::Pending,
    }
}

fn viewer_for(head: &[u8]) -> Viewer {
    match sniff(head) {
        ContentKind::Picture(_) => Viewer::Picture,
        ContentKind::Text => Viewer::Lines(Reading::Still),
        _ if Encoding::detect_utf16(0, head).is_some() => Viewer::Lines(Reading::Still),
        ContentKind::Binary(what) => Viewer::Bytes(Some(what)),
    }
}

fn is_log_name(blob: &str) -> bool {
    OutputAddress::parse(blob)
        .is_some_and(|address| address.kind().as_str() == predefined::TASK_LOG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_which_viewer_shows_a_file() {
        assert_eq!(viewer_for(b"\x89PNG\r\n\x1a\n"), Viewer::Picture);
        assert_eq!(viewer_for(b"<svg onload=alert(1)>"), Viewer::Lines(Reading::Still));
        assert_eq!(viewer_for(b"\x76\x2f\x31\x01\x02"), Viewer::Bytes(Some("OpenEXR picture")));
        assert_eq!(viewer_for(b""), Viewer::Lines(Reading::Still));
        assert_eq!(viewer_for(b"f\0r\0a\0m\0e\0\r\0\n\0"), Viewer::Lines(Reading::Still));
    }

    #[test]
    fn the_kind_tells_that_a_file_is_a_log() {
        assert!(is_log_name("t/$TaskLog/logs/stdout.txt"));
        assert!(!is_log_name("t/$TaskOutput/stdout.txt"));
    }
}
