//! The ID of a Batch job, and the container that the conventions derive from it.
//!
//! Invariant: a [`JobId`] holds only ASCII letters, digits, `-`, `_` and `:`, so its container
//! name is always one that the service takes.

use super::NameError;
use super::container::ContainerName;
use super::text::impl_text;
use sha1::{Digest as _, Sha1};

/// A container name has at most 63 characters, and `job-` takes four.
const LONGEST_PLAIN: usize = 59;
/// How much of an ID stays readable in front of its hash.
const READABLE: usize = 15;

/// The ID of a job: one or more letters, digits, `-`, `_` or `:`.
///
/// Batch allows 1 to 64 letters, digits, `-` and `_`. Jobs of a schedule are called
/// `{schedule}:job-{n}`, so the colon does occur, and more than 64 characters too.
///
/// ```
/// use jobshelf::JobId;
///
/// let job = JobId::parse("MyTerrificJob").unwrap();
/// assert_eq!(job.container_name().as_str(), "job-myterrificjob");
///
/// let error = JobId::parse("my job").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "job ID `my job` has space (U+0020) at position 3; \
///      allowed are letters A to Z, digits, '-', '_' and ':'"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(String);

impl_text!(JobId);

impl JobId {
    /// Checks a job ID.
    ///
    /// # Errors
    /// If it is empty, or has another character than those above; the message names it.
    pub fn parse(id: &str) -> Result<Self, NameError> {
        const ALLOWED: &str = "allowed are letters A to Z, digits, '-', '_' and ':'";
        if id.is_empty() {
            return Err(NameError::Empty { what: "job ID" });
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
        match NameError::for_character("job ID", id, ALLOWED, allowed) {
            Some(error) => Err(error),
            None => Ok(Self(id.to_owned())),
        }
    }

    /// The ID as it was given, case kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The container of the job's outputs, by the rule of the conventions: `job-` and the
    /// lower-cased ID; where the service would refuse that, up to 15 readable characters of the ID
    /// and the SHA-1 hash of the whole.
    ///
    /// Two IDs made for it can share a container, so the name does not prove the ID.
    ///
    /// ```
    /// use jobshelf::JobId;
    ///
    /// assert_eq!(
    ///     JobId::parse("my_job-bob").unwrap().container_name().as_str(),
    ///     "job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927"
    /// );
    /// ```
    #[must_use]
    pub fn container_name(&self) -> ContainerName {
        let id = self.0.to_ascii_lowercase();
        let tail = if is_plain(&id) { id } else { readable_and_hash(&id) };
        ContainerName::from_rule(format!("{}{tail}", ContainerName::JOB_PREFIX))
    }
}

/// Whether a lower-cased ID can stand in a container name as it is.
fn is_plain(id: &str) -> bool {
    id.len() <= LONGEST_PLAIN
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !id.starts_with('-')
        && !id.ends_with('-')
        && !id.contains("--")
}

fn readable_and_hash(id: &str) -> String {
    // Splitting at every separator and dropping the empty parts collapses each run, mixed ones
    // too, and trims both ends.
    let parts: Vec<&str> = id.split([':', '_', '-']).filter(|part| !part.is_empty()).collect();
    let mut readable = parts.join("-");
    readable.truncate(READABLE);
    // The cut may have left a hyphen at the end.
    let readable = readable.trim_end_matches('-');
    let readable = if readable.is_empty() { "job" } else { readable };
    // Over the lower-cased ID before any replacement.
    let mut tail = format!("{readable}-");
    for byte in Sha1::digest(id.as_bytes()) {
        for digit in [byte >> 4, byte & 15] {
            tail.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    tail
}
