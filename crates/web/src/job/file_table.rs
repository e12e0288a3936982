//! The files of a kind as a table: name, size, last change.

use crate::components::relative_time::when;
use crate::components::show_more::{STEP, show_more};
use crate::components::table::{Column, name_cell, table};
use crate::dom::{El, Item, el, memo, of};
use crate::format::visible_name;
use crate::job::model::{File, Kind};
use crate::reactive::*;
use crate::route::Place;
use crate::storage::session::session;
use crate::{format, messages};
use std::rc::Rc;
use std::sync::Arc;

const COLUMNS: [Column<'_>; 3] =
    [(messages::FILE, ""), (messages::SIZE, "r"), (messages::LAST_CHANGE, "r wide")];

/// A table of the files that pass the page's filter.
pub fn file_table(container: &str, kind: Derived<Arc<Kind>>) -> El {
    let limit = State::new(STEP);
    let (shown, total) = shown_files(kind);
    let container: Rc<str> = container.into();
    let rows = move || {
        let files = shown.get();
        let rows = files.iter().take(limit.get()).map(|file| {
            let (container, file) = (container.clone(), file.clone());
            let key = (file.blob.clone(), file.etag.clone());
            Item::new(key, move || row(&container, &file))
        });
        rows.collect()
    };
    el("div.card")
        .child(table("files", &COLUMNS, el("tbody").list(rows)))
        .when(move || total.get() == 0, no_match)
        .child(show_more(limit, total))
}

/// The files that pass the page's filter, and how many they are.
pub fn shown_files(kind: Derived<Arc<Kind>>) -> (Derived<Vec<Arc<File>>>, Derived<usize>) {
    let session = session();
    let shown = memo(move || {
        let filter = session.filter();
        kind.with(|kind| filtered(kind, &filter))
    });
    (shown, memo(move || shown.with(Vec::len)))
}

/// Said where a filter lets nothing pass.
pub fn no_match() -> El {
    let session = session();
    let text = move || session.route.with(|r| messages::nothing_matches(&r.view.filter));
    el("p.no-match").text_of(text)
}

/// The files whose path has `filter` in it, in any case.
fn filtered(kind: &Kind, filter: &str) -> Vec<Arc<File>> {
    let passes = |file: &&Arc<File>| format::contains(&file.path, filter);
    kind.files.iter().filter(passes).cloned().collect()
}

fn row(container: &str, file: &File) -> El {
    let href = Place::file(container, &file.blob).href();
    let changed = file.changed;
    el("tr@file-row")
        .child(name_cell(&href, &visible_name(&file.path)))
        .child(el("td.r.num").text(&format::size(file.size)))
        .child(el("td.r.dim.wide").child(when(of(move || changed))))
}
