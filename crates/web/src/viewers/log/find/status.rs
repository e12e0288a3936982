//! What the search is at, over the corner of the lines that are shown: how far it is, with a way to
//! stop it; or what is in its way.

use crate::dom::{El, el, memo};
use crate::storage::session::session;
use crate::viewers::log::filter::view as filter_view;
use crate::viewers::log::find::model::{Query, Scan};
use crate::viewers::log::find::text;
use crate::viewers::log::find::view::Finding;
use crate::viewers::log::pane::Role;

/// A search of so little needs no word on how far it is.
const SOON: u64 = 16 << 20;

/// The words, while there are any, over the main pane, or over the filtered lines that lie over it.
pub(crate) fn find_status(finding: &'static Finding, role: Role) -> El {
    let search = finding.search;
    let (progress, scan, query) = (search.progress, search.scan, search.query);
    let (refusal, note) = (search.refusal, finding.note);
    let said = memo(move || {
        let (progress, scan, note) = (progress.get(), scan.get(), note.get());
        let is_soon = scan == Scan::Running && progress.total < SOON;
        if is_soon || !note.is_empty() {
            return note.to_owned();
        }
        let is_filter = filter_view::is_on();
        if is_filter && query.with(Query::is_empty) && scan != Scan::Broken && !is_waiting(&scan) {
            // How far the filter is, is told beside it.
            return String::new();
        }
        let at = session().whereabouts();
        let said = query.with(|query| {
            refusal.with(|refusal| text::status(query, refusal, progress, &scan, &at))
        });
        said.unwrap_or_default()
    });
    let can_stop = move || search.scan.with(Scan::is_under_way);
    let can_go_on = move || search.scan.get() == Scan::Stopped;
    let percent = move || format!("{}%", search.progress.with(|progress| progress.percent()));
    let bar = move || el("i.find-bar").style_of("width", percent);
    let status = move || {
        el("div.find-status@find-status")
            .child(el("span").text_of(move || said.get()))
            .when(can_stop, move || crate::viewers::log::find::view::stop(search).test("find-stop"))
            .when(can_go_on, move || {
                crate::viewers::log::find::view::go_on(search).test("find-go-on")
            })
            .when(can_stop, bar)
    };
    // Progress is not read out; what ends it is. The field itself tells how many matches there are.
    let is_told = move || {
        let is_idle = scan.with(|scan| *scan == Scan::Idle);
        is_idle && note.with(|note| note.is_empty()) && refusal.with(String::is_empty)
    };
    let spoken = move || if can_stop() || is_told() { String::new() } else { said.get() };
    let is_here = move || filter_view::is_on() == (role == Role::Filtered);
    el("div.find-status-place")
        .child(el("span.hidden-text[role=status]").text_of(spoken))
        .when(move || is_here() && said.with(|said| !said.is_empty()), status)
}

fn is_waiting(scan: &Scan) -> bool {
    matches!(scan, Scan::Waiting(_))
}
