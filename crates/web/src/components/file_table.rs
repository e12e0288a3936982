//! The files of a kind as a table: name, size, last change.

use super::more::{STEP, ShowMore};
use super::when::When;
use crate::format::{self, visible_name};
use crate::messages;
use crate::route::Place;
use crate::state::job::{File, Kind};
use leptos::prelude::*;
use std::sync::Arc;

/// A table of files.
#[component]
pub fn FileTable(
    /// The container they are in.
    container: StoredValue<String>,
    /// The files.
    kind: Signal<Arc<Kind>>,
    /// Only paths with this text are shown.
    #[prop(into)]
    filter: Signal<String>,
) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let shown = Memo::new(move |_| filtered(&kind.get(), &filter.get()));
    let total = Signal::derive(move || shown.with(Vec::len));
    let rows =
        move || shown.with(|files| files.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    view! {
        <div class="card">
            <table class="table files">
                <thead>
                    <tr>
                        <th scope="col">{messages::FILE}</th>
                        <th scope="col" class="r">
                            {messages::SIZE}
                        </th>
                        <th scope="col" class="r wide">
                            {messages::LAST_CHANGE}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=rows
                        key=|file| (file.blob.clone(), file.etag.clone())
                        children=move |file| row(container, file)
                    />
                </tbody>
            </table>
            {move || {
                (total.get() == 0)
                    .then(|| view! { <p class="no-match">{messages::nothing_matches(&filter.get())}</p> })
            }}
            <ShowMore limit=limit total=total />
        </div>
    }
}

/// The files whose path has `filter` in it, in any case.
pub fn filtered(kind: &Kind, filter: &str) -> Vec<Arc<File>> {
    let filter = filter.to_lowercase();
    let passes =
        |file: &&Arc<File>| filter.is_empty() || file.path.to_lowercase().contains(&filter);
    kind.files.iter().filter(passes).cloned().collect()
}

fn row(container: StoredValue<String>, file: Arc<File>) -> impl IntoView {
    let href = Place::file(&container.get_value(), &file.blob).href();
    let path = visible_name(&file.path);
    view! {
        <tr data-testid="file-row">
            <th scope="row" class="main">
                <a href=href title=path.clone()>
                    <bdi>{path.clone()}</bdi>
                </a>
            </th>
            <td class="r num">{format::size(file.size)}</td>
            <td class="r dim wide">
                <When moment=file.changed />
            </td>
        </tr>
    }
}
