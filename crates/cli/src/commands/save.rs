//! `jobshelf save`: saves files, globs, folders and standard input as outputs.

mod collisions;
mod standard_input;

use crate::access::Purpose;
use crate::args::{OutputMode, SaveArgs};
use crate::files::{Found, Pattern, SearchScope, below, output_path_from};
use crate::output_target::OutputTarget;
use crate::parallel;
use crate::report::{Event, Reporter, usage};
use crate::target::Target;
use anyhow::{Context as _, Result, bail};
use collisions::find_collisions;
use jobshelf::escape::text_from_path;
use jobshelf::{ErrorKind, IfExists, Kind, OutputPath, SaveOptions};
use standard_input::StandardInput;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A file to save, and the path that it gets below the kind.
#[derive(Debug)]
struct Source {
    file: PathBuf,
    /// The file as it was named, for reports.
    shown: String,
    path: OutputPath,
    /// The length in bytes; 0 if the file cannot be read, so that saving it fails.
    length: u64,
}

/// What became of one file.
#[derive(Debug)]
struct Saved {
    /// `saved`, or `would_save` in a dry run.
    event: &'static str,
    n_bytes: Option<u64>,
}

/// The argument that stands for standard input.
const STDIN: &str = "-";

/// Saves each file. A failure is reported, and does not stop the others; but if two files would be
/// one blob, nothing is saved.
pub(crate) async fn run(args: &SaveArgs, mode: OutputMode) -> Result<ExitCode> {
    if args.save_as.is_some() && args.files.len() > 1 {
        return Err(usage("--as names one path, and there are several files"));
    }
    let kind = Kind::parse(&args.kind)?;
    let target = Target::resolve(&args.target, Purpose::Save)?;
    // The copy of standard input lives until it is saved.
    let mut copied = Vec::new();
    let mut found = Vec::new();
    for file in &args.files {
        if file.as_os_str() == STDIN {
            found.push(source_from_stdin(args, &mut copied));
        } else {
            found.extend(sources_from(file, args.save_as.as_deref()));
        }
    }
    let reporter = Reporter::with_progress(mode, found.len());
    let mut sources = Vec::new();
    for source in found {
        match source {
            Ok(source) => sources.push(source),
            Err(error) => reporter.failed(&error),
        }
    }
    let (sources, collisions) = find_collisions(sources);
    if !collisions.is_empty() {
        collisions.iter().for_each(|collision| reporter.failed(collision));
        return Ok(reporter.exit_code());
    }
    let output_target = OutputTarget::new(target.container, target.owner);
    let if_exists = if args.no_overwrite { IfExists::Refuse } else { IfExists::Overwrite };
    let options = SaveOptions::new().with_if_exists(if_exists);
    let (target, kind, options, printer) = (&output_target, &kind, &options, &reporter);
    parallel::for_each(
        sources,
        |source| source.length,
        |source| async move {
            let saved = match args.dry_run {
                true => would_save(target, kind, &source, if_exists).await,
                false => save(target, kind, &source, options).await,
            };
            match saved {
                Ok(saved) => report(target, kind, &source, &saved, printer),
                Err(error) => printer.failed(&error),
            }
        },
    )
    .await;
    if args.dry_run {
        reporter.note("this was a dry run: nothing is saved");
    }
    Ok(reporter.exit_code())
}

async fn save(
    output_target: &OutputTarget,
    kind: &Kind,
    source: &Source,
    options: &SaveOptions,
) -> Result<Saved> {
    let n_bytes = output_target.save(kind, &source.file, &source.path, options).await?;
    Ok(Saved { event: "saved", n_bytes: Some(n_bytes) })
}

/// What `save` would do, as far as it can be known without sending anything.
async fn would_save(
    output_target: &OutputTarget,
    kind: &Kind,
    source: &Source,
    if_exists: IfExists,
) -> Result<Saved> {
    if if_exists == IfExists::Refuse {
        let output = output_target.output(kind, &source.path);
        let blob = output.address().blob_name();
        match output.container().properties(&blob).await {
            Ok(_) => bail!("blob `{blob}` exists and would not be overwritten"),
            // Without the permission to look, the save itself has to tell.
            Err(error)
                if matches!(error.kind(), ErrorKind::BlobNotFound | ErrorKind::NotAllowed) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut n_bytes = None;
    if source.file.as_os_str() != STDIN {
        let file = std::fs::metadata(&source.file);
        let context = || format!("cannot read file `{}`", source.shown);
        n_bytes = Some(file.with_context(context)?.len());
    }
    Ok(Saved { event: "would_save", n_bytes })
}

fn report(
    output_target: &OutputTarget,
    kind: &Kind,
    source: &Source,
    saved: &Saved,
    reporter: &Reporter,
) {
    let output = output_target.output(kind, &source.path);
    let blob = output.address().blob_name();
    let event = Event {
        event: saved.event,
        blob: Some(blob.as_str()),
        file: Some(&source.shown),
        bytes: saved.n_bytes,
        ..Event::default()
    };
    reporter.done(&event, blob.as_str());
}

/// The sources of an argument: a file, all files of a folder, or all files that match a glob.
fn sources_from(file: &Path, save_as: Option<&str>) -> Vec<Result<Source>> {
    if file.is_dir() {
        return sources_below(file, save_as);
    }
    // An existing file whose name contains a wildcard is that file.
    let pattern = file.to_str().filter(|_| !file.exists()).map(Pattern::parse);
    match pattern {
        Some(Ok(pattern)) if pattern.has_wildcard() => {
            let Found { files, errors } = pattern.files(&SearchScope::everywhere());
            if files.is_empty() && errors.is_empty() {
                return vec![Err(usage(format!("no file matches `{}`", pattern.as_str())))];
            }
            if files.len() > 1 && save_as.is_some() {
                let shown = pattern.as_str();
                let message = format!("--as names one path, and several files match `{shown}`");
                return vec![Err(usage(message))];
            }
            let source = |file: PathBuf| {
                let path = match save_as {
                    Some(path) => OutputPath::parse(path)?,
                    None => pattern.output_path(&file)?,
                };
                Ok(Source::new(file, path))
            };
            let errors = errors.into_iter().map(|error| Err(error.into()));
            files.into_iter().map(source).chain(errors).collect()
        }
        Some(Err(error)) => vec![Err(usage(error.to_string()))],
        _ => vec![source_from(file, save_as)],
    }
}

fn source_from(file: &Path, save_as: Option<&str>) -> Result<Source> {
    let path = match save_as {
        Some(path) => OutputPath::parse(path)?,
        None => output_path_from(file).context("give the path below the kind with --as")?,
    };
    Ok(Source::new(file.to_owned(), path))
}

/// The files of a folder, with their paths below the folder's path or below `save_as`.
fn sources_below(folder: &Path, save_as: Option<&str>) -> Vec<Result<Source>> {
    let source = |file: PathBuf| {
        let inside = file.strip_prefix(folder).unwrap_or(&file);
        let named = match (save_as, folder.is_absolute()) {
            (Some(path), _) => Path::new(path).join(inside),
            (None, true) => Path::new(folder.file_name().unwrap_or_default()).join(inside),
            (None, false) => file.clone(),
        };
        let path = output_path_from(&named)?;
        Ok(Source::new(file, path))
    };
    let Found { files, errors } = below(folder);
    let errors = errors.into_iter().map(|error| Err(error.into()));
    files.into_iter().map(source).chain(errors).collect()
}

/// Standard input, copied to a temporary file: it may have any length, and a save may be retried.
fn source_from_stdin(args: &SaveArgs, copied: &mut Vec<StandardInput>) -> Result<Source> {
    let Some(path) = &args.save_as else {
        return Err(usage("standard input has no name: give its path with --as"));
    };
    let path = OutputPath::parse(path)?;
    if args.dry_run {
        return Ok(Source::new(PathBuf::from(STDIN), path));
    }
    let copy = StandardInput::copy()?;
    let source = Source { shown: STDIN.to_owned(), ..Source::new(copy.path().to_owned(), path) };
    copied.push(copy);
    Ok(source)
}

impl Source {
    fn new(file: PathBuf, path: OutputPath) -> Self {
        let length = std::fs::metadata(&file).map(|file| file.len()).unwrap_or_default();
        Self { shown: text_from_path(&file), file, path, length }
    }
}
