//! The files of one kind below their heading: logs with their states, pictures as a wall, anything
//! else as a table.

use crate::components::show_more::{STEP, ShowMore};
use crate::format::visible_name;
use crate::job::file_table::{FileTable, first, shown_files};
use crate::job::log_table::LogTable;
use crate::job::model::Kind;
use crate::job::text;
use crate::job::wall::Wall;
use crate::{format, messages};
use jobshelf::predefined;
use leptos::either::EitherOf3;
use leptos::prelude::*;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Logs,
    Pictures,
    Files,
}

/// A kind and its files. `name` has no dollar sign.
#[component]
pub fn KindSection(container: Arc<str>, name: String, kind: Memo<Arc<Kind>>) -> impl IntoView {
    let is_log_kind = name == predefined::TASK_LOG;
    let layout = Memo::new(move |_| match is_log_kind {
        true => Layout::Logs,
        false if kind.with(|kind| has_only_pictures(kind)) => Layout::Pictures,
        false => Layout::Files,
    });
    let files = move || {
        let container = container.clone();
        match layout.get() {
            Layout::Logs => EitherOf3::A(view! { <LogTable container kind /> }),
            Layout::Pictures => EitherOf3::B(view! { <PictureWall container kind /> }),
            Layout::Files => EitherOf3::C(view! { <FileTable container kind /> }),
        }
    };
    let total = move || {
        kind.with(|kind| {
            format!("{} · {}", text::n_files(kind.files.len()), format::size(kind.size))
        })
    };
    let heading = visible_name(&messages::kind(&name));
    view! {
        <section class="section" data-testid="kind" data-kind=name>
            <div class="row">
                <h2 class="mono">{heading}</h2>
                <span class="faint num">{total}</span>
            </div>
            {files}
        </section>
    }
}

fn has_only_pictures(kind: &Kind) -> bool {
    !kind.files.is_empty() && kind.files.iter().all(|file| file.looks_like_picture())
}

#[component]
fn PictureWall(container: Arc<str>, kind: Memo<Arc<Kind>>) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let shown = shown_files(kind);
    let total = Memo::new(move |_| shown.with(Vec::len));
    let files = Signal::derive(move || shown.with(|files| first(files, limit.get())));
    view! {
        <div>
            <Wall container files />
            <ShowMore limit total />
        </div>
    }
}
