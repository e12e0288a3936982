//! What the pages of one job share: its feed, which lives from the first of them to the last.

use super::file::FilePage;
use super::job::JobPage;
use super::task::TaskPage;
use crate::feeds::job::JobFeed;
use crate::route::Place;
use crate::session::session;
use jobshelf::{OutputAddress, Owner};
use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inner {
    Job,
    Task,
    File,
}

/// The pages of the job in `container`.
#[component]
pub fn JobScope(
    /// The container's name.
    container: String,
) -> impl IntoView {
    let session = session();
    let place = Memo::new(move |_| session.route.with(|route| route.place.clone()));
    let task = Memo::new(move |_| match place.get() {
        Place::Task { task, .. } => Some(task),
        Place::File { blob, .. } => match OutputAddress::parse(&blob)?.owner() {
            Owner::Task(task) => Some(task.as_str().to_owned()),
            Owner::Job => None,
        },
        _ => None,
    });
    provide_context(JobFeed::start(container, task));
    let inner = Memo::new(move |_| match place.get() {
        Place::Task { .. } => Inner::Task,
        Place::File { .. } => Inner::File,
        _ => Inner::Job,
    });
    let task_id = Signal::derive(move || task.get().unwrap_or_default());
    // While another page is on its way in, the old one keeps the file it had.
    let blob = Memo::new(move |before: Option<&String>| match place.get() {
        Place::File { blob, .. } => blob,
        _ => before.cloned().unwrap_or_default(),
    });
    move || match inner.get() {
        Inner::Job => view! { <JobPage /> }.into_any(),
        Inner::Task => view! { <TaskPage task=task_id /> }.into_any(),
        Inner::File => view! { <FilePage blob=blob /> }.into_any(),
    }
}
