//! The standard's nouns over a container: outputs of a job and of its tasks.
//!
//! Names keep the meaning they have in `Microsoft.Azure.Batch.Conventions.Files`, in Rust
//! spelling. Nothing here knows how a request is made.
//!
//! # For users of the .NET library
//!
//! | .NET 4.0.0 | here | what differs |
//! |---|---|---|
//! | `CloudJob.OutputStorageContainerName()` | [`JobId::container_name`] | refuses IDs that give no valid name |
//! | `CloudJob.PrepareOutputStorageAsync` | [`BlobContainer::create_if_missing`] | tells whether it created it |
//! | `CloudJob.GetOutputStorageContainerUrl` | [`AccountKey::container_sas`] | the same rights with [`ServiceSasOptions::for_task`] |
//! | `JobOutputStorage`, `TaskOutputStorage` | [`JobOutputStorage`], [`TaskOutputStorage`] | made of a container; its SAS may come from anywhere; all that tasks can do, jobs can |
//! | `SaveAsync(kind, relativePath)` | `save` with [`OutputPath::from_file`] | every `../` is dropped, and none hangs; `.` and `..` elsewhere are refused |
//! | `SaveAsync(kind, source, destination)` | `save` with [`OutputPath::parse`] | a path that would land elsewhere is refused; content type and MD5 are stored; goes on after an interruption; replaces an append blob of any size |
//! | `SaveTextAsync` | `save_text` | for jobs too; content type `text/plain; charset=utf-8` |
//! | `SaveTrackedAsync` | `save_tracked` | any kind, default 15 s; see below |
//! | `ListOutputs(kind)` | `list_outputs` | `Log` is not `LogArchive`; metadata comes along |
//! | `GetOutput(kind, path)` | `get_output` | asks nothing of the service, as there |
//! | `GetOutputStoragePath(kind)` | `output_storage_path` | |
//! | `OutputFileReference.FilePath` | [`OutputAddress::path`] | |
//! | `DownloadToFileAsync` | `OutputFile::download_to_file` | appears when it is whole and its MD5 right; goes on after an interruption |
//! | `DownloadToStreamAsync` | `OutputFile::download_to` | |
//! | `DownloadToByteArrayAsync` | `OutputFile::download_to_bytes` | always all of it, or an error |
//! | `OpenReadAsync` | [`OutputFile::read`] | any range |
//! | `DeleteAsync` | [`OutputFile::delete`] | a blob that is missing is not an error |
//! | `ITrackedSaveOperation`, `FlushError` | `track::TrackedSave` | no timer of its own: `run` is the loop, its `on_error` the event |
//!
//! Tracked saving there loses a block whose append fails, sends bytes twice after a flush that
//! failed half-way, appends the whole file again when a task is retried, skips what is written
//! while a flush ends, and never notices that a file was rewritten. Here a byte counts as sent only
//! when its block is acknowledged, at a position that both sides agree on.
//!
//! [`JobId::container_name`]: crate::JobId::container_name
//! [`BlobContainer::create_if_missing`]: crate::BlobContainer::create_if_missing
//! [`AccountKey::container_sas`]: crate::AccountKey::container_sas
//! [`ServiceSasOptions::for_task`]: crate::ServiceSasOptions::for_task
//! [`OutputPath::from_file`]: crate::OutputPath::from_file
//! [`OutputPath::parse`]: crate::OutputPath::parse
//! [`OutputAddress::path`]: crate::OutputAddress::path

mod file;
mod item;
mod job;
mod status;
mod storage;
mod task;

#[cfg(not(target_arch = "wasm32"))]
mod download;
#[cfg(not(target_arch = "wasm32"))]
mod fetch;
#[cfg(not(target_arch = "wasm32"))]
mod save;
#[cfg(not(target_arch = "wasm32"))]
mod upload;

pub use file::OutputFile;
pub use item::{JobPage, OutputItem};
pub use job::{JobOutputStorage, list_jobs};
pub use status::{LogState, LogStatus};
pub use storage::OutputStorage;
pub use task::TaskOutputStorage;

#[cfg(not(target_arch = "wasm32"))]
pub use save::{SaveOptions, content_type_of};
