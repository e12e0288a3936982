//! The previews of a job, the newest first: all of them in a tab, a few below its tasks.

use crate::components::advice::AdviceScreen;
use crate::components::icon::IconName;
use crate::components::show_more::{STEP, ShowMore};
use crate::job::file_table::first;
use crate::job::loader::JobLoader;
use crate::job::model::{File, Job};
use crate::job::text;
use crate::job::wall::Wall;
use crate::route::{Place, Route, Tab, View};
use crate::storage::empty_text::no_previews;
use jobshelf::Timestamp;
use leptos::prelude::*;
use std::sync::Arc;

/// How many previews are below the table of tasks.
const NEWEST: usize = 12;

/// The tab of previews.
#[component]
pub(crate) fn PreviewsTab(loader: JobLoader, job: Memo<Arc<Job>>) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let all = Memo::new(move |_| job.with(|job| newest_first(job, usize::MAX)));
    let total = Memo::new(move |_| all.with(Vec::len));
    let files = Signal::derive(move || all.with(|all| first(all, limit.get())));
    let no_files = || {
        view! {
            <div class="card">
                <AdviceScreen icon=IconName::Picture advice=no_previews() />
            </div>
        }
    };
    view! {
        <div>
            <Show when=move || total.get() != 0 fallback=no_files>
                <div>
                    <Wall container=loader.container() files opened=Timestamp::now() />
                    <ShowMore limit total />
                </div>
            </Show>
        </div>
    }
}

/// A few previews, and a link to all.
#[component]
pub(crate) fn NewestPreviews(loader: JobLoader, job: Memo<Arc<Job>>) -> impl IntoView {
    let newest = Memo::new(move |_| job.with(|job| newest_first(job, NEWEST)));
    let all = move || {
        let place = Place::job(&loader.container());
        Route { place, view: View { tab: Tab::Previews, ..View::default() } }.href()
    };
    view! {
        <div>
            <Show when=move || newest.with(|newest| !newest.is_empty())>
                <section class="section">
                    <div class="row">
                        <h2>{text::NEWEST_PREVIEWS}</h2>
                        <span class="grow"></span>
                        <a class="link" href=all()>
                            {text::ALL_PREVIEWS}
                        </a>
                    </div>
                    <Wall container=loader.container() files=newest opened=Timestamp::now() />
                </section>
            </Show>
        </div>
    }
}

fn newest_first(job: &Job, n: usize) -> Vec<Arc<File>> {
    let mut previews = job.newest_previews(n);
    previews.reverse();
    previews
}
