//! The names of the Azure Batch File Conventions: which container a job's outputs are in, and
//! what each output's blob is called.
//!
//! ```text
//! container     job-{job ID, lower-cased; shortened and hashed if it is no valid container name}
//! job output    ${kind}/{path}
//! task output   {task ID}/${kind}/{path}
//! ```
//!
//! Pure text: no I/O, no async, no clock. The caller's input is checked once, by the `parse` of
//! each type. Names from the service are accepted unchanged, since other tools may have written
//! them; [`OutputAddress::safe_path`] checks whether a name may become a path on a disk.
//!
//! # Where this differs from the .NET library 4.0.0
//!
//! The rule for containers is the same for every ID that Batch can give. Elsewhere we do what was
//! meant:
//!
//! * **Job IDs** of other characters than letters, digits, `-`, `_` and `:` are refused. There
//!   they give a name that the service refuses.
//! * **Several leading `..\`** of a file's path are all dropped. There `../../x` never returns,
//!   `..\..\x` keeps a `..\`, and `..\a\x` its second backslash.
//! * **A leading `./`** is dropped here; there the URL class does it.
//! * **`.` and `..` inside a path, empty segments, a leading or trailing `/`, rooted paths** are
//!   refused. There they land elsewhere than the caller wrote, even outside the output kind.
//! * **A backslash in a blob path** is refused, as the service would store it as `/`. There it is
//!   sent.
//! * **Kinds with a `/`** are refused, as they cannot be told from a folder when read back.
//! * **A listing's prefix ends in `/`**: [`OutputAddress::prefix`]. There, since 3.5, listing the
//!   kind `Log` also gives the blobs of `LogArchive`.
//! * **The job ID in a task's URL** is percent-decoded: [`JobId::from_task_url`]. There a job of a
//!   schedule, spelled `sched%3Ajob-1`, gives the wrong container.

mod address;
mod batch_url;
mod blob_name;
mod container;
mod job_id;
mod kind;
mod name_error;
mod path;
pub(crate) mod percent;
mod task_id;
mod text;
mod windows_name;

pub use address::{OutputAddress, Owner};
pub use blob_name::BlobName;
pub use container::ContainerName;
pub use job_id::JobId;
pub use kind::{JobOutputKind, Kind, TaskOutputKind, predefined};
pub use name_error::NameError;
pub use path::OutputPath;
pub use task_id::TaskId;
