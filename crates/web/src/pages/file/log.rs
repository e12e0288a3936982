//! A log, followed as it grows; or another text. A task's two streams may stand side by side.

mod beside;
mod encoding;
mod errors;
mod facts;
mod filter;
mod find;
mod go_to;
mod keys;
mod news;
mod pane;
mod pick;
mod rows;
mod scroll;
mod selection;
mod ticks;
mod times;
mod tools;
mod watch;

use super::FileContext;
use crate::dom::{El, effect, el};
use crate::feeds::log::{Phase, Reading};
use crate::messages::log as text;
use crate::reactive::*;
use crate::session::session;
use beside::{beside, is_shown};
use filter::Filtering;
use pane::{Pane, Role};
use tools::log_tools;

/// The page of a log.
pub(super) fn log_view(context: &'static FileContext, blob: &str, reading: Reading) -> El {
    let session = session();
    let pane = Pane::open(context, blob, reading, Role::Main, None);
    let Pane { feed, scroller, finding, .. } = pane;
    keys::listen(feed, scroller, finding);
    pick::keep_shown(scroller);
    selection::copy_whole(feed, Role::Main, finding);
    effect(move || {
        let (lines, is_whole) = feed.lines.with(|l| (l.n_lines(), l.is_whole()));
        session.extent.set(text::extent(lines, is_whole, feed.total.get()));
    });
    cleanup(move || {
        session.extent.set(String::new());
    });
    effect(move || {
        if feed.phase.with(|phase| *phase == Phase::Binary) {
            context.look_closer();
        }
    });
    let go_to = State::new(false);
    let filtering = finding.map(|finding| Filtering::new(feed, scroller, finding));
    if let Some(filtering) = filtering {
        filtering.listen_to_keys();
    }
    let tools = log_tools(context, pane, filtering, go_to);
    let main = el("div.pane")
        .when(is_shown, {
            let blob = blob.to_owned();
            move || beside::head(&blob, None)
        })
        .child(pane.view(blob).flag_of("inert", filter::is_on))
        .maybe(filtering.map(|filtering| filtering.view(blob)));
    let panes = el("div.panes").child(main).child(beside(context, blob, pane));
    let panes = if beside::is_second(blob) { panes.attr("data-turned", "") } else { panes };
    el("div.viewer.log-viewer")
        .child(tools)
        .child(panes)
        .child(facts::health(feed))
        .child(go_to::go_to(pane, go_to))
}
