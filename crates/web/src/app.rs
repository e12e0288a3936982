//! The shell: bar, notice, page, status line; and which page that is.

use crate::components::bar::Bar;
use crate::components::notice::Notice;
use crate::components::status_line::{StatusExtra, StatusLine};
use crate::pages::connect::ConnectPage;
use crate::pages::job_scope::JobScope;
use crate::pages::jobs::JobsPage;
use crate::pages::problem::{UnknownPage, no_list_of_jobs};
use crate::platform::document;
use crate::route::Place;
use crate::session::Session;
use jobshelf::SasUrl;
use leptos::prelude::*;
use std::collections::HashMap;

/// The ID of every page's heading: where the focus goes when the page changes.
pub const HEADING: &str = "heading";

/// Which page is shown. A change of it makes a new page; any other change of the route does not.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Page {
    Connect,
    Jobs,
    NoList,
    InJob(String),
    Unknown(String),
}

/// The viewer.
#[component]
pub fn App(
    /// The session it shows.
    session: Session,
) -> impl IntoView {
    provide_context(session);
    provide_context(StatusExtra(RwSignal::new(None)));
    let page = Memo::new(move |_| page_of(session));
    keep_place(session);
    view! {
        <Bar />
        <Notice />
        <main id="main">
            {move || match page.get() {
                Page::Connect => view! { <ConnectPage /> }.into_any(),
                Page::Jobs => view! { <JobsPage /> }.into_any(),
                Page::NoList => no_list_of_jobs().into_any(),
                Page::InJob(container) => view! { <JobScope container=container /> }.into_any(),
                Page::Unknown(address) => view! { <UnknownPage address=address /> }.into_any(),
            }}
        </main>
        <StatusLine />
    }
}

fn page_of(session: Session) -> Page {
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
fn keep_place(session: Session) {
    let place = Memo::new(move |_| session.route.with(|route| route.place.clone()));
    let scrolled: StoredValue<HashMap<String, i32>> = StoredValue::new(HashMap::new());
    Effect::watch(
        move || place.get(),
        move |place, before, _| {
            if let Some(before) = before {
                scrolled.update_value(|scrolled| {
                    scrolled.insert(before.to_string(), document::scrolled("main"));
                });
            }
            let is_same_page = before.is_some_and(|b| page_within(b) == page_within(place));
            let top = scrolled.with_value(|s| s.get(&place.to_string()).copied()).unwrap_or(0);
            request_animation_frame(move || {
                if !is_same_page {
                    document::focus(HEADING);
                    document::scroll("main", top);
                }
            });
        },
        false,
    );
}
