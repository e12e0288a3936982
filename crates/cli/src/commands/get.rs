//! `jobshelf get`: fetches outputs into a folder.

use super::selection::{Selected, Selection, missing_output};
use crate::args::{GetArgs, OutputMode};
use crate::parallel;
use crate::report::{Event, Reporter};
use crate::suggestion::NotFound;
use anyhow::Result;
use jobshelf::OutputPath;
use jobshelf::escape::text_from_path;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Fetches each output. A failure is reported, and does not stop the others.
pub(crate) async fn run(args: &GetArgs, mode: OutputMode) -> Result<ExitCode> {
    let selection = Selection::resolve(&args.outputs).await?;
    let reporter = Reporter::with_progress(mode, selection.outputs.len());
    if selection.n_others > 0 && args.outputs.kind.is_none() && !args.outputs.target.job_level {
        let n = selection.n_others;
        reporter.warn(&format!("{n} blobs that the conventions do not know are not fetched"));
    }
    selection.missing.iter().for_each(|failure| reporter.failed(failure));
    if selection.is_empty_job() {
        let container = selection.container.name();
        let what = format!("there is nothing to fetch: container `{container}` has no outputs");
        reporter.failed(&NotFound::new(what, "", []).into());
    }
    let is_single_source = selection.is_single_source;
    parallel::for_each(
        selection.outputs,
        |output| output.length.unwrap_or_default(),
        |output| {
            let reporter = &reporter;
            async move {
                match get(&output, is_single_source, &args.to).await {
                    Ok((file, n_bytes)) => {
                        let (file, blob) = (text_from_path(&file), output.blob());
                        let event = Event {
                            event: "fetched",
                            blob: Some(&blob),
                            file: Some(&file),
                            bytes: Some(n_bytes),
                            ..Event::default()
                        };
                        reporter.done(&event, &file);
                    }
                    Err(error) => reporter.failed(&error),
                }
            }
        },
    )
    .await;
    Ok(reporter.exit_code())
}

/// Fetches one output; returns its file and its length.
async fn get(selected: &Selected, is_single_source: bool, folder: &Path) -> Result<(PathBuf, u64)> {
    let address = selected.output.address();
    let path = match is_single_source {
        true => address.safe_path()?,
        false => OutputPath::parse(&selected.blob())?,
    };
    match selected.output.download_below(folder, &path).await {
        Ok(fetched) => Ok(fetched),
        Err(error) => Err(missing_output(error, &selected.output).await),
    }
}
