//! The shell: bar, notice, page, status line; and which page that is.

pub mod job_pages;

use crate::app::job_pages::job_scope;
use crate::browser::document;
use crate::components::bar::bar;
use crate::components::help::help;
use crate::components::notice::notice;
use crate::components::problem_screen::{no_list_of_jobs, unknown_page};
use crate::components::status_line::status_line;
use crate::connect::view::connect_page;
use crate::dom::{El, el, memo};
use crate::jobs::view::jobs_page;
use crate::reactive::*;
use crate::route::Place;
use crate::storage::session::Session;
use jobshelf::SasUrl;

/// The ID of every page's heading: where the focus goes when the page changes.
pub const HEADING: &str = "heading";
/// The ID of what scrolls.
const MAIN: &str = "main";

/// Which page is shown. A change of it makes a new page; any other change of the route does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Connect,
    Jobs,
    NoList,
    InJob(String),
    Unknown(String),
}

/// The parts of the viewer, from top to bottom.
pub fn app(session: &'static Session) -> [El; 5] {
    let page = memo(move || page_of(session));
    keep_place(session);
    let shown = |page: Page| {
        Some(match page {
            Page::Connect => connect_page(),
            Page::Jobs => jobs_page(),
            Page::NoList => no_list_of_jobs(),
            Page::InJob(container) => job_scope(container),
            Page::Unknown(address) => unknown_page(&address),
        })
    };
    let main = el("main").attr("id", MAIN).switch(move || page.get(), shown);
    [bar(), notice(), main, status_line(), help()]
}

fn page_of(session: &'static Session) -> Page {
    let lists = session.connection.with(|connection| {
        connection.as_ref().map(|connection| SasUrl::can_list_jobs(connection.url()))
    });
    session.route.with(|route| match (&route.place, lists) {
        (Place::Connect, _) | (_, None) => Page::Connect,
        (Place::Home, Some(true)) => Page::Jobs,
        (Place::Home, Some(false)) => Page::NoList,
        (Place::Unknown(address), _) => Page::Unknown(address.clone()),
        (Place::Job { job } | Place::Task { job, .. } | Place::File { job, .. }, _) => {
            Page::InJob(job.clone())
        }
    })
}

/// What of a place decides whether going to another is going to another page: a picture after a
/// picture is not.
fn page_within(place: &Place) -> (u8, Option<&str>, Option<&str>) {
    match place {
        Place::Home => (0, None, None),
        Place::Connect => (1, None, None),
        Place::Job { job } => (2, Some(job), None),
        Place::Task { job, task } => (3, Some(job), Some(task)),
        Place::File { job, .. } => (4, Some(job), None),
        Place::Unknown(_) => (5, None, None),
    }
}

/// Moves the focus with the page, as a browser does between documents, and finds the place again
/// to which a page was scrolled.
fn keep_place(session: &'static Session) {
    let place = move || session.place();
    let mut scrolled: Vec<(String, i32)> = Vec::new();
    on_change(place, move |place, before| {
        let left = before.to_string();
        scrolled.retain(|(place, _)| *place != left);
        scrolled.push((left, document::scrolled(MAIN)));
        if page_within(place) == page_within(&before) {
            return;
        }
        let entered = place.to_string();
        let top = scrolled.iter().find(|(place, _)| *place == entered).map_or(0, |(_, top)| *top);
        document::before_next_frame(move || {
            document::focus(HEADING);
            document::scroll(MAIN, top);
        });
    });
}
