//! The standard's nouns over a container: outputs of a job and of its tasks.
//!
//! Names keep the meaning they have in `Microsoft.Azure.Batch.Conventions.Files`, in Rust
//! spelling. Nothing here knows how a request is made.
//!
//! # For users of the .NET library
//!
//! | .NET 4.0.0 | here | what differs |
//! |---|---|---|
//! | `JobOutputKind`, `TaskOutputKind`, `Custom(text)` | [`JobOutputKind`], [`TaskOutputKind`], `custom` | a kind with `/`, `\` or a control character is refused |
//! | `JobOutputStorage(uri)`, `TaskOutputStorage(uri, taskId)` | `new` with [`BlobContainer::from_sas_url`] | all that tasks can do, jobs can |
//! | `JobOutputStorage(client, jobId)`, `TaskOutputStorage(client, jobId, taskId)`, `CloudJob.OutputStorage(client)` | `new` with [`BlobAccount::container`] of [`JobId::container_name`] | the credential may be a SAS, one that is renewed, or an identity's |
//! | `CloudTask.OutputStorage(client)` | the same with [`JobId::from_task_url`], [`TaskId::from_task_url`] | IDs in a URL are percent-decoded |
//! | `CloudJob.OutputStorageContainerName()` | [`JobId::container_name`] | refuses IDs that give no valid name |
//! | `CloudJob.PrepareOutputStorageAsync` | [`BlobContainer::create_if_missing`] | tells whether it created it |
//! | `CloudJob.GetOutputStorageContainerUrl` | [`AccountKey::container_sas`], [`UserDelegationKey`] | the same rights with [`ServiceSasOptions::for_task`]; the expiry is a moment, and https only is offered; no account key is needed |
//! | `SaveAsync(kind, relativePath)` | [`save`](OutputStorage::save) with [`OutputPath::from_file`] | every `../` is dropped, and none hangs; `.` and `..` elsewhere are refused |
//! | `SaveAsync(kind, source, destination)` | [`save`](OutputStorage::save) with [`OutputPath::parse`] | a path that would land elsewhere is refused; content type and MD5 are stored; a file that keeps changing is refused; goes on after an interruption; replaces an append blob of any size; can refuse to replace |
//! | | [`save_many`](OutputStorage::save_many) | many files, a few at a time |
//! | `SaveTextAsync` | [`save_text`](OutputStorage::save_text) | content type `text/plain; charset=utf-8` |
//! | `SaveTrackedAsync(relativePath)`, `SaveTrackedAsync(kind, source, destination, interval)` | [`save_tracked`](OutputStorage::save_tracked) | the default is 15 s, there a minute; see below |
//! | `ITrackedSaveOperation`, `FlushError`, `Dispose` | [`TrackedSave`] | no timer of its own: `run` is the loop, its `on_error` the event, `finish` the last flush |
//! | `ListOutputs(kind)` | [`list_outputs`](OutputStorage::list_outputs) | `Log` is not `LogArchive`; metadata comes along |
//! | `GetOutput(kind, path)` | [`get_output`](OutputStorage::get_output) | asks nothing of the service, as there |
//! | `GetOutputStoragePath(kind)` of storages, jobs and tasks | [`output_storage_path`](OutputStorage::output_storage_path), [`OutputAddress::output_storage_path`] | |
//! | `OutputFileReference.FilePath` | [`OutputAddress::path`] | a `+` stays a `+` |
//! | `OutputFileReference.Uri` | [`OutputFile::url`] | without the SAS, which nothing prints |
//! | `OutputFileReference.BlobClient` | [`OutputFile::container`] with [`OutputAddress::blob_name`] | |
//! | `DownloadToFileAsync` | [`OutputFile::download_to_file`] | appears when it is whole and its MD5 right, with the time of the blob; goes on after an interruption; writes through no link |
//! | | [`OutputFile::is_current`], [`OutputFile::download_into`] | fetches what changed, into a folder |
//! | `DownloadToStreamAsync` | [`OutputFile::download_to`] | the MD5 is verified |
//! | `DownloadToByteArrayAsync` | [`OutputFile::download_to_bytes`] | always all of it, or an error |
//! | `OpenReadAsync` | [`OutputFile::open_read`], [`OutputFile::read`] | never of two versions |
//! | `DeleteAsync(snapshots)` | [`OutputFile::delete`], [`OutputFile::delete_with_snapshots`] | a blob that is missing is not an error; the first leaves one with snapshots alone |
//! | `ArgumentException` and its kin | [`NameError`], inside [`Error`] | each names what is wrong, and where |
//!
//! Tracked saving there loses a block whose append fails, sends bytes twice after a flush that
//! failed half-way, appends the whole file again when a task is retried, skips what is written
//! while a flush ends, and never notices that a file was rewritten. Here a byte counts as sent only
//! when its block is acknowledged, at a position that both sides agree on.
//!
//! [`AccountKey::container_sas`]: crate::AccountKey::container_sas
//! [`BlobAccount::container`]: crate::BlobAccount::container
//! [`BlobContainer::create_if_missing`]: crate::BlobContainer::create_if_missing
//! [`BlobContainer::from_sas_url`]: crate::BlobContainer::from_sas_url
//! [`Error`]: crate::Error
//! [`JobId::container_name`]: crate::JobId::container_name
//! [`JobId::from_task_url`]: crate::JobId::from_task_url
//! [`JobOutputKind`]: crate::JobOutputKind
//! [`NameError`]: crate::NameError
//! [`OutputAddress::blob_name`]: crate::OutputAddress::blob_name
//! [`OutputAddress::output_storage_path`]: crate::OutputAddress::output_storage_path
//! [`OutputAddress::path`]: crate::OutputAddress::path
//! [`OutputPath::from_file`]: crate::OutputPath::from_file
//! [`OutputPath::parse`]: crate::OutputPath::parse
//! [`ServiceSasOptions::for_task`]: crate::ServiceSasOptions::for_task
//! [`TaskId::from_task_url`]: crate::TaskId::from_task_url
//! [`TaskOutputKind`]: crate::TaskOutputKind
//! [`TrackedSave`]: crate::track::TrackedSave
//! [`UserDelegationKey`]: crate::blob::UserDelegationKey

mod file;
mod flush;
mod folders;
mod item;
mod job;
mod log_writer;
mod pages;
mod status;
mod storage;
mod task;

#[cfg(not(target_arch = "wasm32"))]
mod content_type;
#[cfg(not(target_arch = "wasm32"))]
mod current;
#[cfg(not(target_arch = "wasm32"))]
mod destination;
#[cfg(not(target_arch = "wasm32"))]
mod download;
#[cfg(not(target_arch = "wasm32"))]
mod fetch;
#[cfg(not(target_arch = "wasm32"))]
mod file_version;
#[cfg(not(target_arch = "wasm32"))]
mod local_file;
#[cfg(not(target_arch = "wasm32"))]
mod reader;
#[cfg(not(target_arch = "wasm32"))]
mod save;
#[cfg(not(target_arch = "wasm32"))]
mod save_options;
#[cfg(not(target_arch = "wasm32"))]
mod upload;

pub use file::OutputFile;
pub use flush::{MAX_BLOCKS, flush_interval};
pub use folders::{KindPages, TaskPages};
pub use item::{JobPage, OutputItem, is_folder};
pub use job::{JobOutputStorage, job_pages, list_jobs};
pub use log_writer::{LogOptions, LogWriter};
pub use pages::JobPages;
pub use status::{LogState, LogStatus};
pub use storage::OutputStorage;
pub use task::TaskOutputStorage;

#[cfg(not(target_arch = "wasm32"))]
pub use content_type::content_type_of;
#[cfg(not(target_arch = "wasm32"))]
pub use destination::DownloadFolder;
#[cfg(not(target_arch = "wasm32"))]
pub use file_version::FileVersion;
#[cfg(not(target_arch = "wasm32"))]
pub use reader::OutputReader;
#[cfg(not(target_arch = "wasm32"))]
pub use save_options::{Footprint, SaveOptions};
