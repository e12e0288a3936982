//! Saves a file as an output of a task, and lists what the task has of that kind.
//!
//! ```text
//! export JOBSHELF_CONTAINER_URL='https://{account}.blob.core.windows.net/job-{id}?{SAS}'
//! cargo run --example save_and_list -- frame_0001.png
//! ```
//!
//! The SAS needs the permissions to write and to list. The task is `AZ_BATCH_TASK_ID`, or `demo`.

use futures_util::TryStreamExt as _;
use jobshelf::{BlobContainer, OutputPath, SasUrl, SaveOptions};
use jobshelf::{TaskId, TaskOutputKind, TaskOutputStorage};
use std::error::Error;
use std::path::Path;
use std::pin::pin;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let container_url = std::env::var("JOBSHELF_CONTAINER_URL")?;
    let task = std::env::var("AZ_BATCH_TASK_ID").unwrap_or_else(|_| "demo".to_owned());
    let file = std::env::args().nth(1).ok_or("give the file to save")?;
    for name in save_and_list(&container_url, &task, Path::new(&file)).await? {
        println!("{name}");
    }
    Ok(())
}

/// Saves `file` as a `TaskOutput` of the task; returns the names of all its `TaskOutput` blobs.
pub(crate) async fn save_and_list(
    container_url: &str,
    task: &str,
    file: &Path,
) -> Result<Vec<String>, Box<dyn Error>> {
    let container = BlobContainer::from_sas_url(&SasUrl::parse(container_url)?)?;
    let storage = TaskOutputStorage::new(container, TaskId::parse(task)?);
    let kind = TaskOutputKind::task_output();

    let name = file.file_name().ok_or("the path names no file")?.to_string_lossy();
    storage.save(&kind, file, &OutputPath::parse(&name)?, &SaveOptions::new()).await?;

    let mut names = Vec::new();
    let mut outputs = pin!(storage.stream_outputs(&kind));
    while let Some(output) = outputs.try_next().await? {
        names.push(output.address.blob_name().as_str().to_owned());
    }
    Ok(names)
}
