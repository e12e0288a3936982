//! A task: how it is doing, what its log says, and its files, kind by kind.

mod last_words;

use super::problem::ProblemScreen;
use super::title::name_page;
use crate::app::HEADING;
use crate::components::advice::AdviceScreen;
use crate::components::bar::job_name;
use crate::components::chip::TaskChip;
use crate::components::facts::fact;
use crate::components::kind_section::KindSection;
use crate::components::search::Search;
use crate::components::skeleton::skeleton_rows;
use crate::components::when::When;
use crate::feeds::job::{JobFeed, job_feed};
use crate::format::{self, visible_name};
use crate::messages;
use crate::messages::problem::{no_log_yet, no_such_task};
use crate::route::Place;
use crate::session::session;
use crate::state::job::{Task, TaskState};
use last_words::LastWords;
use leptos::prelude::*;
use std::sync::Arc;

/// From so many files on there is a filter.
const FILTER_FROM: usize = 24;

/// The page of a task.
#[component]
pub fn TaskPage(
    /// Its ID.
    task: Signal<String>,
) -> impl IntoView {
    let feed = job_feed();
    let container = feed.container();
    name_page(move || vec![job_name(&container), visible_name(&task.get())]);
    let found = Memo::new(move |_| {
        feed.job.with(|job| job.as_ref().and_then(|job| job.task(&task.get()).cloned()))
    });
    let is_found = Memo::new(move |_| found.with(Option::is_some));
    move || match (is_found.get(), feed.problem.get(), feed.knows_task(&task.get())) {
        (true, _, _) => view! { <Shown feed=feed task=task found=found /> }.into_any(),
        (false, Some(problem), _) => view! { <ProblemScreen problem=problem /> }.into_any(),
        (false, None, true) => missing(feed, &task.get()).into_any(),
        (false, None, false) => waiting(&task.get()).into_any(),
    }
}

#[component]
fn Shown(feed: JobFeed, task: Signal<String>, found: Memo<Option<Arc<Task>>>) -> impl IntoView {
    let session = session();
    let container = StoredValue::new(feed.container());
    let shown = Signal::derive(move || found.get());
    let of = move |figure: fn(&Task) -> String| move || shown.with(|t| t.as_deref().map(figure));
    let state =
        Signal::derive(move || shown.with(|t| t.as_ref().map(|t| t.state).unwrap_or_default()));
    let changed = Signal::derive(move || shown.with(|t| t.as_ref().and_then(|t| t.changed)));
    let kinds = Memo::new(move |_| {
        shown.with(|task| {
            let kinds = task.iter().flat_map(|task| &task.kinds);
            kinds.map(|kind| kind.name.clone()).collect::<Vec<_>>()
        })
    });
    let filter = Memo::new(move |_| session.route.with(|route| route.view.filter.clone()));
    let is_many = Memo::new(move |_| {
        shown.with(|task| task.as_ref().is_some_and(|task| task.files() >= FILTER_FROM))
            || !filter.with(String::is_empty)
    });
    let has_log =
        Memo::new(move |_| shown.with(|t| t.as_ref().is_some_and(|t| !t.logs().is_empty())));
    view! {
        <div class="page task">
            <div class="task-head">
                <div class="row heading">
                    <h1 id=HEADING tabindex="-1">
                        <bdi>{move || visible_name(&task.get())}</bdi>
                    </h1>
                    <TaskChip state=state with_attempt=true />
                </div>
                <dl class="facts">
                    {fact(messages::FILES, of(|task| format::count(task.files() as u64)))}
                    {fact(messages::SIZE, of(|task| format::size(task.size)))}
                    {fact(messages::LAST_CHANGE, view! { <When moment=changed bare=true /> })}
                    {move || exit_code(state.get())}
                </dl>
            </div>
            <LastWords container=container task=shown />
            <Show when=move || !has_log.get()>
                <div class="card">
                    <AdviceScreen advice=no_log_yet() symbol=crate::components::icon::Icon::Log />
                </div>
            </Show>
            <Show when=move || is_many.get()>
                <div class="row">
                    <Search
                        value=filter
                        change=move |text| session.change_view(|view| view.filter = text)
                        label=messages::FILTER_FILES
                    />
                </div>
            </Show>
            <For
                each=move || kinds.get()
                key=String::clone
                children=move |name| {
                    let kind = Signal::derive({
                        let name = name.clone();
                        move || {
                            let found = shown.get().and_then(|task| task.kind(&name).cloned());
                            found.unwrap_or_default()
                        }
                    });
                    view! { <KindSection container=container name=name kind=kind filter=filter /> }
                }
            />
        </div>
    }
}

fn exit_code(state: TaskState) -> impl IntoView {
    let code = match state {
        TaskState::Finished { exit_code: Some(code), .. }
        | TaskState::Failed { exit_code: code, .. } => Some(code),
        _ => None,
    };
    let attempt = state.attempt();
    (
        code.map(|code| fact(messages::EXIT_CODE, code.to_string())),
        (attempt > 1).then(|| fact(messages::ATTEMPT, attempt.to_string())),
    )
}

fn missing(feed: JobFeed, task: &str) -> impl IntoView + use<> {
    let name = visible_name(task);
    view! {
        <div class="advice-page">
            <h1 class="hidden-text" id=HEADING tabindex="-1">
                {name.clone()}
            </h1>
            <AdviceScreen advice=no_such_task(&name)>
                <a class="btn" href=Place::job(&feed.container()).href()>
                    {messages::TO_THE_JOB}
                </a>
            </AdviceScreen>
        </div>
    }
}

fn waiting(task: &str) -> impl IntoView + use<> {
    view! {
        <div class="page task" aria-busy="true">
            <div class="task-head">
                <h1 id=HEADING tabindex="-1">
                    {visible_name(task)}
                </h1>
                <div class="bone facts-bone"></div>
            </div>
            <div class="card">
                <table class="table">
                    <tbody>{skeleton_rows(5, 3)}</tbody>
                </table>
            </div>
        </div>
    }
}
