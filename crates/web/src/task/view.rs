//! The page of a task: its state and figures, an excerpt of its log, and its files, kind by kind.

use crate::components::advice::AdviceScreen;
use crate::components::figures::{Figure, FigureWith};
use crate::components::filter_field::FilterField;
use crate::components::heading::Heading;
use crate::components::icon::IconName;
use crate::components::problem_screen::{AdvicePage, ProblemScreen};
use crate::components::relative_time::TimeSince;
use crate::format::{self, visible_name};
use crate::job;
use crate::job::kind_section::KindSection;
use crate::job::loader::JobLoader;
use crate::job::model::{Task, TaskState};
use crate::job::state_chip::TaskChip;
use crate::route::Place;
use crate::storage::empty_text::{no_log_yet, no_such_task};
use crate::storage::problem::Problem;
use crate::storage::session::session;
use crate::task::loading::LoadingTask;
use crate::task::log_excerpt::LogExcerpt;
use crate::task::text;
use leptos::either::EitherOf4;
use leptos::prelude::*;
use std::sync::Arc;

/// A task with at least this many files has a filter.
const FILTER_FROM: usize = 24;

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Loading,
    Problem(Problem),
    NoTask,
    Task,
}

/// The page of task `id`.
#[component]
pub fn TaskPage(loader: JobLoader, id: String) -> impl IntoView {
    let wanted = id.clone();
    let task = Memo::new(move |_| loader.job.with(|job| job.as_ref()?.task(&wanted).cloned()));
    let known = id.clone();
    let content = Memo::new(move |_| match (task.with(Option::is_some), loader.problem.get()) {
        (true, _) => Content::Task,
        (false, Some(problem)) => Content::Problem(problem),
        (false, None) if loader.knows_task(&known) => Content::NoTask,
        (false, None) => Content::Loading,
    });
    let page = move || {
        let id = id.clone();
        match content.get() {
            Content::Loading => EitherOf4::A(view! { <LoadingTask id /> }),
            Content::Problem(problem) => EitherOf4::B(view! { <ProblemScreen problem /> }),
            Content::NoTask => EitherOf4::C(view! { <NoTask loader id /> }),
            Content::Task => EitherOf4::D(view! { <TaskView loader id task /> }),
        }
    };
    view! { <div>{page}</div> }
}

#[component]
fn TaskView(loader: JobLoader, id: String, task: Memo<Option<Arc<Task>>>) -> impl IntoView {
    let session = session();
    let has_filter = move || {
        task.with(|task| task.as_ref().is_some_and(|task| task.n_files() >= FILTER_FROM))
            || !session.filter().is_empty()
    };
    let has_no_log = move || task.with(|task| task.as_ref().is_some_and(|t| t.logs().is_empty()));
    let kinds = move || {
        task.with(|task| {
            let kinds = task.iter().flat_map(|task| &task.kinds);
            kinds.map(|kind| kind.name.clone()).collect::<Vec<_>>()
        })
    };
    let section = move |name: String| {
        let wanted = name.clone();
        let kind = Memo::new(move |_| {
            task.with(|task| task.as_ref()?.kind(&wanted).cloned()).unwrap_or_default()
        });
        view! { <KindSection container=loader.container() name kind /> }
    };
    view! {
        <div class="page task">
            <TaskHead id task />
            <LogExcerpt container=loader.container() task />
            <Show when=has_no_log>
                <div class="card">
                    <AdviceScreen icon=IconName::Log advice=no_log_yet() />
                </div>
            </Show>
            <Show when=has_filter>
                <div class="row">
                    <FilterField label=text::FILTER_FILES />
                </div>
            </Show>
            <For each=kinds key=String::clone children=section />
        </div>
    }
}

#[component]
fn TaskHead(id: String, task: Memo<Option<Arc<Task>>>) -> impl IntoView {
    let figure = move |text: fn(&Task) -> String| {
        Signal::derive(move || task.with(|task| task.as_deref().map(text)).unwrap_or_default())
    };
    let state = Memo::new(move |_| {
        task.with(|task| task.as_ref().map(|task| task.state)).unwrap_or_default()
    });
    let changed = Signal::derive(move || task.with(|task| task.as_ref()?.changed));
    let exit_code = Memo::new(move |_| exit_code_of(state.get()));
    let attempt = Memo::new(move |_| Some(state.get().attempt()).filter(|attempt| *attempt > 1));
    let fact = |label: &'static str, value: String| {
        view! { <Figure label value=Signal::stored(value) /> }
    };
    view! {
        <div class="task-head">
            <div class="row heading">
                <Heading>
                    <bdi>{visible_name(&id)}</bdi>
                </Heading>
                <TaskChip state with_attempt=true />
            </div>
            <dl class="facts">
                <Figure label=text::FILES value=figure(|t| format::count(t.n_files() as u64)) />
                <Figure label=job::text::SIZE value=figure(|task| format::size(task.size)) />
                <FigureWith label=job::text::LAST_CHANGE>
                    <TimeSince moment=changed />
                </FigureWith>
                {move || exit_code.get().map(|code| fact(text::EXIT_CODE, code.to_string()))}
                {move || attempt.get().map(|attempt| fact(text::ATTEMPT, attempt.to_string()))}
            </dl>
        </div>
    }
}

fn exit_code_of(state: TaskState) -> Option<i32> {
    match state {
        TaskState::Finished { exit_code, .. } => exit_code,
        TaskState::Failed { exit_code, .. } => Some(exit_code),
        TaskState::Unknown | TaskState::Running { .. } => None,
    }
}

/// The page of a task that does not exist.
#[component]
fn NoTask(loader: JobLoader, id: String) -> impl IntoView {
    let name = visible_name(&id);
    let advice = no_such_task(&name);
    view! {
        <AdvicePage title=name icon=IconName::Empty advice>
            <a class="btn" href=Place::job(&loader.container()).href()>
                {text::TO_THE_JOB}
            </a>
        </AdvicePage>
    }
}
