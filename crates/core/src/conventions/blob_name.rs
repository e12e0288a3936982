//! The name of a blob inside its container, and how it is written into a URL.

use super::NameError;
use super::name_error::printable;
use super::percent;
use super::text::impl_text;

/// The longest name that the service allows.
const LONGEST: usize = 1024;

/// The name of a blob, as the service shows it: not encoded, with `/` between its folders.
///
/// [`new`](Self::new) also checks that the name has at most 1,024 characters and that a URL can
/// address it. The name of an [`OutputAddress`](super::OutputAddress) from a listing is not
/// checked.
///
/// ```
/// use jobshelf::BlobName;
///
/// assert_eq!(BlobName::new("t1/$TaskLog/stdout.txt").unwrap().as_str(), "t1/$TaskLog/stdout.txt");
/// assert!(BlobName::new("t1/$TaskLog/../../other").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobName(String);

impl_text!(BlobName);

impl BlobName {
    /// Checks the name of a blob by the rules of the service.
    ///
    /// # Errors
    /// If it is empty or longer than 1,024 characters, or has a segment `.` or `..`, which an HTTP
    /// client would resolve, so that it requests another blob.
    pub fn new(name: &str) -> Result<Self, NameError> {
        let name = Self(name.to_owned());
        name.check()?;
        Ok(name)
    }

    /// The checks of [`new`](Self::new), for a name from a listing.
    pub(crate) fn check(&self) -> Result<(), NameError> {
        const WHAT: &str = "blob name";
        if self.0.is_empty() {
            return Err(NameError::Empty { what: WHAT });
        }
        let length = self.0.chars().count();
        if length > LONGEST {
            return Err(NameError::Length {
                what: WHAT,
                name: printable(&self.0),
                length,
                allowed: "allowed are 1 to 1,024",
            });
        }
        if self.has_dot_segment() {
            return Err(NameError::Segment {
                what: WHAT,
                name: printable(&self.0),
                problem: "a segment '.' or '..'",
            });
        }
        Ok(())
    }

    /// The same as [`new`](Self::new).
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn parse(name: &str) -> Result<Self, NameError> {
        Self::new(name)
    }

    /// The name of an address.
    pub(super) const fn from_address(name: String) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a segment is `.` or `..`. No URL can address such a blob.
    #[must_use]
    pub fn has_dot_segment(&self) -> bool {
        // The service and browsers read `\` as `/`.
        self.0.split(['/', '\\']).any(|segment| matches!(segment, "." | ".."))
    }

    /// The error for a blob that is a folder of a hierarchical namespace.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn names_a_folder(&self) -> NameError {
        NameError::Folder { name: printable(&self.0) }
    }

    /// The name for a URL: everything but the unreserved characters percent-encoded, `/` kept.
    pub(crate) fn encoded(&self) -> String {
        percent::encode_path(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_checked_by_the_service_s_rules() {
        assert!(BlobName::new(&"é".repeat(1024)).is_ok());
        assert!(BlobName::new(&"é".repeat(1025)).is_err());
        for bad in ["", ".", "..", "a/../b", "./a", "a/.", "a\\..\\b"] {
            assert!(BlobName::new(bad).is_err(), "{bad:?}");
        }
        for good in ["a", "a//b", "/a", "a/", "...", "a..b", "%2e%2e/x"] {
            assert_eq!(BlobName::new(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn a_name_is_encoded_segment_by_segment() {
        let encoded = |name: &str| BlobName::new(name).unwrap().encoded();
        assert_eq!(encoded("t/$TaskLog/a+b.txt"), "t/%24TaskLog/a%2Bb.txt");
        assert_eq!(encoded("a\\b"), "a%5Cb");
        // A name that only looks encoded is not taken for what it looks like.
        assert_eq!(encoded("%2e%2e/x"), "%252e%252e/x");
        assert_eq!(encoded("what? #1 100%"), "what%3F%20%231%20100%25");
    }
}
