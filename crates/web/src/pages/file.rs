//! A file, opened as what its bytes say it is: a log, a picture, text, or bytes. Never a dead end.

mod hex;
mod log;
mod picture;
mod toolbar;

use super::problem::ProblemScreen;
use super::title::name_page;
use crate::app::HEADING;
use crate::components::bar::job_name;
use crate::feeds::job::{JobFeed, job_feed};
use crate::feeds::log::Reading;
use crate::feeds::reader::read_piece;
use crate::format::visible_name;
use crate::messages;
use crate::net::scope::spawn_latest;
use crate::route::OpenAs;
use crate::session::session;
use crate::state::job::{File, Kind, is_picture_name};
use crate::state::problem::Problem;
use hex::HexView;
use jobshelf::OutputAddress;
use jobshelf::sniff::{ContentKind, sniff};
use leptos::prelude::*;
use log::LogView;
use picture::PictureView;
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
#[derive(Debug, Clone, Copy)]
struct FileContext {
    feed: JobFeed,
    container: StoredValue<String>,
    blob: Memo<String>,
    /// The file as the newest listing has it.
    file: Memo<Option<Arc<File>>>,
    /// Those of its kind.
    siblings: Memo<Arc<Kind>>,
    /// What its bytes say it is, once somebody looked: the blob, and the viewer.
    found: RwSignal<Option<(String, Viewer)>>,
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

/// The page of a file.
#[component]
pub fn FilePage(
    /// Its blob.
    blob: Memo<String>,
) -> impl IntoView {
    let session = session();
    let feed = job_feed();
    let container = feed.container();
    name_page({
        let container = container.clone();
        move || vec![job_name(&container), visible_name(&name_of(&blob.get()))]
    });
    let file = Memo::new(move |_| {
        feed.job.with(|job| job.as_ref().and_then(|job| job.file(&blob.get()).cloned()))
    });
    let siblings = Memo::new(move |_| {
        let around = feed.job.with(|job| job.as_ref()?.siblings(&blob.get()).cloned());
        Arc::new(around.unwrap_or_default())
    });
    let container = StoredValue::new(container);
    let found = RwSignal::new(None);
    let context = FileContext { feed, container, blob, file, siblings, found };
    let open_as = Memo::new(move |_| session.route.with(|route| route.view.open_as));
    let is_append = Memo::new(move |_| file.with(|f| f.as_ref().is_some_and(|f| f.is_append)));
    let viewer = Memo::new(move |_| viewer_of(context, open_as.get(), is_append.get()));
    let asked = Memo::new(move |_| (viewer.get() == Viewer::Pending).then(|| blob.get()));
    spawn_latest(asked, move |asked| async move {
        let Some(blob) = asked else { return };
        let viewer = match read_piece(session, &container.get_value(), &blob, 0, HEAD).await {
            Ok(piece) => viewer_for(&piece.bytes),
            Err(problem) => Viewer::Problem(problem),
        };
        context.show_as(viewer);
    });
    view! {
        <h1 class="hidden-text" id=HEADING tabindex="-1" aria-live="polite">
            {move || context.name()}
        </h1>
        {move || match viewer.get() {
            Viewer::Picture => view! { <PictureView context=context /> }.into_any(),
            Viewer::Lines(reading) => lines_view(context, reading).into_any(),
            Viewer::Bytes(what) => view! { <HexView context=context what=what /> }.into_any(),
            Viewer::Problem(problem) => view! { <ProblemScreen problem=problem /> }.into_any(),
            Viewer::Pending => pending().into_any(),
        }}
    }
}

/// Another file's lines are another view; another picture is not.
fn lines_view(context: FileContext, reading: Reading) -> impl IntoView {
    move || {
        let blob = context.blob.get();
        view! { <LogView context=context blob=blob reading=reading /> }
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
        ContentKind::Binary(what) => Viewer::Bytes(Some(what)),
    }
}

fn is_log_name(blob: &str) -> bool {
    OutputAddress::parse(blob).is_some_and(|address| address.kind().as_str() == "TaskLog")
}

/// The file's name: the last part of its path.
fn name_of(blob: &str) -> String {
    match OutputAddress::parse(blob) {
        Some(address) => address.file_name().to_owned(),
        None => blob.rsplit('/').next().unwrap_or(blob).to_owned(),
    }
}

fn pending() -> impl IntoView {
    view! {
        <div class="page" aria-busy="true" aria-label=messages::LOADING>
            <div class="bone head"></div>
            <div class="bone text"></div>
        </div>
    }
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
    }

    #[test]
    fn a_log_is_known_by_its_kind_and_a_file_by_the_end_of_its_path() {
        assert!(is_log_name("t/$TaskLog/logs/stdout.txt"));
        assert!(!is_log_name("t/$TaskOutput/stdout.txt"));
        assert_eq!(name_of("t/$TaskLog/logs/stdout.txt"), "stdout.txt");
        assert_eq!(name_of("a/b.txt"), "b.txt");
    }
}
