//! `jobshelf rm`: removes outputs, after a confirmation.

mod empty_folders;

use super::selection::{Selected, Selection, explain, missing_output};
use crate::access::Purpose;
use crate::args::{OutputMode, OutputsArgs, RmArgs};
use crate::environment::variable;
use crate::parallel;
use crate::report::{Event, Reporter, usage};
use anyhow::Result;
use jobshelf::escape::escape_hidden;
use jobshelf::{Error, OutputFile};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// How many outputs are shown before the question.
const SHOWN: usize = 10;

/// Removes each output, and then the folders that are empty. A failure is reported, and does not
/// stop the others.
pub(crate) async fn run(args: &RmArgs, mode: OutputMode) -> Result<ExitCode> {
    let mut selection = Selection::resolve(&outputs_to_remove(args), Purpose::Remove).await?;
    let reporter = Reporter::with_progress(mode, selection.outputs.len());
    let has_folders = !selection.folders.emptied().is_empty();
    if !(has_folders && selection.outputs.is_empty()) {
        selection.missing.iter().for_each(|failure| reporter.failed(failure));
    }
    if selection.is_empty_job() && !has_folders {
        let container = selection.container.name();
        reporter
            .note(&format!("there is nothing to remove: container `{container}` has no outputs"));
    }
    if selection.outputs.is_empty() && !has_folders {
        return Ok(reporter.exit_code());
    }
    if args.dry_run {
        return Ok(show(selection, &reporter).await);
    }
    if !args.yes && !is_wanted(&selection)? {
        return Ok(ExitCode::FAILURE);
    }
    let removed = Mutex::new(Vec::new());
    parallel::for_each(
        std::mem::take(&mut selection.outputs),
        |_| 0,
        |selected| {
            let (reporter, removed) = (&reporter, &removed);
            async move {
                let blob = selected.blob();
                match remove(args, &selected).await {
                    Ok(was_there) => {
                        let event = if was_there { "removed" } else { "missing" };
                        let event = Event { event, blob: Some(&blob), ..Event::default() };
                        reporter.done(&event, &blob);
                        // No code that holds the lock can panic.
                        removed.lock().unwrap_or_else(PoisonError::into_inner).push(blob);
                    }
                    Err(error) => reporter.failed(&error),
                }
            }
        },
    )
    .await;
    let removed = removed.into_inner().unwrap_or_else(PoisonError::into_inner);
    empty_folders::remove(&selection.container, &selection.folders, &removed, &reporter).await;
    Ok(reporter.exit_code())
}

/// The outputs that the arguments name; on a node those of its task, unless others are named. What
/// a task does with its own outputs must not reach those of others by an argument left out.
fn outputs_to_remove(args: &RmArgs) -> OutputsArgs {
    let mut outputs = OutputsArgs { whole_job: args.whole_job, ..args.outputs.clone() };
    let is_named = outputs.job_level || outputs.whole_job || !outputs.paths.is_empty();
    if outputs.task.is_none() && !is_named {
        outputs.task = variable("AZ_BATCH_TASK_ID");
    }
    outputs
}

/// Removes one output; returns whether it was there. One that was named has to be.
async fn remove(args: &RmArgs, selected: &Selected) -> Result<bool> {
    let output = &selected.output;
    let was_there = match args.snapshots {
        true => output.delete_with_snapshots().await?,
        false => output.delete().await?,
    };
    if !was_there && selected.is_named() {
        return Err(explain(output.container(), &selected.blob()).await.into());
    }
    Ok(was_there)
}

/// Prints what would be removed.
async fn show(selection: Selection, reporter: &Reporter) -> ExitCode {
    for selected in &selection.outputs {
        if selected.is_named()
            && let Err(error) = exists(&selected.output).await
        {
            reporter.failed(&missing_output(error, &selected.output).await);
            continue;
        }
        let blob = selected.blob();
        let event = Event { event: "would_remove", blob: Some(&blob), ..Event::default() };
        reporter.done(&event, &blob);
    }
    reporter.note("this was a dry run: nothing is removed");
    reporter.exit_code()
}

async fn exists(output: &OutputFile) -> Result<(), Error> {
    output.container().properties(&output.address().blob_name()).await.map(drop)
}

/// Asks for a confirmation; without a terminal the answer is no.
fn is_wanted(selection: &Selection) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(usage("nobody can be asked here: give --yes to remove without a question"));
    }
    let mut question = std::io::stderr().lock();
    for selected in selection.outputs.iter().take(SHOWN) {
        writeln!(question, "{}", escape_hidden(&selected.blob()))?;
    }
    let n_outputs = selection.outputs.len();
    if n_outputs > SHOWN {
        writeln!(question, "and {} more", n_outputs - SHOWN)?;
    }
    let what = match n_outputs {
        0 => "the empty folders".to_owned(),
        1 => "1 output".to_owned(),
        n => format!("{n} outputs"),
    };
    write!(question, "Remove {what}? [y/N] ")?;
    question.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
