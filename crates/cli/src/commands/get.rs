//! `jobshelf get`: outputs into a folder.

use super::outputs::output;
use crate::args::GetArgs;
use crate::report::{exit_code_of, print_error};
use crate::target::Target;
use anyhow::{Context as _, Result};
use std::path::Path;
use std::process::ExitCode;

/// Fetches each output; one that fails is reported and the others are fetched all the same.
pub(crate) async fn run(args: &GetArgs) -> Result<ExitCode> {
    let target = Target::resolve(&args.target)?;
    let mut worst = 0;
    for path in &args.paths {
        match get(&target, &args.kind, path, &args.to).await {
            Ok(file) => println!("{file}"),
            Err(error) => {
                print_error(&error);
                worst = worst.max(exit_code_of(&error));
            }
        }
    }
    Ok(ExitCode::from(worst))
}

/// Fetches one output; gives the file it is in. The path was checked: it stays below `folder`.
async fn get(target: &Target, kind: &str, path: &str, folder: &Path) -> Result<String> {
    let output = output(target, kind, path)?;
    let file = folder.join(output.address().safe_path()?.as_str());
    if let Some(parent) = file.parent() {
        tokio::fs::create_dir_all(parent)
            .await
            .with_context(|| format!("cannot create folder `{}`", parent.display()))?;
    }
    output.download_to_file(&file).await?;
    Ok(file.display().to_string())
}
