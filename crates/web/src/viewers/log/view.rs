//! A log, followed as it grows; or another text. A task's two streams may stand side by side.

use crate::dom::{El, effect, el};
use crate::reactive::*;
use crate::storage::session::session;
use crate::viewers::log::filter::view as filter_view;
use crate::viewers::log::filter::view::Filtering;
use crate::viewers::log::follow::loader::{Phase, Reading};
use crate::viewers::log::health::view as health_view;
use crate::viewers::log::jump::view as jump_view;
use crate::viewers::log::pane::{Pane, Role};
use crate::viewers::log::second_stream::{beside, is_shown};
use crate::viewers::log::selection::{copy, view as selection_view};
use crate::viewers::log::toolbar::log_tools;
use crate::viewers::log::{keys, second_stream, text};
use crate::viewers::view::FileContext;

/// The page of a log.
pub(crate) fn log_view(context: &'static FileContext, blob: &str, reading: Reading) -> El {
    let session = session();
    let pane = Pane::open(context, blob, reading, Role::Main, None);
    let Pane { feed, scroller, finding, .. } = pane;
    keys::listen(feed, scroller, finding);
    selection_view::keep_shown(scroller);
    copy::copy_whole(feed, Role::Main, finding);
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
            move || second_stream::head(&blob, None)
        })
        .child(pane.view(blob).flag_of("inert", filter_view::is_on))
        .maybe(filtering.map(|filtering| filtering.view(blob)));
    let panes = el("div.panes").child(main).child(beside(context, blob, pane));
    let panes = if second_stream::is_second(blob) { panes.attr("data-turned", "") } else { panes };
    el("div.viewer.log-viewer")
        .child(tools)
        .child(panes)
        .child(health_view::health(feed))
        .child(jump_view::go_to(pane, go_to))
}
