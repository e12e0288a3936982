//! A log that is followed as it grows, or another text. The two streams of a task can be side by
//! side.

use crate::storage::session::session;
use crate::viewers::context::FileContext;
use crate::viewers::log::filter::state::Filtering;
use crate::viewers::log::filter::view::FilteredLines;
use crate::viewers::log::follow::state::{Phase, Reading};
use crate::viewers::log::health::view::HealthNote;
use crate::viewers::log::jump::view::JumpField;
use crate::viewers::log::pane::Pane;
use crate::viewers::log::pane_view::PaneView;
use crate::viewers::log::role::Role;
use crate::viewers::log::second_stream::{SecondStream, StreamHead, is_second, is_shown};
use crate::viewers::log::selection::copy::copy_whole;
use crate::viewers::log::selection::view as selection_view;
use crate::viewers::log::toolbar::LogToolbar;
use crate::viewers::log::{keys, text};
use leptos::prelude::*;

/// The page of a log.
#[component]
pub(crate) fn LogView(context: FileContext, blob: String, reading: Reading) -> impl IntoView {
    let session = session();
    let pane = Pane::open(context, &blob, reading, Role::Main, None);
    let Pane { loader, scroller, finding, .. } = pane;
    keys::listen(loader, scroller, finding);
    selection_view::keep_shown(scroller);
    copy_whole(loader, Role::Main, finding);
    Effect::new(move |_| {
        let (lines, is_whole) = loader.lines.with(|l| (l.n_lines(), l.is_whole()));
        session.extent.set(text::extent(lines, is_whole, loader.total.get()));
    });
    on_cleanup(move || session.extent.set(String::new()));
    Effect::new(move |_| {
        if loader.phase.with(|phase| *phase == Phase::Binary) {
            context.look_closer();
        }
    });
    let is_jump_open = RwSignal::new(false);
    let filtering = finding.map(|finding| Filtering::new(loader, scroller, finding));
    if let Some(filtering) = filtering {
        filtering.listen_to_keys();
    }
    let (head, filtered) = (blob.clone(), blob.clone());
    view! {
        <div class="viewer log-viewer">
            <LogToolbar context pane filtering is_jump_open/>
            <div class="panes" data-turned=is_second(&blob).then_some("")>
                <div class="pane">
                    <Show when=is_shown>
                        <StreamHead blob=head.clone()/>
                    </Show>
                    <PaneView pane blob=blob.clone()/>
                    {filtering.map(|filtering| view! { <FilteredLines filtering blob=filtered/> })}
                </div>
                <SecondStream context blob=blob.clone() main=pane/>
            </div>
            <HealthNote loader/>
            <JumpField pane is_open=is_jump_open/>
        </div>
    }
}
