//! Outputs in a listing.

use super::status::LogStatus;
use crate::blob::{BlobItem, BlobPage};
use crate::conventions::OutputAddress;

/// An output in a listing: its address in the conventions, and its blob.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutputItem {
    /// Its owner, its kind and its path.
    pub address: OutputAddress,
    /// The blob.
    pub blob: BlobItem,
}

impl OutputItem {
    /// The status of a tracked log; none for other outputs, or if the listing has no metadata.
    pub fn log_status(&self) -> Option<LogStatus> {
        LogStatus::from_metadata(&self.blob.metadata)
    }
}

/// A page of all blobs in a job's container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobPage {
    /// The outputs of the job and of its tasks.
    pub outputs: Vec<OutputItem>,
    /// Blobs whose names are outside the conventions.
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
