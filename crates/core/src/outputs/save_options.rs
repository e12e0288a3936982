//! How to save a file: its content type, what happens to an existing output, and how much memory
//! the save may use.

use crate::blob::IfExists;

/// One MiB.
const MIB: u64 = 1 << 20;

/// How to save a file.
///
/// ```
/// use jobshelf::{IfExists, SaveOptions};
///
/// let options =
/// SaveOptions::new().with_content_type("image/png").with_if_exists(IfExists::Refuse);
/// assert_eq!(options.content_type.as_deref(), Some("image/png"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SaveOptions {
    /// The content type; the default depends on the file name of the destination.
    pub content_type: Option<String>,
    /// What to do when there is an output of that path.
    pub if_exists: IfExists,
    /// How much memory the save may use.
    pub footprint: Footprint,
}

impl SaveOptions {
    /// The defaults: the content type of the file's name, existing outputs replaced.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the content type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets what to do when there is an output of that path.
    #[must_use]
    pub const fn with_if_exists(mut self, if_exists: IfExists) -> Self {
        self.if_exists = if_exists;
        self
    }

    /// Sets how much memory the save may use.
    #[must_use]
    pub const fn with_footprint(mut self, footprint: Footprint) -> Self {
        self.footprint = footprint;
        self
    }
}

/// How much memory saving one file may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Footprint {
    /// About 40 MiB: fast even with high latency.
    #[default]
    Full,
    /// About 6 MiB: for use beside a command that needs the machine.
    Small,
}

impl Footprint {
    /// Files of at most this length in bytes are sent in one request.
    pub(super) const fn max_single(self) -> u64 {
        match self {
            Self::Full => 16 * MIB,
            Self::Small => 2 * MIB,
        }
    }

    /// The length of a block in bytes, and how many are sent at once. One more is in memory while
    /// it is read.
    pub(super) const fn blocks(self) -> (u64, usize) {
        match self {
            Self::Full => (8 * MIB, 4),
            Self::Small => (2 * MIB, 2),
        }
    }
}
