//! A task: how it is doing, what its log says, and its files, kind by kind.

use crate::components::advice::{advice_screen, link_button};
use crate::components::bar::job_name;
use crate::components::figures::{fact, fact_with};
use crate::components::filter_field::search;
use crate::components::heading::{heading, name_page};
use crate::components::icon::Icon;
use crate::components::problem_screen::{advice_page, problem_screen};
use crate::components::relative_time::since;
use crate::components::skeleton::{bone, skeleton_rows};
use crate::dom::{El, Item, el, memo, of};
use crate::format::visible_name;
use crate::job::kind_section::kind_section;
use crate::job::loader::JobFeed;
use crate::job::model::{Task, TaskState};
use crate::job::state_chip::task_chip_with_attempt;
use crate::reactive::*;
use crate::route::Place;
use crate::storage::problem::Problem;
use crate::storage::problem_text::{no_log_yet, no_such_task};
use crate::storage::session::session;
use crate::task::log_excerpt::last_words;
use crate::{format, messages};
use std::sync::Arc;

/// From so many files on there is a filter.
const FILTER_FROM: usize = 24;

#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Waiting,
    Problem(Problem),
    Missing,
    Task,
}

/// The page of task `id`.
pub fn task_page(feed: &'static JobFeed, id: String) -> El {
    let (titled, wanted, known) = (id.clone(), id.clone(), id.clone());
    name_page(move || vec![job_name(feed.container()), visible_name(&titled)]);
    let found =
        memo(move || feed.job.with(|job| job.as_ref().and_then(|job| job.task(&wanted).cloned())));
    let shown = move || match (found.with(Option::is_some), feed.problem.get()) {
        (true, _) => Shown::Task,
        (false, Some(problem)) => Shown::Problem(problem),
        (false, None) if feed.knows_task(&known) => Shown::Missing,
        (false, None) => Shown::Waiting,
    };
    let page = move |shown| {
        Some(match shown {
            Shown::Task => task_view(feed, &id, found),
            Shown::Problem(problem) => problem_screen(&problem),
            Shown::Missing => missing(feed, &id),
            Shown::Waiting => waiting(&id),
        })
    };
    el("div").switch(shown, page)
}

fn task_view(feed: &'static JobFeed, id: &str, task: Derived<Option<Arc<Task>>>) -> El {
    let session = session();
    let container = feed.container();
    let is_many = move || {
        task.with(|task| task.as_ref().is_some_and(|task| task.files() >= FILTER_FROM))
            || !session.filter().is_empty()
    };
    let is_without_log = move || task.with(|t| t.as_ref().is_some_and(|t| t.logs().is_empty()));
    let kinds = move || {
        let section = |name: &String| {
            let (wanted, name) = (name.clone(), name.clone());
            Item::new(wanted.clone(), move || {
                let wanted = wanted.clone();
                let kind = memo(move || {
                    let kind = task.with(|task| task.as_ref()?.kind(&wanted).cloned());
                    kind.unwrap_or_default()
                });
                kind_section(feed.container(), &name, kind)
            })
        };
        task.with(|task| {
            let kinds = task.iter().flat_map(|task| &task.kinds);
            kinds.map(|kind| section(&kind.name)).collect()
        })
    };
    let no_log = || el("div.card").child(advice_screen(Icon::Log, &no_log_yet(), vec![]));
    el("div.page.task")
        .child(task_head(id, task))
        .child(last_words(container, task))
        .when(is_without_log, no_log)
        .when(is_many, || el("div.row").child(search(messages::FILTER_FILES)))
        .list(kinds)
}

fn task_head(id: &str, task: Derived<Option<Arc<Task>>>) -> El {
    let with = move |figure: fn(&Task) -> String| {
        move || task.with(|task| task.as_deref().map(figure).unwrap_or_default())
    };
    let state = move || task.with(|task| task.as_ref().map(|t| t.state).unwrap_or_default());
    let changed = of(move || task.with(|task| task.as_ref().and_then(|task| task.changed)));
    let title = el("div.row.heading")
        .child(heading().child(el("bdi").text(&visible_name(id))))
        .child(task_chip_with_attempt(of(state)));
    let exit_code = move |code: Option<i32>| {
        Some(fact(messages::EXIT_CODE, move || code.map(|c| c.to_string()).unwrap_or_default()))
            .filter(|_| code.is_some())
    };
    let attempt = move |n: u32| (n > 1).then(|| fact(messages::ATTEMPT, move || n.to_string()));
    let facts = el("dl.facts")
        .child(fact(messages::FILES, with(|task| format::count(task.files() as u64))))
        .child(fact(messages::SIZE, with(|task| format::size(task.size))))
        .child(fact_with(messages::LAST_CHANGE, since(changed)))
        .switch(move || exit_code_of(state()), exit_code)
        .switch(move || state().attempt(), attempt);
    el("div.task-head").child(title).child(facts)
}

fn exit_code_of(state: TaskState) -> Option<i32> {
    match state {
        TaskState::Finished { exit_code, .. } => exit_code,
        TaskState::Failed { exit_code, .. } => Some(exit_code),
        TaskState::Unknown | TaskState::Running { .. } => None,
    }
}

fn missing(feed: &'static JobFeed, id: &str) -> El {
    let name = visible_name(id);
    let to_job = link_button(&Place::job(feed.container()).href(), messages::TO_THE_JOB);
    advice_page(&name, Icon::Empty, &no_such_task(&name), vec![to_job])
}

fn waiting(id: &str) -> El {
    let head =
        el("div.task-head").child(heading().text(&visible_name(id))).child(bone("facts-bone"));
    let rows = el("tbody").children(skeleton_rows(5, 3));
    el("div.page.task[aria-busy=true]")
        .child(head)
        .child(el("div.card").child(el("table.table").child(rows)))
}
