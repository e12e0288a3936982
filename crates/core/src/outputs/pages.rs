//! The pages of the blobs of a job's container, each sorted into outputs and others.

use super::item::JobPage;
use crate::blob::{BlobContainer, BlobPages, Error, ListOptions};
use crate::transport::{PlatformTransport, Transport};

/// The pages of a job's outputs, or of a task's: see [`JobOutputStorage::pages`](super::JobOutputStorage::pages).
#[derive(Debug)]
pub struct JobPages<T: Transport = PlatformTransport> {
    blobs: BlobPages<T>,
}

impl<T: Transport> JobPages<T> {
    /// The pages of the blobs whose names begin with `prefix`.
    pub(super) fn new(container: &BlobContainer<T>, prefix: &str) -> Self {
        Self { blobs: container.pages(options_of(prefix)) }
    }

    /// Asks for pages of at most `max_results` blobs, 1 to 5,000, for a caller that needs only a
    /// few.
    #[must_use]
    pub fn with_max_results(mut self, max_results: u32) -> Self {
        self.blobs = self.blobs.with_max_results(max_results);
        self
    }

    /// The next page, which may be empty; none after the last. After an error, the same page is
    /// asked for again.
    ///
    /// # Errors
    /// As for [`BlobPages::next_page`].
    pub async fn next_page(&mut self) -> Result<Option<JobPage>, Error> {
        Ok(self.blobs.next_page().await?.map(JobPage::from))
    }

    /// Whether the last page has come.
    pub fn is_over(&self) -> bool {
        self.blobs.is_over()
    }
}

/// A listing of the blobs whose names begin with `prefix`.
pub(super) fn options_of(prefix: &str) -> ListOptions {
    ListOptions::new().with_prefix(prefix).with_metadata(true)
}
