//! `jobshelf get`: fetches outputs into a folder.
//!
//! A request to end drops the fetches that are running; the library then removes what they leave,
//! except what the next run resumes.

use super::selection::{Selected, Selection, missing_output};
use crate::access::Purpose;
use crate::args::{GetArgs, OutputMode};
use crate::parallel;
use crate::report::{Event, Reporter};
use crate::shutdown;
use crate::suggestion::NotFound;
use anyhow::{Result, anyhow};
use jobshelf::escape::text_from_path;
use jobshelf::{DownloadFolder, Error, OutputPath};
use std::collections::HashSet;
use std::process::ExitCode;

/// What became of one output.
#[derive(Debug)]
struct Outcome {
    /// `fetched`, `unchanged`, or `would_fetch` in a dry run.
    event: &'static str,
    n_bytes: Option<u64>,
}

/// Fetches each output that is not there yet. A failure is reported, and does not stop the others.
pub(crate) async fn run(args: &GetArgs, mode: OutputMode) -> Result<ExitCode> {
    let mut selection = Selection::resolve(&args.outputs, Purpose::View).await?;
    let mut blobs = HashSet::new();
    selection.outputs.retain(|selected| blobs.insert(selected.blob()));
    let reporter = Reporter::with_progress(mode, selection.outputs.len());
    if selection.n_others > 0 && args.outputs.kind.is_none() && !args.outputs.job_level {
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
    let folder = DownloadFolder::new(&args.to);
    let fetching = parallel::for_each(
        selection.outputs,
        |selected| selected.length().unwrap_or_default(),
        |selected| {
            let (reporter, folder) = (&reporter, &folder);
            async move {
                let path = match path_of(&selected, is_single_source) {
                    Ok(path) => path,
                    Err(error) => return reporter.failed(&error),
                };
                match get(&selected, folder, &path, args).await {
                    Ok(outcome) => report(&selected, folder, &path, &outcome, reporter),
                    Err(error) => {
                        reporter.failed(&missing_output(error, &selected.output).await);
                    }
                }
            }
        },
    );
    tokio::select! {
        () = fetching => {}
        () = shutdown::requested() => reporter.failed(&anyhow!(
            "interrupted before everything was fetched: the same command fetches the rest"
        )),
    }
    if args.dry_run {
        reporter.note("this was a dry run: nothing is fetched");
    }
    Ok(reporter.exit_code())
}

/// The path of an output below the folder.
fn path_of(selected: &Selected, is_single_source: bool) -> Result<OutputPath> {
    match is_single_source {
        true => Ok(selected.output.address().safe_path()?),
        false => Ok(OutputPath::parse(&selected.blob())?),
    }
}

/// Fetches one output, unless it is there already or this is a dry run.
async fn get(
    selected: &Selected,
    folder: &DownloadFolder,
    path: &OutputPath,
    args: &GetArgs,
) -> Result<Outcome, Error> {
    let Selected { output, listed } = selected;
    let length = selected.length();
    if !args.force && output.is_current(folder, path, listed.as_ref()).await? {
        return Ok(Outcome { event: "unchanged", n_bytes: length });
    }
    if !args.dry_run {
        let (_, n_bytes) = output.download_into(folder, path).await?;
        return Ok(Outcome { event: "fetched", n_bytes: Some(n_bytes) });
    }
    let n_bytes = match length {
        Some(length) => Some(length),
        None => output.container().properties(&output.address().blob_name()).await?.content_length,
    };
    Ok(Outcome { event: "would_fetch", n_bytes })
}

fn report(
    selected: &Selected,
    folder: &DownloadFolder,
    path: &OutputPath,
    outcome: &Outcome,
    reporter: &Reporter,
) {
    let (file, blob) = (text_from_path(&folder.path().join(path.as_str())), selected.blob());
    let event = Event {
        event: outcome.event,
        blob: Some(&blob),
        file: Some(&file),
        bytes: outcome.n_bytes,
        ..Event::default()
    };
    reporter.done(&event, &file);
}
