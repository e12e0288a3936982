//! Checksums: the CRC-64 of a request's body, which the service verifies, and the MD5 of a whole
//! blob, which is stored with it.
//!
//! Native only: a page writes nothing. CRC-64/NVME is cheap compared to the network, so every body
//! has it. Other tools verify the MD5.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

/// CRC-64/NVME, as in the service's `x-ms-content-crc64`.
pub(crate) fn crc64(bytes: &[u8]) -> u64 {
    let mut digest = crc64fast_nvme::Digest::new();
    digest.write(bytes);
    digest.sum64()
}

/// The value of `x-ms-content-crc64`: the eight bytes, least significant first, in base64.
pub(crate) fn crc64_header(bytes: &[u8]) -> String {
    STANDARD.encode(crc64(bytes).to_le_bytes())
}

/// The MD5 of a file, computed piece by piece.
#[derive(Debug, Clone, Default)]
pub(crate) struct ContentMd5(Md5);

impl ContentMd5 {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// In base64, as the service stores it.
    pub(crate) fn finish(self) -> String {
        STANDARD.encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_agree_with_their_published_check_values() {
        assert_eq!(crc64(b"123456789"), 0xae8b_1486_0a79_9888);
        assert_eq!(crc64_header(b"123456789"), "iJh5CoYUi64=");
        let mut md5 = ContentMd5::default();
        md5.update(b"message ");
        md5.update(b"digest");
        assert_eq!(md5.finish(), "+WtpfXy3k41SWi8xqvFh0A==");
    }
}
