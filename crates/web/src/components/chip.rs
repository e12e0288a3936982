//! A state in a word, with a colour beside it and never instead of it.

use crate::messages;
use crate::state::job::{Counts, TaskState};
use leptos::prelude::*;

/// What a chip's colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// At work.
    Run,
    /// Well.
    Ok,
    /// Not well.
    Bad,
    /// Soon not well.
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
pub fn chip(tone: Tone, text: impl IntoView + 'static) -> impl IntoView {
    view! { <span class=tone.class()>{text}</span> }
}

/// A chip without a dot.
pub fn plain_chip(tone: Tone, text: impl IntoView + 'static) -> impl IntoView {
    view! { <span class=format!("{} plain", tone.class())>{text}</span> }
}

/// The chip of a task's state, as it changes.
#[component]
pub fn TaskChip(
    /// The state.
    state: Signal<TaskState>,
    /// Whether the attempt stands beside it.
    #[prop(optional)]
    with_attempt: bool,
) -> impl IntoView {
    let text = move || {
        if with_attempt {
            messages::task_state_and_attempt(state.get())
        } else {
            messages::task_state(state.get())
        }
    };
    view! {
        <span class=move || Tone::of_task(state.get()).class() data-testid="state-chip">
            {text}
        </span>
    }
}
