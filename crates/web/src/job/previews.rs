//! The previews of a job, the newest first: all of them in a tab, a few below its tasks.

use crate::components::advice::advice_screen;
use crate::components::icon::Icon;
use crate::components::show_more::{STEP, show_more};
use crate::dom::{El, Item, el, memo};
use crate::job::loader::JobFeed;
use crate::job::model::{File, Job};
use crate::job::thumbnail::tile;
use crate::messages;
use crate::reactive::*;
use crate::route::{Place, Route, Tab, View};
use crate::storage::problem_text::no_previews;
use jobshelf::Timestamp;
use std::sync::Arc;

/// The newest previews below the table of tasks.
const NEWEST: usize = 12;

/// The tab of previews.
pub(crate) fn previews_tab(feed: &'static JobFeed, job: Derived<Arc<Job>>) -> El {
    let limit = State::new(STEP);
    let all = memo(move || newest_first(&job.get(), usize::MAX));
    let total = memo(move || all.with(Vec::len));
    let content = move |is_there: bool| {
        Some(if is_there {
            let shown = move || all.with(|all| all.iter().take(limit.get()).cloned().collect());
            el("div").child(wall(feed, shown)).child(show_more(limit, total))
        } else {
            el("div.card").child(advice_screen(Icon::Picture, &no_previews(), vec![]))
        })
    };
    el("div").switch(move || total.get() > 0, content)
}

/// A few previews, and the way to all.
pub(crate) fn newest_previews(feed: &'static JobFeed, job: Derived<Arc<Job>>) -> El {
    let newest = memo(move || job.with(|job| newest_first(job, NEWEST)));
    let section = move || {
        let place = Place::job(feed.container());
        let view = View { tab: Tab::Previews, ..View::default() };
        let all = el("a.link").attr("href", &Route { place, view }.href());
        let head = el("div.row")
            .child(el("h2").text(messages::NEWEST_PREVIEWS))
            .child(el("span.grow"))
            .child(all.text(messages::ALL_PREVIEWS));
        el("section.section").child(head).child(wall(feed, move || newest.get()))
    };
    el("div").when(move || newest.with(|newest| !newest.is_empty()), section)
}

fn newest_first(job: &Job, n: usize) -> Vec<Arc<File>> {
    let mut previews = job.newest_previews(n);
    previews.reverse();
    previews
}

/// Tiles; those that came after the page was opened are marked.
fn wall(feed: &'static JobFeed, files: impl Fn() -> Vec<Arc<File>> + 'static) -> El {
    let opened = Timestamp::now();
    let tiles = move || {
        let tile = |file: Arc<File>| {
            let is_new = file.changed.is_some_and(|changed| changed > opened);
            let key = (file.blob.clone(), file.etag.clone());
            Item::new(key, move || tile(feed.container(), &file, is_new))
        };
        files().into_iter().map(tile).collect()
    };
    el("div.wall").list(tiles)
}
