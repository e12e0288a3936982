//! The outputs of a task or of its job, with the same functions for both.

use jobshelf::{
    BlobContainer, Error, Kind, OutputAddress, OutputFile, OutputPath, Owner, SaveOptions,
};
use jobshelf::{JobOutputStorage, TaskOutputStorage};
use std::path::Path;

/// The outputs of one owner.
#[derive(Debug, Clone)]
pub(crate) enum OutputTarget {
    Job(JobOutputStorage),
    Task(TaskOutputStorage),
}

impl OutputTarget {
    pub(crate) fn new(container: BlobContainer, owner: Owner) -> Self {
        match owner {
            Owner::Job => Self::Job(JobOutputStorage::new(container)),
            Owner::Task(task) => Self::Task(TaskOutputStorage::new(container, task)),
        }
    }

    /// Saves a local file; returns its length in bytes.
    pub(crate) async fn save(
        &self,
        kind: &Kind,
        source: &Path,
        path: &OutputPath,
        options: &SaveOptions,
    ) -> Result<u64, Error> {
        match self {
            Self::Job(storage) => storage.save(&kind.clone().into(), source, path, options).await,
            Self::Task(storage) => storage.save(&kind.clone().into(), source, path, options).await,
        }
    }

    /// One output, which may not exist.
    pub(crate) fn output(&self, kind: &Kind, path: &OutputPath) -> OutputFile {
        let (container, owner) = match self {
            Self::Job(storage) => (storage.container(), Owner::Job),
            Self::Task(storage) => return storage.get_output(&kind.clone().into(), path),
        };
        OutputFile::new(container.clone(), OutputAddress::new(owner, kind.clone(), path.clone()))
    }
}
