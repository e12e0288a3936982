//! The files of a kind as a table: name, size, last change.

use crate::components::relative_time::RelativeTime;
use crate::components::show_more::{STEP, ShowMore};
use crate::components::table::{Column, NameCell, Table};
use crate::format::visible_name;
use crate::job::model::{File, Kind};
use crate::job::text;
use crate::route::Place;
use crate::storage::session::session;
use crate::{format, messages};
use leptos::prelude::*;
use std::sync::Arc;

const COLUMNS: [Column; 3] = [(text::FILE, ""), (text::SIZE, "r"), (text::LAST_CHANGE, "r wide")];

/// A table of the files that match the page's filter.
#[component]
pub fn FileTable(container: Arc<str>, kind: Memo<Arc<Kind>>) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let shown = shown_files(kind);
    let total = Memo::new(move |_| shown.with(Vec::len));
    let files = move || shown.with(|files| first(files, limit.get()));
    let row = move |file| view! { <FileRow container=container.clone() file /> };
    view! {
        <div class="card">
            <Table class="files" columns=&COLUMNS>
                <tbody>
                    <For
                        each=files
                        key=|file| (file.blob.clone(), file.etag.clone())
                        children=row
                    />
                </tbody>
            </Table>
            <Show when=move || total.get() == 0>
                <NoMatch />
            </Show>
            <ShowMore limit total />
        </div>
    }
}

/// The files that match the page's filter.
pub fn shown_files(kind: Memo<Arc<Kind>>) -> Memo<Vec<Arc<File>>> {
    let session = session();
    Memo::new(move |_| {
        let filter = session.filter();
        kind.with(|kind| filtered(kind, &filter))
    })
}

/// The first `n` of some items.
pub(crate) fn first<T: Clone>(items: &[T], n: usize) -> Vec<T> {
    items.iter().take(n).cloned().collect()
}

/// Says that nothing matches the page's filter.
#[component]
pub fn NoMatch() -> impl IntoView {
    let session = session();
    view! { <p class="no-match">{move || messages::nothing_matches(&session.filter())}</p> }
}

/// The files whose path contains `filter`, whatever its case.
fn filtered(kind: &Kind, filter: &str) -> Vec<Arc<File>> {
    let matches = |file: &&Arc<File>| format::contains(&file.path, filter);
    kind.files.iter().filter(matches).cloned().collect()
}

#[component]
fn FileRow(container: Arc<str>, file: Arc<File>) -> impl IntoView {
    let href = Place::file(&container, &file.blob).href();
    view! {
        <tr data-testid="file-row">
            <NameCell href name=visible_name(&file.path) />
            <td class="r num">{format::size(file.size)}</td>
            <td class="r dim wide">
                <RelativeTime moment=Signal::stored(file.changed) />
            </td>
        </tr>
    }
}
