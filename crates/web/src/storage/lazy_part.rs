//! Whether the second file of wasm is there, with which files are shown.

use crate::storage::problem::Problem;

/// Whether what shows files is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Views {
    /// Not yet.
    #[default]
    Awaited,
    /// It is, for as long as the page lasts.
    Here,
    /// It did not come when it was last asked for.
    Missing(Problem),
}
