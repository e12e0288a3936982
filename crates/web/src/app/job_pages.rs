//! The pages of one job. They share its loader, which runs until the reader leaves the job.

use crate::browser::document;
use crate::components::heading::page_title;
use crate::components::lazy_view::lazy_page;
use crate::format::{job_name, visible_name};
use crate::job::loader::JobLoader;
use crate::job::view::JobPage;
use crate::route::Place;
use crate::storage::lazy_part::LazyPartError;
use crate::storage::session::session;
use crate::storage::spawn::spawn_latest;
use crate::task::loading::LoadingTask;
use crate::task::view::TaskPage;
use crate::viewers::page::FilePage;
use crate::viewers::view::preload_parts;
use jobshelf::{OutputAddress, Owner};
use leptos::either::EitherOf3;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Job,
    Task(String),
    File,
}

type DrawTask = fn(JobLoader, String) -> AnyView;

#[wasm_split(files, fallible)]
fn task_part() -> Result<DrawTask, LazyPartError> {
    Ok(|loader, id| view! { <TaskPage loader id /> }.into_any())
}

/// The pages of the job in `container`.
#[component]
pub fn JobPages(container: String) -> impl IntoView {
    let session = session();
    let task = Memo::new(move |_| session.route.with(|route| task_of(&route.place)));
    let loader = JobLoader::start(container, task);
    let page = Memo::new(move |_| {
        session.route.with(|route| match &route.place {
            Place::Task { task, .. } => Page::Task(task.clone()),
            Place::File { .. } => Page::File,
            _ => Page::Job,
        })
    });
    // Readers of a job open its files soon. The listing and its first rows come before that.
    let is_listed = move || loader.job.with(Option::is_some).then_some(());
    let preload = async || {
        document::drawn().await;
        // A part that does not come is asked for again when it is needed.
        let _ = task_part().await;
        preload_parts().await;
    };
    spawn_latest(is_listed, move |()| Box::pin(preload()));
    let content = move || match page.get() {
        Page::Job => EitherOf3::A(view! { <JobPage loader /> }),
        Page::Task(id) => EitherOf3::B(task_page(loader, id)),
        Page::File => EitherOf3::C(view! { <FilePage loader /> }),
    };
    view! { <div class="fill">{content}</div> }
}

/// The page of the task `id`.
fn task_page(loader: JobLoader, id: String) -> AnyView {
    let name = visible_name(&id);
    page_title(move || vec![job_name(&loader.container()), name.clone()]);
    let shown = id.clone();
    let pending = move || view! { <LoadingTask id=shown.clone() /> }.into_any();
    lazy_page(task_part, pending, move |draw: DrawTask| draw(loader, id.clone()))
}

/// The task that a place belongs to.
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
