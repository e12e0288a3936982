//! What is said where there is nothing to show, and no request has failed.

use crate::storage::advice::{Advice, Whereabouts};

/// A container without a blob.
pub fn container_empty(at: &Whereabouts) -> Advice {
    Advice::new(
        "Nothing here yet",
        format!("{} exists and is empty: no task has saved anything so far.", at.container_name()),
        "Outputs appear here as they are written. To save one from a task:",
    )
    .with_command("jobshelf save --kind TaskOutput FILE")
}

/// A task of which there is nothing.
pub fn no_such_task(task: &str) -> Advice {
    Advice::new(
        "There is nothing of this task",
        format!(
            "No output of {task} is in this job. It has not started, it has saved nothing so far, or its ID is spelled otherwise: upper and lower case count."
        ),
        "It appears here once it saves something.",
    )
}

/// A task without a log.
pub fn no_log_yet() -> Advice {
    Advice::new(
        "No log yet",
        "This task has saved no $TaskLog. A log appears while its task runs if the helper starts its command.",
        "To stream a command's output from a node:",
    )
    .with_command("jobshelf run -- COMMAND")
}

/// A log that is not there.
pub fn log_missing(name: &str) -> Advice {
    Advice::new(
        "This log is not there yet",
        format!("There is no {name}: the task has not started, or writes no such log."),
        "This page looks again by itself.",
    )
}

/// An account without jobs.
pub fn no_jobs(at: &Whereabouts) -> Advice {
    Advice::new(
        "No jobs yet",
        format!("Account {} has no container whose name begins with job-.", at.account),
        "A job's container is made before its tasks start:",
    )
    .with_command("jobshelf prepare --job JOB_ID")
}

/// A SAS that cannot list jobs.
pub fn cannot_list_jobs() -> Advice {
    Advice::new(
        "This link cannot list jobs",
        "That takes a SAS of the account; one of a container opens that job alone.",
        "Open a job by its link, or ask for a SAS of the account.",
    )
}

/// A job without previews.
pub fn no_previews() -> Advice {
    Advice::new(
        "No previews yet",
        "No task has saved a picture as TaskPreview.",
        "They appear here as they are written. To save one from a task:",
    )
    .with_command("jobshelf save --kind TaskPreview FRAME.png")
}

/// A job without outputs of its own.
pub fn no_job_outputs() -> Advice {
    Advice::new(
        "No outputs of the job itself",
        "So far all outputs are of single tasks.",
        "To save one that belongs to the job as a whole:",
    )
    .with_command("jobshelf save --job-level --kind JobOutput FILE")
}

/// A job without anything outside the convention.
pub fn no_others() -> Advice {
    Advice::new(
        "Nothing outside the convention",
        "Every blob of this container is an output of the job or of a task.",
        "",
    )
}

/// A job without tasks.
pub fn no_tasks() -> Advice {
    Advice::new(
        "No outputs of tasks",
        "Nothing in this container is named as a task's output: TASK/$KIND/PATH.",
        "See the other tabs for what there is.",
    )
}

/// An address that leads nowhere.
pub fn no_such_page(address: &str) -> Advice {
    Advice::new(
        "There is no such page",
        format!("Nothing is at “{address}”. The link may have been cut off."),
        "",
    )
}

/// A picture that the browser cannot show.
pub fn broken_picture(name: &str) -> Advice {
    Advice::new(
        "This picture cannot be shown",
        format!(
            "{name} begins like a picture, but the browser cannot decode it. It may still be being written."
        ),
        "Its bytes can be looked at.",
    )
}
