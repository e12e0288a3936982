//! A state as a word, with a color that repeats what the word says.

use crate::job::model::TaskState;
use crate::job::summary::Counts;
use crate::job::text;
use leptos::prelude::*;

/// The color of a chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// No state.
    #[default]
    Plain,
    /// Running.
    Run,
    /// Success.
    Ok,
    /// Failure.
    Bad,
    /// A warning.
    Warn,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Run => "chip run",
            Self::Ok => "chip ok",
            Self::Bad => "chip bad",
            Self::Warn => "chip warn",
        }
    }

    /// The tone of a task's state.
    pub fn of_task(state: TaskState) -> Self {
        match state {
            TaskState::Unknown => Self::Plain,
            TaskState::Running { .. } => Self::Run,
            TaskState::Finished { .. } => Self::Ok,
            TaskState::Failed { .. } => Self::Bad,
        }
    }

    /// The tone of a job's state.
    pub fn of_job(counts: Counts) -> Self {
        match (counts.running, counts.failed, counts.finished) {
            (1.., _, _) => Self::Run,
            (0, 1.., _) => Self::Bad,
            (0, 0, 1..) => Self::Ok,
            _ => Self::Plain,
        }
    }
}

/// A chip with a dot.
#[component]
pub fn StateChip(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=tone.class()>{text}</span> }
}

/// A chip without a dot.
#[component]
pub fn PlainChip(tone: Tone, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=format!("{} plain", tone.class())>{text}</span> }
}

/// The chip of a task's state. `with_attempt` adds the attempt, if it is not the first.
#[component]
pub fn TaskChip(
    #[prop(into)] state: Signal<TaskState>,
    #[prop(optional)] with_attempt: bool,
) -> impl IntoView {
    let label = if with_attempt { text::task_state_and_attempt } else { text::task_state };
    view! {
        <span class=move || Tone::of_task(state.get()).class() data-testid="state-chip">
            {move || label(state.get())}
        </span>
    }
}
