//! An output that is open for reading, piece by piece and from any position.

use super::fetch::Fetch;
use super::file::OutputFile;
use crate::blob::Error;
use crate::transport::{PlatformTransport, Transport};
use bytes::Bytes;

/// An output that is open for reading.
///
/// All pieces are of the version that existed when it was opened: if the output is replaced, the
/// next piece is an error. Bytes that a log gains later are not read. An interrupted body is
/// resumed.
#[derive(Debug)]
pub struct OutputReader<T: Transport = PlatformTransport> {
    fetch: Fetch<T>,
    position: u64,
}

impl<T: Transport> OutputFile<T> {
    /// Opens it for reading, at its beginning.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn open_read(&self) -> Result<OutputReader<T>, Error> {
        let fetch = Fetch::open(&self.container, &self.address.blob_name()).await?;
        Ok(OutputReader { fetch, position: 0 })
    }
}

impl<T: Transport> OutputReader<T> {
    /// Its length in bytes when it was opened.
    pub fn length(&self) -> u64 {
        self.fetch.length
    }

    /// Where the next piece begins.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Sets where the next piece begins. At or past the end there is none.
    pub fn seek(&mut self, position: u64) {
        self.position = position;
    }

    /// The next piece, of at most 4 MiB; none at the end.
    ///
    /// # Errors
    /// [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet) when the output was
    /// replaced, [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request). The same piece may then be asked for
    /// again.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let piece = self.fetch.piece(self.position).await?;
        self.position += piece.len() as u64;
        Ok((!piece.is_empty()).then_some(piece))
    }
}
