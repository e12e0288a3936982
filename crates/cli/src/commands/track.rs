//! `jobshelf track`: streams growing files until it is asked to end.

use crate::args::{OutputMode, TrackArgs};
use crate::files::output_path_from;
use crate::report::{Event, Reporter, usage};
use crate::shutdown;
use crate::suggestion::NotFound;
use crate::target::TaskTarget;
use crate::tracking;
use anyhow::{Context as _, Result, anyhow};
use futures_util::future::join_all;
use jobshelf::escape::text_from_path;
use jobshelf::track::{ExistingBlob, TrackOptions};
use jobshelf::{OutputPath, TaskOutputKind, TaskOutputStorage};
use std::path::Path;
use std::process::ExitCode;
use tokio::sync::watch;

/// Tracks each file. A failure is reported, and does not stop the others.
pub(crate) async fn run(args: &TrackArgs, mode: OutputMode) -> Result<ExitCode> {
    if args.save_as.is_some() && args.files.len() > 1 {
        return Err(usage("--as names one path, and there are several files"));
    }
    if args.files.iter().any(|file| file.as_os_str() == "-") {
        return Err(usage(
            "standard input cannot be tracked: save it with `jobshelf save - --as NAME`, or start \
             the command with `jobshelf run`; a file of this name is `./-`",
        ));
    }
    let target = TaskTarget::resolve(&args.target)?;
    let kind = TaskOutputKind::custom(&args.kind)?;
    let existing = if args.replace { ExistingBlob::Replace } else { ExistingBlob::Resume };
    let options = TrackOptions::new()
        .with_flush_interval(args.interval)
        .with_existing(existing)
        .with_job_id(target.job.clone())
        .with_task_id(Some(target.task.clone()));
    let storage = TaskOutputStorage::new(target.container, target.task);
    let reporter = Reporter::new(mode);
    let (end, ended) = watch::channel(args.once);
    let tracking = args.files.iter().map(|file| {
        let ended = ended.clone();
        let (storage, kind, options, reporter) = (&storage, &kind, &options, &reporter);
        async move {
            match track(args, storage, kind, file, options, ended, reporter).await {
                Ok(blob) => {
                    let event = Event { event: "tracked", blob: Some(&blob), ..Event::default() };
                    reporter.done(&event, &blob);
                }
                Err(error) => reporter.failed(&error),
            }
        }
    });
    let tracking = join_all(tracking);
    tokio::pin!(tracking);
    tokio::select! {
        // Listens before the first word is printed: whoever has read it may ask to end.
        biased;
        () = shutdown::requested() => {}
        _ = &mut tracking => return Ok(reporter.exit_code()),
    }
    end.send_replace(true);
    tracking.await;
    Ok(reporter.exit_code())
}

/// Tracks one file to its end; returns the blob's name.
async fn track(
    args: &TrackArgs,
    storage: &TaskOutputStorage,
    kind: &TaskOutputKind,
    file: &Path,
    options: &TrackOptions,
    mut ended: watch::Receiver<bool>,
    reporter: &Reporter,
) -> Result<String> {
    let path = match &args.save_as {
        Some(path) => OutputPath::parse(path)?,
        None => output_path_from(file).context("give the path below the kind with --as")?,
    };
    let shown = text_from_path(file);
    if file.is_dir() {
        return Err(anyhow!("`{shown}` is a folder: name its files"));
    }
    if is_missing(file) {
        let missing = missing_file(file, &shown);
        if args.once {
            return Err(missing.into());
        }
        reporter.warn(&format!("waiting for a file: {missing}"));
    }
    let tracked = storage.save_tracked(kind, file, &path, options);
    let blob = tracked.blob().as_str().to_owned();
    let progress = tracked.progress();
    let mut is_first = true;
    let on_error = |error: &jobshelf::Error| {
        if std::mem::take(&mut is_first) {
            reporter.warn(&format!("{shown} waits to be sent: {error}"));
        }
    };
    let end = async {
        // An error means that the sender is gone, which is an end as well.
        let _ = ended.wait_for(|ended| *ended).await;
        args.exit_code
    };
    let result = tracking::track_to_end(tracked, end, args.drain, on_error).await;
    result.map_err(|failure| anyhow!("`{shown}` is not sent whole: {failure}"))?;
    if progress.n_saved() == 0 && is_missing(file) {
        return Err(missing_file(file, &shown).into());
    }
    Ok(blob)
}

/// Whether there is no such file; a file in a folder that cannot be read may be there.
fn is_missing(file: &Path) -> bool {
    matches!(std::fs::metadata(file), Err(error) if error.kind() == std::io::ErrorKind::NotFound)
}

/// The failure for a file that does not exist, with the one in its folder that was meant.
fn missing_file(file: &Path, shown: &str) -> NotFound {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let beside: Vec<String> =
        entries.map(|entry| text_from_path(Path::new(&entry.file_name()))).collect();
    let name = file.file_name().map(|name| text_from_path(Path::new(name))).unwrap_or_default();
    let what = format!("file `{shown}` does not exist");
    NotFound::of_this_machine(what, &name, beside.iter().map(String::as_str))
}
