//! The root component: bar, notice, page, status line, and the choice of the page.

pub mod job_pages;
pub mod lazy_pages;
pub mod panic_report;

use crate::app::job_pages::JobPages;
use crate::app::lazy_pages::{connect_page, jobs_page, preload_pages};
use crate::browser::document;
use crate::components::bar::Bar;
use crate::components::heading::HEADING;
use crate::components::help::{self, Help, HelpDialog};
use crate::components::notice::Notice;
use crate::components::problem_screen::{NoJobList, UnknownPage};
use crate::components::status_line::StatusLine;
use crate::route::Place;
use crate::storage::session::{Session, session};
use crate::storage::spawn::spawn_latest;
use jobshelf::SasUrl;
use leptos::either::EitherOf5;
use leptos::prelude::*;
use leptos::reactive::effect::ImmediateEffect;

/// The ID of the element that scrolls.
const MAIN: &str = "main";

/// The whole viewer, from top to bottom.
#[component]
pub fn App() -> impl IntoView {
    let session = session();
    restore_focus_and_scroll(session);
    preload_when_listed(session);
    provide_context(Help::new());
    // A page is rebuilt when this value changes, and with no other change of the route.
    let page = Memo::new(move |_| page_of(session));
    let content = move || match page.get() {
        Page::Connect => EitherOf5::A(connect_page()),
        Page::Jobs => EitherOf5::B(jobs_page()),
        Page::NoJobList => EitherOf5::C(view! { <NoJobList /> }),
        Page::InJob(container) => EitherOf5::D(view! { <JobPages container /> }),
        Page::Unknown(address) => EitherOf5::E(view! { <UnknownPage address /> }),
    };
    view! {
        <Bar />
        <Notice />
        <main id=MAIN>{content}</main>
        <StatusLine />
        <HelpDialog />
    }
}

/// Fetches the parts that are not needed for the first rows, once those are drawn: the form, the list
/// of jobs and the list of keys. Without a SAS there are no rows to wait for.
fn preload_when_listed(session: &'static Session) {
    let is_listed = move || {
        let is_listed = !session.is_connected() || session.freshness.last_refresh().is_some();
        is_listed.then_some(())
    };
    let preload = async || {
        document::drawn().await;
        preload_pages().await;
        help::preload().await;
    };
    spawn_latest(is_listed, move |()| Box::pin(preload()));
}

/// Which page is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Connect,
    Jobs,
    NoJobList,
    InJob(String),
    Unknown(String),
}

fn page_of(session: &'static Session) -> Page {
    let lists = session.connection.with(|connection| {
        connection.as_ref().map(|connection| SasUrl::can_list_jobs(connection.url()))
    });
    session.route.with(|route| match (&route.place, lists) {
        (Place::Connect, _) | (_, None) => Page::Connect,
        (Place::Home, Some(true)) => Page::Jobs,
        (Place::Home, Some(false)) => Page::NoJobList,
        (Place::Unknown(address), _) => Page::Unknown(address.clone()),
        (Place::Job { job } | Place::Task { job, .. } | Place::File { job, .. }, _) => {
            Page::InJob(job.clone())
        }
    })
}

/// The part of a place that identifies its page. All files of a job share one page, so that going
/// from one picture to the next leaves focus and scroll position alone.
fn page_key(place: &Place) -> (u8, Option<&str>, Option<&str>) {
    match place {
        Place::Home => (0, None, None),
        Place::Connect => (1, None, None),
        Place::Job { job } => (2, Some(job), None),
        Place::Task { job, task } => (3, Some(job), Some(task)),
        Place::File { job, .. } => (4, Some(job), None),
        Place::Unknown(_) => (5, None, None),
    }
}

/// Does for pages what a browser does for documents: focuses the heading of a new page, and scrolls
/// a page that the reader returns to where it was.
fn restore_focus_and_scroll(session: &'static Session) {
    let mut current: Option<Place> = None;
    let mut positions: Vec<(Place, i32)> = Vec::new();
    // Immediate, since the old page has to be in the document while its position is read.
    ImmediateEffect::new_mut_scoped(move || {
        let place = session.place();
        let Some(left) = current.replace(place.clone()).filter(|left| *left != place) else {
            return;
        };
        let is_same_page = page_key(&left) == page_key(&place);
        positions.retain(|(known, _)| *known != left);
        positions.push((left, document::scrolled(MAIN)));
        if is_same_page {
            return;
        }
        let top = positions.iter().find(|(known, _)| *known == place).map_or(0, |(_, top)| *top);
        document::before_next_frame(move || {
            document::focus(HEADING);
            document::scroll(MAIN, top);
        });
    });
}
