//! Outputs as a listing shows them.

use super::status::LogStatus;
use crate::blob::{BlobItem, BlobPage};
use crate::conventions::OutputAddress;

/// An output in a listing: where the conventions put it, and what the service says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutputItem {
    /// Whose it is, of which kind, and its path.
    pub address: OutputAddress,
    /// The blob.
    pub blob: BlobItem,
}

impl OutputItem {
    /// What it says of itself, if it is a log that is or was tracked and the listing asked for
    /// metadata.
    pub fn log_status(&self) -> Option<LogStatus> {
        LogStatus::from_metadata(&self.blob.metadata)
    }
}

/// A page of everything in a job's container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobPage {
    /// Outputs of the job and of its tasks.
    pub outputs: Vec<OutputItem>,
    /// Blobs that are not where the conventions put anything.
    pub others: Vec<BlobItem>,
    /// Where the next page begins; none on the last.
    pub next_marker: Option<String>,
}

impl From<BlobPage> for JobPage {
    fn from(page: BlobPage) -> Self {
        let mut job = Self { next_marker: page.next_marker, ..Self::default() };
        for blob in page.blobs {
            match OutputAddress::parse(&blob.name) {
                Some(address) => job.outputs.push(OutputItem { address, blob }),
                None => job.others.push(blob),
            }
        }
        job
    }
}
