//! The model of a file, and of a kind, which is a group of files.

use jobshelf::{BlobItem, BlobType, LogStatus, OutputItem, Owner, Timestamp};
use std::sync::Arc;

/// A file of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The name of its blob.
    pub blob: String,
    /// Its path inside its kind; outside the convention, the name of the blob.
    pub path: String,
    /// Its kind; empty outside the convention.
    pub kind: String,
    /// Its task; none for the job's own files and outside the convention.
    pub task: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written.
    pub changed: Option<Timestamp>,
    /// The version of its content.
    pub etag: String,
    /// Whether it is an append blob.
    pub is_append: bool,
    /// The status in its metadata, if it is a tracked log.
    pub status: Option<LogStatus>,
}

impl File {
    pub(super) fn of_output(item: OutputItem) -> Self {
        let status = item.log_status();
        let task = match item.address.owner() {
            Owner::Task(task) => Some(task.as_str().to_owned()),
            Owner::Job => None,
        };
        Self {
            path: item.address.path().to_owned(),
            kind: item.address.kind().as_str().to_owned(),
            task,
            status,
            ..Self::of_blob(item.blob)
        }
    }

    pub(super) fn of_blob(blob: BlobItem) -> Self {
        Self {
            path: blob.name.clone(),
            kind: String::new(),
            task: None,
            status: LogStatus::from_metadata(&blob.metadata),
            size: blob.size,
            changed: blob.last_modified,
            etag: blob.etag,
            is_append: blob.blob_type == BlobType::Append,
            blob: blob.name,
        }
    }

    /// The last segment of its path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(&self.path)
    }

    /// Whether its name is that of a picture that browsers can show.
    pub fn looks_like_picture(&self) -> bool {
        is_picture_name(self.name())
    }
}

/// Whether a name has the extension of a picture that browsers can show. The content may differ.
pub fn is_picture_name(name: &str) -> bool {
    const ENDINGS: [&str; 8] = ["png", "jpg", "jpeg", "webp", "gif", "avif", "bmp", "jfif"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// The files of one kind of a task or of the job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kind {
    /// Its name, without the dollar sign.
    pub name: String,
    /// Its files in natural order.
    pub files: Vec<Arc<File>>,
    /// Their total size in bytes.
    pub size: u64,
    /// When any of them was last written.
    pub changed: Option<Timestamp>,
}

impl Kind {
    pub(super) fn add(&mut self, file: Arc<File>) {
        self.size = self.size.saturating_add(file.size);
        self.changed = self.changed.max(file.changed);
        self.files.push(file);
    }

    /// The index of a blob among the files.
    pub fn position(&self, blob: &str) -> Option<usize> {
        self.files.iter().position(|file| file.blob == blob)
    }
}
