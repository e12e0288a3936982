//! Outputs in a listing, and the one place that tells them from folders and from other blobs.

use super::status::LogStatus;
use crate::blob::{BlobItem, BlobPage, BlobProperties};
use crate::conventions::OutputAddress;

/// The metadata by which accounts with a hierarchical namespace, and tools for them, mark a blob
/// that is a folder.
/// <https://learn.microsoft.com/rest/api/storageservices/get-blob-properties>
const FOLDER_MARK: &str = "hdi_isfolder";

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

/// What a blob of a job's container is.
pub(super) enum ListedBlob {
    Output(OutputItem),
    /// A folder of a hierarchical namespace. It has no bytes, and is no output.
    Folder(BlobItem),
    /// A blob whose name is outside the conventions.
    Other(BlobItem),
}

impl From<BlobItem> for ListedBlob {
    fn from(blob: BlobItem) -> Self {
        // No file can have the name of a folder, even where such a blob has bytes.
        if blob.is_directory || blob.name.ends_with('/') || is_marked_as_folder(&blob.metadata) {
            return Self::Folder(blob);
        }
        match OutputAddress::parse(&blob.name) {
            Some(address) => Self::Output(OutputItem { address, blob }),
            None => Self::Other(blob),
        }
    }
}

/// Whether a blob is a folder of a hierarchical namespace, by its properties.
pub fn is_folder(properties: &BlobProperties) -> bool {
    properties.is_directory || is_marked_as_folder(&properties.metadata)
}

/// Whether the metadata of a blob says that it is a folder.
fn is_marked_as_folder(metadata: &[(String, String)]) -> bool {
    metadata.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case(FOLDER_MARK) && value.eq_ignore_ascii_case("true")
    })
}

/// A page of all blobs in a job's container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobPage {
    /// The outputs of the job and of its tasks.
    pub outputs: Vec<OutputItem>,
    /// The folders of an account with a hierarchical namespace, which are blobs there: those that
    /// the service calls directories, those with the metadata `hdi_isfolder`, and those whose name
    /// ends in `/`. They have no bytes, and are neither outputs nor other blobs.
    pub folders: Vec<BlobItem>,
    /// Blobs whose names are outside the conventions.
    pub others: Vec<BlobItem>,
    /// Where the next page begins; none on the last.
    pub next_marker: Option<String>,
}

impl From<BlobPage> for JobPage {
    fn from(page: BlobPage) -> Self {
        let mut job = Self { next_marker: page.next_marker, ..Self::default() };
        for blob in page.blobs {
            match ListedBlob::from(blob) {
                ListedBlob::Output(output) => job.outputs.push(output),
                ListedBlob::Folder(blob) => job.folders.push(blob),
                ListedBlob::Other(blob) => job.others.push(blob),
            }
        }
        job
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(name: &str, metadata: &[(&str, &str)]) -> BlobItem {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let metadata = metadata.iter().map(pair).collect();
        BlobItem { name: name.to_owned(), metadata, ..BlobItem::default() }
    }

    #[test]
    fn a_folder_of_a_hierarchical_namespace_is_no_output() {
        let directory = BlobItem { is_directory: true, ..blob("t1/$TaskOutput/out", &[]) };
        let blobs = vec![
            directory,
            blob("t1/$TaskOutput/marked", &[("Hdi_IsFolder", "True")]),
            blob("t1/$TaskOutput/slash/", &[]),
            blob("t1", &[("hdi_isfolder", "true")]),
            blob("t1/$TaskOutput/file", &[("hdi_isfolder", "false")]),
            blob("notes.txt", &[]),
        ];
        let page = JobPage::from(BlobPage { blobs, ..BlobPage::default() });
        let names = |blobs: &[BlobItem]| -> Vec<String> {
            blobs.iter().map(|blob| blob.name.clone()).collect()
        };
        let folders =
            ["t1/$TaskOutput/out", "t1/$TaskOutput/marked", "t1/$TaskOutput/slash/", "t1"];
        assert_eq!(names(&page.folders), folders);
        assert_eq!(names(&page.others), ["notes.txt"]);
        let outputs: Vec<&str> = page.outputs.iter().map(|item| item.address.path()).collect();
        assert_eq!(outputs, ["file"]);
    }
}
