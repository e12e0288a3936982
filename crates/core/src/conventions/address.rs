//! Where an output is: whose, of which kind, under which path; and its blob's name, both ways.
//!
//! Invariant: `OutputAddress::parse(name)` gives an address whose blob name is `name` again, byte
//! for byte, or `None`.

use super::path::last_segment;
use super::{BlobName, Kind, NameError, OutputPath, TaskId};

/// The owner of the output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The job's as a whole.
    Job,
    /// One task's.
    Task(TaskId),
}

/// Where an output is: its owner, its kind and its path.
///
/// ```
/// use jobshelf::{Kind, OutputAddress, OutputPath, Owner, TaskId};
///
/// let address = OutputAddress::new(
///     Owner::Task(TaskId::parse("analysis-309").unwrap()),
///     Kind::parse("TaskLog").unwrap(),
///     OutputPath::parse("analytics.log").unwrap(),
/// );
/// assert_eq!(address.blob_name().as_str(), "analysis-309/$TaskLog/analytics.log");
/// assert_eq!(OutputAddress::parse("analysis-309/$TaskLog/analytics.log"), Some(address));
/// assert_eq!(OutputAddress::parse("readme.txt"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputAddress {
    owner: Owner,
    kind: Kind,
    /// An [`OutputPath`], or an unchecked path of another tool.
    path: String,
}

impl OutputAddress {
    /// The address of an output to save or to fetch.
    #[must_use]
    pub fn new(owner: Owner, kind: Kind, path: OutputPath) -> Self {
        Self { owner, kind, path: path.as_str().to_owned() }
    }

    /// The address behind a blob's name, as any tool may have written it. `None` is a name outside
    /// the conventions: no `$Kind` as its first or second segment, nothing after it, or a task that
    /// cannot be one.
    ///
    /// The path is not checked, see [`safe_path`](Self::safe_path).
    #[must_use]
    pub fn parse(blob_name: &str) -> Option<Self> {
        let (first, rest) = blob_name.split_once('/')?;
        let (owner, kind, path) = match first.strip_prefix('$') {
            Some(kind) => (Owner::Job, kind, rest),
            None => {
                let (second, path) = rest.split_once('/')?;
                (Owner::Task(TaskId::parse(first).ok()?), second.strip_prefix('$')?, path)
            }
        };
        if path.is_empty() {
            return None;
        }
        Some(Self { owner, kind: Kind::parse(kind).ok()?, path: path.to_owned() })
    }

    /// The owner of the output.
    #[must_use]
    pub const fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The kind of the output.
    #[must_use]
    pub const fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The path inside the kind, not empty and otherwise unchecked: it may contain `..` segments,
    /// backslashes or control characters. It is for display, not for opening files.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path, if it is safe as a path on a disk of this system.
    ///
    /// ```
    /// use jobshelf::OutputAddress;
    ///
    /// let hostile = OutputAddress::parse("t1/$TaskOutput/../../.ssh/authorized_keys").unwrap();
    /// assert!(hostile.safe_path().is_err());
    /// ```
    ///
    /// # Errors
    /// As for [`OutputPath::parse`] and [`OutputPath::check_for_this_system`].
    pub fn safe_path(&self) -> Result<OutputPath, NameError> {
        let path = OutputPath::parse(&self.path)?;
        path.check_for_this_system()?;
        Ok(path)
    }

    /// The last segment of the path, unchecked like [`path`](Self::path).
    #[must_use]
    pub fn file_name(&self) -> &str {
        last_segment(&self.path)
    }

    /// The name of the output's blob.
    #[must_use]
    pub fn blob_name(&self) -> BlobName {
        BlobName::from_address(format!("{}{}", Self::prefix(&self.owner, &self.kind), self.path))
    }

    /// The prefix of the names of all blobs of a kind and of no others: `$Kind/` or
    /// `{task}/$Kind/`, with the slash.
    #[must_use]
    pub fn prefix(owner: &Owner, kind: &Kind) -> String {
        match owner {
            Owner::Job => format!("${kind}/"),
            Owner::Task(task) => format!("{task}/${kind}/"),
        }
    }

    /// The prefix of the names of all blobs of a task and of no others: `{task}/`.
    #[must_use]
    pub fn task_prefix(task: &TaskId) -> String {
        format!("{task}/")
    }

    /// The `path` in the destination of one of Batch's own output files: for a pattern with a `*`
    /// the folder of the kind, below which Batch puts what matches; for one file its blob's name.
    ///
    /// ```
    /// use jobshelf::{Kind, OutputAddress, Owner, TaskId};
    ///
    /// let task = Owner::Task(TaskId::parse("t1").unwrap());
    /// let path = |kind, pattern| {
    ///     OutputAddress::output_file_path(&task, &Kind::parse(kind).unwrap(), pattern).unwrap()
    /// };
    /// assert_eq!(path("TaskLog", "../std*.txt"), "t1/$TaskLog");
    /// assert_eq!(path("TaskOutput", "../out/a.exr"), "t1/$TaskOutput/out/a.exr");
    /// ```
    ///
    /// # Errors
    /// As for [`OutputPath::from_file`], of the one file.
    pub fn output_file_path(
        owner: &Owner,
        kind: &Kind,
        pattern: &str,
    ) -> Result<String, NameError> {
        if pattern.contains('*') {
            return Ok(Self::output_storage_path(owner, kind));
        }
        let path = OutputPath::from_file(pattern)?;
        Ok(Self::new(owner.clone(), kind.clone(), path).blob_name().as_str().to_owned())
    }

    /// The path that the .NET library's `GetOutputStoragePath` gives, for the destination of
    /// Batch's own output files: the [`prefix`](Self::prefix) without the slash. Not one to list
    /// by, as kind `Log` would also find `LogArchive`.
    #[must_use]
    pub fn output_storage_path(owner: &Owner, kind: &Kind) -> String {
        let mut path = Self::prefix(owner, kind);
        path.truncate(path.len() - 1);
        path
    }
}
