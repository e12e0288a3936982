//! A file, opened as what its bytes say it is: a log, a picture, text, or bytes. Never a dead end.
//!
//! All of this is in the second file of wasm, which `opened` waits for and enters by one function.

use crate::reactive::*;
mod download;
mod hex;
mod log;
mod picture;
mod toolbar;

use super::opened::{name_of, pending};
use super::problem::problem_screen;
use crate::dom::{El, el, memo, of};
use crate::feeds::job::JobFeed;
use crate::feeds::log::Reading;
use crate::feeds::reader::read_piece;
use crate::format::visible_name;
use crate::net::scope::spawn_latest;
use crate::route::OpenAs;
use crate::session::session;
use crate::state::job::{File, Kind, is_picture_name};
use crate::state::problem::Problem;
use hex::hex_view;
use jobshelf::sniff::{ContentKind, sniff};
use jobshelf::{OutputAddress, predefined};
use jobshelf_log::Encoding;
use log::log_view;
use picture::picture_view;
use std::sync::Arc;

/// How much of a file's beginning tells what it is.
const HEAD: u64 = 4 << 10;

/// What shows a file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Viewer {
    Picture,
    Lines(Reading),
    /// Bytes, with what the file is, if that is known.
    Bytes(Option<&'static str>),
    /// Its first bytes are awaited.
    Pending,
    Problem(Problem),
}

/// A file and what is around it, for its viewers.
#[derive(Debug)]
struct FileContext {
    feed: &'static JobFeed,
    blob: Derived<String>,
    /// The file as the newest listing has it.
    file: Derived<Option<Arc<File>>>,
    /// Those of its kind.
    siblings: Derived<Arc<Kind>>,
    /// What its bytes say it is, once somebody looked: the blob, and the viewer.
    found: State<Option<(String, Viewer)>>,
}

impl FileContext {
    fn name(&self) -> String {
        visible_name(&name_of(&self.blob.get()))
    }

    /// The file's bytes are not what its name or kind promise: it is looked at again.
    fn look_closer(&self) {
        self.found.set(Some((self.blob.get_untracked(), Viewer::Pending)));
    }

    /// What the file is was found out.
    fn show_as(&self, viewer: Viewer) {
        self.found.set(Some((self.blob.get_untracked(), viewer)));
    }
}

/// The view of a file: where the second file of wasm begins, so that it must stay a function. The
/// build's `split.mjs` knows it by its name.
#[inline(never)]
pub(super) fn file_view(feed: &'static JobFeed, blob: Derived<String>) -> El {
    let session = session();
    let file = memo(move || {
        feed.job.with(|job| job.as_ref().and_then(|job| job.file(&blob.get()).cloned()))
    });
    let siblings = memo(move || {
        let around = feed.job.with(|job| job.as_ref()?.siblings(&blob.get()).cloned());
        Arc::new(around.unwrap_or_default())
    });
    let found = State::new(None);
    let context: &'static FileContext = kept(FileContext { feed, blob, file, siblings, found });
    let is_append = move || file.with(|file| file.as_ref().is_some_and(|file| file.is_append));
    let open_as = move || session.route.get().view.open_as;
    let viewer = of(move || viewer_of(context, open_as(), is_append()));
    let asked = viewer.clone();
    spawn_latest(
        // A problem lasts until the next attempt is done.
        move || matches!(asked.run(), Viewer::Pending | Viewer::Problem(_)).then(|| blob.get()),
        move |blob| {
            Box::pin(async move {
                loop {
                    let head = read_piece(session, feed.container(), &blob, 0, HEAD).await;
                    match head {
                        Ok(piece) => return context.show_as(viewer_for(&piece.bytes)),
                        Err(problem) => {
                            context.show_as(Viewer::Problem(problem.clone()));
                            session.until_again(&problem).await;
                        }
                    }
                }
            })
        },
    );
    // Another file's lines are another view; another picture is not.
    let shown = move || {
        let viewer = viewer.run();
        let blob = matches!(viewer, Viewer::Lines(_)).then(|| blob.get());
        (viewer, blob.unwrap_or_default())
    };
    let page = move |(viewer, blob): (Viewer, String)| {
        Some(match viewer {
            Viewer::Picture => picture_view(context),
            Viewer::Lines(reading) => log_view(context, &blob, reading),
            Viewer::Bytes(what) => hex_view(context, what),
            Viewer::Problem(problem) => problem_screen(&problem),
            Viewer::Pending => pending(),
        })
    };
    el("div.fill").switch(shown, page)
}

fn viewer_of(context: &'static FileContext, open_as: OpenAs, is_append: bool) -> Viewer {
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
    fn the_bytes_decide_what_shows_a_file() {
        assert_eq!(viewer_for(b"\x89PNG\r\n\x1a\n"), Viewer::Picture);
        assert_eq!(viewer_for(b"<svg onload=alert(1)>"), Viewer::Lines(Reading::Still));
        assert_eq!(viewer_for(b"\x76\x2f\x31\x01\x02"), Viewer::Bytes(Some("OpenEXR picture")));
        assert_eq!(viewer_for(b""), Viewer::Lines(Reading::Still));
        assert_eq!(viewer_for(b"f\0r\0a\0m\0e\0\r\0\n\0"), Viewer::Lines(Reading::Still));
    }

    #[test]
    fn a_log_is_known_by_its_kind() {
        assert!(is_log_name("t/$TaskLog/logs/stdout.txt"));
        assert!(!is_log_name("t/$TaskOutput/stdout.txt"));
    }
}
