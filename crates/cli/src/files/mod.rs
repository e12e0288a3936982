//! Local files, by a name, a glob or a folder; and the path that each gets below its kind.
//!
//! Globs are expanded here, never by a shell. `\` is a separator on Windows only.

mod pattern;

pub(crate) use pattern::{Pattern, output_path_from};

use std::path::Path;
use walkdir::WalkDir;

/// All files below a folder, in the order of their names; links are followed. An unreadable folder
/// yields an error.
pub(crate) fn below(
    folder: &Path,
) -> impl Iterator<Item = Result<walkdir::DirEntry, walkdir::Error>> {
    WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
}
