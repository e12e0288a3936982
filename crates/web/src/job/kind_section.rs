//! The files of one kind under their heading: logs with their states, pictures as a wall, anything
//! else as a table.

use crate::components::relative_time::when;
use crate::components::show_more::{STEP, show_more};
use crate::components::table::{Column, cell_of, name_cell, table};
use crate::dom::{El, Item, el, memo, of};
use crate::format::visible_name;
use crate::job::file_table::{file_table, shown_files};
use crate::job::model::{File, Kind, TaskState};
use crate::job::state_chip::task_chip_with_attempt;
use crate::job::thumbnail::tile;
use crate::reactive::*;
use crate::route::Place;
use crate::{format, messages};
use jobshelf::predefined;
use std::rc::Rc;
use std::sync::Arc;

const LOG_COLUMNS: [Column<'_>; 4] = [
    (messages::FILE, ""),
    (messages::STATE, ""),
    (messages::SIZE, "r"),
    (messages::LAST_CHANGE, "r wide"),
];

/// A kind, named without its dollar sign, and its files.
pub fn kind_section(container: &str, name: &str, kind: Derived<Arc<Kind>>) -> El {
    let is_wall = memo(move || {
        kind.with(|kind| {
            !kind.files.is_empty() && kind.files.iter().all(|f| f.looks_like_picture())
        })
    });
    let total = move || {
        kind.with(|kind| {
            format!("{} · {}", messages::n_files(kind.files.len()), format::size(kind.size))
        })
    };
    let head = el("div.row")
        .child(el("h2.mono").text(&visible_name(&messages::kind(name))))
        .child(el("span.faint.num").text_of(total));
    let is_logs = name == predefined::TASK_LOG;
    let container: Rc<str> = container.into();
    let files = move |is_wall: bool| {
        Some(match (is_logs, is_wall) {
            (true, _) => logs(container.clone(), kind),
            (false, true) => wall(container.clone(), kind),
            (false, false) => file_table(&container, kind),
        })
    };
    el("section.section@kind")
        .attr("data-kind", name)
        .child(head)
        .switch(move || is_wall.get(), files)
}

fn wall(container: Rc<str>, kind: Derived<Arc<Kind>>) -> El {
    let limit = State::new(STEP);
    let (shown, total) = shown_files(kind);
    let tiles = move || {
        let files = shown.get();
        let tiles = files.iter().take(limit.get()).map(|file| {
            let (container, file) = (container.clone(), file.clone());
            let key = (file.blob.clone(), file.etag.clone());
            Item::new(key, move || tile(&container, &file, false))
        });
        tiles.collect()
    };
    el("div").child(el("div.wall").list(tiles)).child(show_more(limit, total))
}

/// Logs grow while one looks, so their rows are kept and only their figures change.
fn logs(container: Rc<str>, kind: Derived<Arc<Kind>>) -> El {
    let rows = move || {
        let row = |file: &Arc<File>| {
            let (container, blob) = (container.clone(), file.blob.clone());
            Item::new(&file.blob, move || log_row(&container, &blob, kind))
        };
        kind.with(|kind| kind.files.iter().map(row).collect())
    };
    el("div.card").child(table("files logs", &LOG_COLUMNS, el("tbody").list(rows)))
}

fn log_row(container: &str, blob: &str, kind: Derived<Arc<Kind>>) -> El {
    let wanted = blob.to_owned();
    let file = memo(move || {
        kind.with(|kind| kind.position(&wanted).and_then(|place| kind.files.get(place).cloned()))
    });
    let path = file.with_untracked(|file| file.as_ref().map(|file| visible_name(&file.path)));
    let state = of(move || {
        let status = file.with(|file| file.as_ref().and_then(|file| file.status.clone()));
        status.as_ref().map(TaskState::from_status).unwrap_or_default()
    });
    let is_told = state.clone();
    let chip = move || task_chip_with_attempt(state.clone());
    let size = move || file.with(|f| f.as_ref().map(|f| format::size(f.size)).unwrap_or_default());
    let changed = of(move || file.with(|file| file.as_ref().and_then(|file| file.changed)));
    el("tr@file-row")
        .child(name_cell(&Place::file(container, blob).href(), &path.unwrap_or_default()))
        .child(el("td").when(move || is_told.run() != TaskState::Unknown, chip))
        .child(cell_of("r num", size))
        .child(el("td.r.dim.wide").child(when(changed)))
}
