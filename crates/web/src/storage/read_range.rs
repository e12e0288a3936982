//! Reading a range of a file once, for views that fetch as they are scrolled.

use crate::storage::problem::{Cause, Problem};
use crate::storage::session::Session;
use bytes::Bytes;
use jobshelf::{BlobName, BlobProperties, ReadRange};

/// A range of a file.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where it begins.
    pub offset: u64,
    /// The file's length.
    pub total: u64,
    /// Its bytes.
    pub bytes: Bytes,
    /// What the service says of the file.
    pub properties: BlobProperties,
}

/// Reads up to `length` bytes from `start` on.
///
/// # Errors
/// The problem, diagnosed.
pub async fn read_piece(
    session: &'static Session,
    container: &str,
    blob: &str,
    start: u64,
    length: u64,
) -> Result<Piece, Problem> {
    let container = session.patient_container(container)?;
    let blob = BlobName::new(blob)
        .map_err(|error| Problem { cause: Cause::BadName, detail: error.to_string() })?;
    let range = ReadRange::Span { start, end: start.saturating_add(length.saturating_sub(1)) };
    let read = match container.read(&blob, range).await {
        Ok(read) => read,
        Err(error) => return Err(session.diagnose(&error).await),
    };
    let limit = usize::try_from(length).unwrap_or(usize::MAX);
    let bytes = read
        .body
        .collect(limit)
        .await
        .map_err(|error| Problem { cause: Cause::Unreachable, detail: error.to_string() })?;
    let known_end = read.offset.saturating_add(bytes.len() as u64);
    Ok(Piece {
        offset: read.offset,
        total: read.total.unwrap_or(known_end),
        bytes,
        properties: read.properties,
    })
}
