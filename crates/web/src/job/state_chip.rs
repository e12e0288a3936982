//! A state in a word, with a colour beside it and never instead of it.

use crate::dom::{El, Of, el};
use crate::job::model::{Counts, TaskState};
use crate::messages;

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
pub fn chip(tone: Tone, text: &str) -> El {
    el("span").class(tone.class()).text(text)
}

/// A chip without a dot.
pub fn plain_chip(tone: Tone, text: &str) -> El {
    el("span").class(&format!("{} plain", tone.class())).text(text)
}

/// The chip of a task's state, as it changes.
pub fn task_chip(state: Of<TaskState>) -> El {
    state_chip(state, messages::task_state)
}

/// The chip of a task's state and of its attempt, if it is not the first.
pub fn task_chip_with_attempt(state: Of<TaskState>) -> El {
    state_chip(state, messages::task_state_and_attempt)
}

fn state_chip(state: Of<TaskState>, text: fn(TaskState) -> String) -> El {
    let tone = state.clone();
    el("span")
        .attr_of("class", move || Some(Tone::of_task(tone.run()).class().to_owned()))
        .test("state-chip")
        .text_of(move || text(state.run()))
}
