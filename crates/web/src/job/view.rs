//! A job: how it is doing, what came last, and everything it has.

use crate::components::bar::job_name;
use crate::components::heading::{heading, name_page};
use crate::components::icon::Icon;
use crate::components::problem_screen::{advice_page, problem_screen};
use crate::components::skeleton::{bone, skeleton_rows};
use crate::components::table::table;
use crate::components::tabs::tabs;
use crate::dom::{El, el, memo};
use crate::job::loader::JobFeed;
use crate::job::model::Job;
use crate::job::{hero, outputs, previews, task_table};
use crate::route::Tab;
use crate::storage::problem::Problem;
use crate::storage::problem_text::container_empty;
use crate::storage::session::session;
use crate::{format, messages};
use std::rc::Rc;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Waiting,
    Problem(Problem),
    Nothing,
    Job,
}

/// The page of a job.
pub fn job_page(feed: &'static JobFeed) -> El {
    name_page(move || vec![job_title(feed)]);
    let is_empty = move || {
        feed.job.with(|job| job.as_ref().is_some_and(|job| job.is_complete && job.is_empty()))
    };
    let shown = move || match (feed.is_whole.get(), feed.problem.get()) {
        (false, Some(problem)) => Shown::Problem(problem),
        (false, None) => Shown::Waiting,
        (true, _) if is_empty() => Shown::Nothing,
        (true, _) => Shown::Job,
    };
    let page = move |shown| {
        Some(match shown {
            Shown::Waiting => waiting(feed),
            Shown::Problem(problem) => problem_screen(&problem),
            Shown::Nothing => {
                let said = container_empty(&session().whereabouts());
                advice_page(&job_title(feed), Icon::Empty, &said, vec![])
            }
            Shown::Job => job_view(feed),
        })
    };
    el("div").switch(shown, page)
}

/// What the job is called: its ID if a log of it tells, else what its container's name tells.
pub(crate) fn job_title(feed: &'static JobFeed) -> String {
    let id = feed.job.with(|job| job.as_ref().and_then(|job| job.id.clone()));
    format::visible_name(&id.unwrap_or_else(|| job_name(feed.container())))
}

fn job_view(feed: &'static JobFeed) -> El {
    let session = session();
    let job = memo(move || feed.job.get().unwrap_or_default());
    let tab = memo(move || session.route.get().view.tab);
    let counts = Rc::new(move |tab: Tab| job.with(|job| count_of(job, tab)));
    let content = move |tab| {
        Some(match tab {
            Tab::Tasks => task_table::tasks_tab(feed, job),
            Tab::Previews => previews::previews_tab(feed, job),
            Tab::Outputs => outputs::outputs_tab(feed, job),
            Tab::Other => outputs::other_tab(feed, job),
        })
    };
    el("div.page.job")
        .child(hero::hero(feed, job))
        .child(tabs(tab, counts))
        .switch(move || tab.get(), content)
}

fn count_of(job: &Arc<Job>, tab: Tab) -> String {
    let n = match tab {
        Tab::Tasks => job.tasks.len(),
        Tab::Previews => job.previews().count(),
        Tab::Outputs => job.kinds.iter().map(|kind| kind.files.len()).sum(),
        Tab::Other => job.others.files.len(),
    };
    format::at_least(n as u64, job.is_complete)
}

/// The page before its first listing: the same places, empty.
fn waiting(feed: &'static JobFeed) -> El {
    let head = el("div")
        .child(heading().text(&job_title(feed)))
        .child(el("p.faint.mono.container-name").text(feed.container()))
        .child(bone("facts-bone"));
    let hero = el("div.hero").child(head).child(el("div.frame"));
    let rows = el("tbody").children(skeleton_rows(6, 1));
    el("div.page.job[aria-busy=true]")
        .child(hero)
        .child(el("div.tabs").child(bone("tab-bone")))
        .child(el("div.card").child(table("", &[(messages::TASK, "")], rows)))
}
