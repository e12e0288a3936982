//! Files on this machine by what a person types: a name, a glob, a folder; and the path below the
//! kind that each then has.
//!
//! A glob is taken apart here, never by us in a shell; `\` is a separator on Windows only.

mod pattern;

pub(crate) use pattern::{Pattern, output_path_from};

use std::path::Path;
use walkdir::WalkDir;

/// All files below a folder, those that links name too, in the order of their names. What cannot be
/// read is given as the error that it is.
pub(crate) fn below(
    folder: &Path,
) -> impl Iterator<Item = Result<walkdir::DirEntry, walkdir::Error>> {
    WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
}
