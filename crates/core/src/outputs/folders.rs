//! The tasks of a job and the kinds of an owner, without listing their outputs: the service folds
//! the names of blobs at a slash.

use super::job::JobOutputStorage;
use super::storage::OutputStorage;
use crate::blob::{BlobPages, Error, ListOptions};
use crate::conventions::{Kind, TaskId};
use crate::transport::{PlatformTransport, Transport};

/// The pages of a job's tasks: see [`JobOutputStorage::task_pages`].
#[derive(Debug)]
pub struct TaskPages<T: Transport = PlatformTransport> {
    blobs: BlobPages<T>,
}

/// The pages of an owner's kinds: see [`OutputStorage::kind_pages`].
#[derive(Debug)]
pub struct KindPages<T: Transport = PlatformTransport> {
    blobs: BlobPages<T>,
    /// The length of the owner's prefix in bytes.
    n_prefix: usize,
}

impl<T: Transport> JobOutputStorage<T> {
    /// The tasks that have blobs in the job's container, in the byte order of their IDs, page by
    /// page. Sends no request.
    ///
    /// A folder of another tool counts as a task if its name could be one: only its blobs would
    /// tell, and they are not listed.
    pub fn task_pages(&self) -> TaskPages<T> {
        TaskPages { blobs: self.container().pages(ListOptions::new().with_delimiter("/")) }
    }
}

impl<K: AsRef<Kind>, T: Transport> OutputStorage<K, T> {
    /// The kinds of the owner's outputs, in the byte order of their texts, page by page. Sends no
    /// request.
    pub fn kind_pages(&self) -> KindPages<T> {
        let prefix = self.owner_prefix();
        let n_prefix = prefix.len();
        // The `$` keeps the tasks out of the kinds of the job.
        let options = ListOptions::new().with_prefix(format!("{prefix}$")).with_delimiter("/");
        KindPages { blobs: self.container().pages(options), n_prefix }
    }
}

impl<T: Transport> TaskPages<T> {
    /// The next page, which may be empty; none after the last. After an error, the same page is
    /// asked for again.
    ///
    /// # Errors
    /// As for [`BlobPages::next_page`].
    pub async fn next_page(&mut self) -> Result<Option<Vec<TaskId>>, Error> {
        let Some(page) = self.blobs.next_page().await? else { return Ok(None) };
        let names = page.prefixes.iter().filter_map(|prefix| prefix.strip_suffix('/'));
        Ok(Some(names.filter_map(task_from_folder).collect()))
    }
}

impl<T: Transport> KindPages<T> {
    /// The next page, which may be empty; none after the last. After an error, the same page is
    /// asked for again.
    ///
    /// # Errors
    /// As for [`BlobPages::next_page`].
    pub async fn next_page(&mut self) -> Result<Option<Vec<Kind>>, Error> {
        let Some(page) = self.blobs.next_page().await? else { return Ok(None) };
        let kind = |prefix: &String| {
            let folder = prefix.get(self.n_prefix..)?.strip_prefix('$')?.strip_suffix('/')?;
            Kind::parse(folder).ok()
        };
        Ok(Some(page.prefixes.iter().filter_map(kind).collect()))
    }
}

/// The task of a folder; none for a kind of the job, and for a name that no task can have.
fn task_from_folder(folder: &str) -> Option<TaskId> {
    if folder.starts_with('$') {
        return None;
    }
    TaskId::parse(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_kind_is_no_task() {
        assert_eq!(task_from_folder("t1").unwrap().as_str(), "t1");
        assert_eq!(task_from_folder("$JobOutput"), None);
        assert_eq!(task_from_folder(""), None);
    }
}
