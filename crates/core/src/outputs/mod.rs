//! The standard's nouns over a container: outputs of a job and of its tasks.
//!
//! Names keep the meaning they have in `Microsoft.Azure.Batch.Conventions.Files`, in Rust
//! spelling. Nothing here knows how a request is made.

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
pub use job::JobOutputStorage;
pub use status::{LogState, LogStatus};
pub use task::TaskOutputStorage;

#[cfg(not(target_arch = "wasm32"))]
pub use save::{SaveOptions, content_type_of};
