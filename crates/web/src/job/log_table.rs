//! The logs of a task as a table: name, state, size, last change.
//!
//! Logs grow while the reader watches, so rows stay and only their figures change.

use crate::components::relative_time::RelativeTime;
use crate::components::table::{Column, NameCell, Table};
use crate::format;
use crate::format::visible_name;
use crate::job::model::{Kind, TaskState};
use crate::job::state_chip::TaskChip;
use crate::job::text;
use crate::route::Place;
use leptos::prelude::*;
use std::sync::Arc;

const COLUMNS: [Column; 4] =
    [(text::FILE, ""), (text::STATE, ""), (text::SIZE, "r"), (text::LAST_CHANGE, "r wide")];

/// The table of the logs in `kind`.
#[component]
pub(crate) fn LogTable(container: Arc<str>, kind: Memo<Arc<Kind>>) -> impl IntoView {
    let blobs = move || {
        kind.with(|kind| kind.files.iter().map(|file| file.blob.clone()).collect::<Vec<_>>())
    };
    let row = move |blob| view! { <LogRow container=container.clone() blob kind /> };
    view! {
        <div class="card">
            <Table class="files logs" columns=&COLUMNS>
                <tbody>
                    <For each=blobs key=String::clone children=row />
                </tbody>
            </Table>
        </div>
    }
}

#[component]
fn LogRow(container: Arc<str>, blob: String, kind: Memo<Arc<Kind>>) -> impl IntoView {
    let href = Place::file(&container, &blob).href();
    let file = Memo::new(move |_| {
        kind.with(|kind| kind.position(&blob).and_then(|index| kind.files.get(index).cloned()))
    });
    let path = file.with_untracked(|file| file.as_ref().map(|file| visible_name(&file.path)));
    let state = Memo::new(move |_| {
        file.with(|file| file.as_ref()?.status.as_ref().map(TaskState::from_status))
            .unwrap_or_default()
    });
    let size = move || {
        file.with(|file| file.as_ref().map(|file| format::size(file.size))).unwrap_or_default()
    };
    let changed = Signal::derive(move || file.with(|file| file.as_ref()?.changed));
    view! {
        <tr data-testid="file-row">
            <NameCell href name=path.unwrap_or_default() />
            <td>
                <Show when=move || state.get() != TaskState::Unknown>
                    <TaskChip state with_attempt=true />
                </Show>
            </td>
            <td class="r num">{size}</td>
            <td class="r dim wide">
                <RelativeTime moment=changed />
            </td>
        </tr>
    }
}
