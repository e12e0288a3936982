//! `jobshelf rm`: removes outputs, after a confirmation.

use super::selection::Selection;
use crate::args::{OutputMode, RmArgs};
use crate::parallel;
use crate::report::{Event, Reporter, usage};
use anyhow::Result;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// How many outputs are shown before the question.
const SHOWN: usize = 10;

/// Removes each output. A failure is reported, and does not stop the others.
pub(crate) async fn run(args: &RmArgs, mode: OutputMode) -> Result<ExitCode> {
    let selection = Selection::resolve(&args.outputs).await?;
    if selection.outputs.is_empty() {
        Reporter::new(mode).warn("there is nothing to remove");
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !is_wanted(&selection)? {
        return Ok(ExitCode::FAILURE);
    }
    let reporter = Reporter::with_progress(mode, selection.outputs.len());
    parallel::for_each(
        selection.outputs,
        |_| 0,
        |selected| {
            let reporter = &reporter;
            async move {
                let blob = selected.blob();
                match selected.output.delete().await {
                    Ok(was_there) => {
                        let event = if was_there { "removed" } else { "missing" };
                        let event = Event { event, blob: Some(&blob), ..Event::default() };
                        reporter.done(&event, &blob);
                    }
                    Err(error) => reporter.failed(&error.into()),
                }
            }
        },
    )
    .await;
    Ok(reporter.exit_code())
}

/// Asks for a confirmation; without a terminal the answer is no.
fn is_wanted(selection: &Selection) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(usage("nobody can be asked here: give --yes to remove without a question"));
    }
    let mut question = std::io::stderr().lock();
    for selected in selection.outputs.iter().take(SHOWN) {
        writeln!(question, "{}", selected.blob())?;
    }
    let n_outputs = selection.outputs.len();
    if n_outputs > SHOWN {
        writeln!(question, "and {} more", n_outputs - SHOWN)?;
    }
    write!(question, "Remove {n_outputs} outputs? [y/N] ")?;
    question.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
