//! An account's jobs: which there are, and how each is doing.

use crate::components::filter_field::search;
use crate::components::heading::{heading, name_page};
use crate::components::icon::Icon;
use crate::components::problem_screen::{advice_page, problem_screen};
use crate::components::show_more::{STEP, show_more};
use crate::components::skeleton::skeleton_rows;
use crate::components::table::{Column, head};
use crate::dom::{El, Item, el, memo};
use crate::job::file_table::no_match;
use crate::job::state_chip::{Tone, plain_chip};
use crate::jobs::loader::JobsFeed;
use crate::jobs::row::job_row;
use crate::reactive::*;
use crate::storage::problem::Problem;
use crate::storage::problem_text::no_jobs;
use crate::storage::session::session;
use crate::{format, messages};

const COLUMNS: [Column<'_>; 7] = [
    (messages::JOB, ""),
    (messages::STATE, ""),
    (messages::NEWEST_PREVIEWS, "wide"),
    (messages::TASKS, "r"),
    (messages::OUTPUTS, "r wide"),
    (messages::SIZE, "r wide"),
    (messages::LAST_CHANGE, "r wide"),
];

#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Problem(Problem),
    Nothing,
    Jobs,
}

/// The page of jobs.
pub fn jobs_page() -> El {
    name_page(|| vec![messages::JOBS.to_owned()]);
    let feed = JobsFeed::start();
    let shown = move || {
        let n = feed.jobs.with(|jobs| jobs.as_ref().map(|jobs| jobs.len()));
        match (feed.problem.get(), n) {
            (Some(problem), None) => Shown::Problem(problem),
            (_, Some(0)) => Shown::Nothing,
            _ => Shown::Jobs,
        }
    };
    let page = move |shown| {
        Some(match shown {
            Shown::Problem(problem) => problem_screen(&problem),
            Shown::Nothing => {
                let said = no_jobs(&session().whereabouts());
                advice_page(messages::JOBS, Icon::Empty, &said, vec![])
            }
            Shown::Jobs => jobs(feed),
        })
    };
    el("div").switch(shown, page)
}

fn jobs(feed: &'static JobsFeed) -> El {
    let session = session();
    let limit = State::new(STEP);
    let is_loaded = move || feed.jobs.with(Option::is_some);
    let shown = memo(move || {
        let filter = session.filter();
        feed.jobs.with(|jobs| {
            let names = jobs.iter().flat_map(|jobs| jobs.iter().map(|job| &job.name));
            names.filter(|name| format::contains(name, &filter)).cloned().collect::<Vec<String>>()
        })
    });
    let total = memo(move || shown.with(Vec::len));
    let rows = move || {
        let row = |name: &String| {
            let container = name.clone();
            Item::new(name, move || job_row(feed, &container))
        };
        shown.with(|names| names.iter().take(limit.get()).map(row).collect())
    };
    let count = move |n: Option<usize>| {
        let text = format::at_least(n? as u64, feed.is_complete.get_untracked());
        Some(plain_chip(Tone::Plain, &text))
    };
    let n_jobs = move || feed.jobs.with(|jobs| jobs.as_ref().map(|jobs| jobs.len()));
    let top = el("div.row")
        .child(heading().text(messages::JOBS))
        .switch(n_jobs, count)
        .child(el("span.grow"))
        .child(search(messages::FILTER_JOBS));
    let table = el("table.table.jobs")
        .state_of("aria-busy", move || !is_loaded())
        .child(head(&COLUMNS))
        .child(el("tbody").list(rows))
        .when(move || !is_loaded(), || el("tbody").children(skeleton_rows(6, COLUMNS.len())));
    let card = el("div.card")
        .child(table)
        .when(move || is_loaded() && total.get() == 0, no_match)
        .child(show_more(limit, total));
    el("div.page").child(top).child(card)
}
