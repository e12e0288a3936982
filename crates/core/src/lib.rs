//! The Azure Batch File Conventions as a library: where a task's files are in Blob storage, and how
//! to save, list, fetch, track and follow them.
//!
//! The same source compiles natively and to `wasm32-unknown-unknown`. The layers from the bottom
//! up; each uses only those before it:
//!
//! * [`escape`], [`shell`], [`sniff`]: names that are safe to print, words of a command line, what
//!   a file is.
//! * [`conventions`]: names, pure text. Job ID to container, [`OutputAddress`] to blob name.
//! * [`time`]: timestamps and sleeping.
//! * [`transport`]: the interface to the network, `reqwest` natively and `fetch` in the browser.
//! * [`blob`]: Blob REST. It knows no jobs and no tasks.
//! * [`link`]: links to the viewer, which carry a SAS.
//! * [`outputs`]: the standard's nouns: [`JobOutputStorage`], [`TaskOutputStorage`], outputs; and a
//!   table for users of the .NET library.
//! * [`follow`]: follows one remote log, poll by poll.
//! * `track`: copies one growing local file into an append blob, exactly once (native only).
//!
//! The crate root has the types that most programs need; the modules have the rest.
//!
//! A task saves a file and its log, and lists and fetches what it saved:
//!
//! ```no_run
//! # #[cfg(not(target_arch = "wasm32"))]
//! # async fn task(container_url: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use jobshelf::{BlobContainer, OutputPath, SasUrl, SaveOptions};
//! use jobshelf::{TaskId, TaskOutputKind, TaskOutputStorage};
//! use std::path::Path;
//!
//! let container = BlobContainer::from_sas_url(&SasUrl::parse(container_url)?)?;
//! let task = TaskOutputStorage::new(container, TaskId::parse("frames-001")?);
//! let path = OutputPath::parse("frame_0001.exr")?;
//! let kind = TaskOutputKind::task_output();
//! let file = Path::new("frame_0001.exr");
//! task.save(&kind, file, &path, &SaveOptions::new()).await?;
//! task.save_text(&TaskOutputKind::task_log(), "done\n", &OutputPath::parse("log.txt")?).await?;
//!
//! for output in task.list_outputs(&kind).await? {
//!     println!("{} has {} bytes", output.address.blob_name(), output.blob.size);
//! }
//! task.get_output(&kind, &path).download_to_file(Path::new("copy.exr")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Secrets cannot be printed: the types of a SAS, an account key, a token and a client secret have a
//! redacted `Debug` and no `Display`, and no error contains a URL with its query. None of them
//! travels over http to another machine, unless
//! [`with_http_allowed`](AccountEndpoint::with_http_allowed) says so.
#![warn(missing_docs)]

pub mod blob;
pub mod conventions;
pub mod escape;
pub mod follow;
mod fragment;
pub mod link;
pub mod outputs;
pub mod shell;
pub mod sniff;
pub mod time;
#[cfg(not(target_arch = "wasm32"))]
pub mod track;
pub mod transport;

pub use blob::{
    AccountEndpoint, AccountKey, AccountKeyError, AccountSasOptions, BlobAccount, BlobBody,
    BlobContainer, BlobItem, BlobPage, BlobPages, BlobProperties, BlobRead, BlobType, BlockUpload,
    ConnectionString, ConnectionStringError, ContainerItem, ContainerPage, ContainerPages,
    CorsRule, Credential, EndpointError, Error, ErrorKind, ForeignAnswer, IfExists, Intent,
    ListOptions, PendingAppend, Permission, Permissions, ReadRange, RefusalReason, RetryPolicy,
    SasError, SasKind, SasParameters, SasScope, SasToken, SasUrl, SasUrlError, SasValidity,
    ServiceError, ServiceSasOptions, WriteOptions,
};
#[cfg(not(target_arch = "wasm32"))]
pub use blob::{ManagedIdentity, RenewableSas, RenewableToken, ServicePrincipal};
pub use conventions::{
    BlobName, ContainerName, JobId, JobOutputKind, Kind, NameError, OutputAddress, OutputPath,
    Owner, TaskId, TaskOutputKind, predefined,
};
pub use escape::is_hidden;
#[cfg(not(target_arch = "wasm32"))]
pub use outputs::{DownloadFolder, Footprint, OutputReader, SaveOptions};
pub use outputs::{
    JobOutputStorage, JobPage, JobPages, KindPages, LogOptions, LogState, LogStatus, LogWriter,
    MAX_BLOCKS, OutputFile, OutputItem, OutputStorage, TaskOutputStorage, TaskPages,
    flush_interval, job_pages, list_jobs,
};
pub use time::Timestamp;
pub use transport::PlatformTransport;
