//! How far a file is on its way to the reader's disk.

use crate::storage::problem::Problem;

/// How far a download is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Download {
    /// Nobody asked for one.
    #[default]
    None,
    /// So many bytes of so many are here.
    Running(u64, u64),
    /// It is with the browser.
    Done,
    /// There was a problem.
    Failed(Problem),
    /// The browser does not take it.
    Refused,
    /// The file was rewritten meanwhile.
    Changed,
    /// It has so many bytes that no browser keeps them.
    TooLarge(u64),
}
