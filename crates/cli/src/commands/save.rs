//! `jobshelf save`: files as outputs.

use crate::args::SaveArgs;
use crate::report::{UsageError, exit_code_of, print_error};
use crate::target::Target;
use anyhow::{Context as _, Result};
use jobshelf::{
    JobOutputKind, JobOutputStorage, OutputPath, Owner, SaveOptions, TaskOutputKind,
    TaskOutputStorage,
};
use std::path::Path;
use std::process::ExitCode;

/// Saves each file; one that fails is reported and the others are saved all the same.
pub(crate) async fn run(args: &SaveArgs) -> Result<ExitCode> {
    if args.save_as.is_some() && args.files.len() > 1 {
        return Err(UsageError("--as names one path, and there are several files".into()).into());
    }
    let target = Target::resolve(&args.target)?;
    let mut worst = 0;
    for file in &args.files {
        match save(&target, args, file).await {
            Ok(blob) => println!("{blob}"),
            Err(error) => {
                print_error(&error);
                worst = worst.max(exit_code_of(&error));
            }
        }
    }
    Ok(ExitCode::from(worst))
}

/// Saves one file; gives the blob's name.
async fn save(target: &Target, args: &SaveArgs, file: &Path) -> Result<String> {
    let path = match &args.save_as {
        Some(path) => OutputPath::parse(path)?,
        None => output_path_from(file)?,
    };
    let options = SaveOptions::default();
    let container = target.container.clone();
    let output = match &target.owner {
        Owner::Job => {
            let kind = JobOutputKind::custom(&args.kind)?;
            let storage = JobOutputStorage::new(container);
            storage.save(&kind, file, &path, &options).await?;
            storage.get_output(&kind, &path)
        }
        Owner::Task(task) => {
            let kind = TaskOutputKind::custom(&args.kind)?;
            let storage = TaskOutputStorage::new(container, task.clone());
            storage.save(&kind, file, &path, &options).await?;
            storage.get_output(&kind, &path)
        }
    };
    Ok(output.address().blob_name().as_str().to_owned())
}

fn output_path_from(file: &Path) -> Result<OutputPath> {
    let text = file.to_str().ok_or_else(|| {
        let shown = file.display();
        UsageError(format!("file name `{shown}` is not UTF-8: give its path with --as"))
    })?;
    OutputPath::from_file(text).context("give the path below the kind with --as")
}
