//! What the pages of one job share: its feed, which lives from the first of them to the last.

use crate::dom::{El, el, memo};
use crate::job::loader::JobFeed;
use crate::job::view::job_page;
use crate::route::Place;
use crate::storage::lazy_loader;
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use crate::task::view::task_page;
use crate::viewers::page::file_page;
use jobshelf::{OutputAddress, Owner};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Inner {
    #[default]
    Job,
    Task(String),
    File,
}

/// The pages of the job in `container`.
pub fn job_scope(container: String) -> El {
    let session = session();
    let task = memo(move || session.route.with(|route| task_of(&route.place)));
    let feed = JobFeed::start(container, task);
    let inner = memo(move || {
        session.route.with(|route| match &route.place {
            Place::Task { task, .. } => Inner::Task(task.clone()),
            Place::File { .. } => Inner::File,
            _ => Inner::Job,
        })
    });
    // Who sees files soon opens one; until then the first listing has the network for itself.
    let wants_views = move || feed.job.with(Option::is_some) || inner.get() == Inner::File;
    spawn_latest(
        move || wants_views().then_some(()),
        move |()| Box::pin(async move { lazy_loader::load(session).await }),
    );
    let shown = move |inner| {
        Some(match inner {
            Inner::Job => job_page(feed),
            Inner::Task(task) => task_page(feed, task),
            Inner::File => file_page(feed),
        })
    };
    el("div.fill").switch(move || inner.get(), shown)
}

/// The task that a place is about.
fn task_of(place: &Place) -> Option<String> {
    match place {
        Place::Task { task, .. } => Some(task.clone()),
        Place::File { blob, .. } => match OutputAddress::parse(blob)?.owner() {
            Owner::Task(task) => Some(task.as_str().to_owned()),
            Owner::Job => None,
        },
        _ => None,
    }
}
