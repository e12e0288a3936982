//! All previews of a job, the newest first.

use crate::components::advice::AdviceScreen;
use crate::components::more::{STEP, ShowMore};
use crate::components::thumb::Tile;
use crate::messages::problem::no_previews;
use crate::session::session;
use crate::state::job::Job;
use leptos::prelude::*;
use std::sync::Arc;

/// The tab of previews.
#[component]
pub(super) fn PreviewsTab(job: Signal<Arc<Job>>, container: StoredValue<String>) -> impl IntoView {
    let opened = session().now.get_untracked();
    let limit = RwSignal::new(STEP);
    let all = Memo::new(move |_| {
        let mut previews = job.get().newest_previews(usize::MAX);
        previews.reverse();
        previews
    });
    let total = Signal::derive(move || all.with(Vec::len));
    let shown = move || all.with(|all| all.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    view! {
        <Show
            when=move || { total.get() > 0 }
            fallback=|| view! { <div class="card"><AdviceScreen advice=no_previews() /></div> }
        >
            <div class="wall">
                <For
                    each=shown
                    key=|file| (file.blob.clone(), file.etag.clone())
                    children=move |file| {
                        let is_new = file.changed.is_some_and(|changed| changed > opened);
                        view! { <Tile container=container file=file is_new=is_new /> }
                    }
                />
            </div>
            <ShowMore limit=limit total=total />
        </Show>
    }
}
