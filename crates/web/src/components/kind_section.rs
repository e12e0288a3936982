//! The files of one kind under their heading: pictures as a wall, anything else as a table.

use super::chip::TaskChip;
use super::file_table::{FileTable, filtered};
use super::more::{STEP, ShowMore};
use super::thumb::Tile;
use super::when::When;
use crate::format::{self, visible_name};
use crate::messages;
use crate::route::Place;
use crate::state::job::{Kind, TaskState};
use leptos::prelude::*;
use std::sync::Arc;

/// A kind and its files.
#[component]
pub fn KindSection(
    /// The container they are in.
    container: StoredValue<String>,
    /// The kind's name, without the dollar sign.
    name: String,
    /// The files.
    kind: Signal<Arc<Kind>>,
    /// Only paths with this text are shown.
    #[prop(into)]
    filter: Signal<String>,
) -> impl IntoView {
    let is_wall = Memo::new(move |_| {
        kind.with(|kind| {
            !kind.files.is_empty() && kind.files.iter().all(|f| f.looks_like_picture())
        })
    });
    let is_logs = name == "TaskLog";
    let total = move || kind.with(|kind| messages::n_files(kind.files.len()));
    let size = move || kind.with(|kind| format::size(kind.size));
    view! {
        <section class="section" data-testid="kind" data-kind=name.clone()>
            <div class="row">
                <h2 class="mono">{visible_name(&messages::kind(&name))}</h2>
                <span class="faint num">{total} " · " {size}</span>
            </div>
            {move || {
                if is_logs {
                    view! { <Logs container=container kind=kind /> }.into_any()
                } else if is_wall.get() {
                    view! { <Wall container=container kind=kind filter=filter /> }.into_any()
                } else {
                    view! { <FileTable container=container kind=kind filter=filter /> }.into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Wall(
    container: StoredValue<String>,
    kind: Signal<Arc<Kind>>,
    filter: Signal<String>,
) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let all = Memo::new(move |_| filtered(&kind.get(), &filter.get()));
    let total = Signal::derive(move || all.with(Vec::len));
    let shown = move || all.with(|all| all.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    view! {
        <div class="wall">
            <For
                each=shown
                key=|file| (file.blob.clone(), file.etag.clone())
                children=move |file| view! { <Tile container=container file=file /> }
            />
        </div>
        <ShowMore limit=limit total=total />
    }
}

/// Logs grow while one looks, so their rows are kept and only their figures change.
#[component]
fn Logs(container: StoredValue<String>, kind: Signal<Arc<Kind>>) -> impl IntoView {
    let blobs = Memo::new(move |_| {
        kind.with(|kind| kind.files.iter().map(|file| file.blob.clone()).collect::<Vec<_>>())
    });
    let row = move |blob: String| {
        let href = Place::file(&container.get_value(), &blob).href();
        let file = Memo::new(move |_| {
            kind.with(|kind| kind.position(&blob).and_then(|place| kind.files.get(place).cloned()))
        });
        let path = move || file.get().map(|file| visible_name(&file.path));
        let size = move || file.get().map(|file| format::size(file.size));
        let changed = Signal::derive(move || file.get().and_then(|file| file.changed));
        let state = Signal::derive(move || {
            let status = file.get().and_then(|file| file.status.clone());
            status.as_ref().map(TaskState::from_status).unwrap_or_default()
        });
        view! {
            <tr data-testid="file-row">
                <th scope="row" class="main">
                    <a href=href title=path>
                        <bdi>{path}</bdi>
                    </a>
                </th>
                <td>
                    <Show when=move || state.get() != TaskState::Unknown>
                        <TaskChip state=state with_attempt=true />
                    </Show>
                </td>
                <td class="r num">{size}</td>
                <td class="r dim wide">
                    <When moment=changed />
                </td>
            </tr>
        }
    };
    view! {
        <div class="card">
            <table class="table files logs">
                <thead>
                    <tr>
                        <th scope="col">{messages::FILE}</th>
                        <th scope="col">{messages::STATE}</th>
                        <th scope="col" class="r">
                            {messages::SIZE}
                        </th>
                        <th scope="col" class="r wide">
                            {messages::LAST_CHANGE}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || blobs.get() key=String::clone children=row />
                </tbody>
            </table>
        </div>
    }
}
