//! The name of a container, as the service allows it.
//!
//! Invariant: a [`ContainerName`] is valid for the service. So it needs no encoding, except for the
//! `$` of the service's own containers, and is exactly one segment of a URL.

use super::NameError;
use super::text::impl_text;

/// Containers with names of the service.
const SERVICE_CONTAINERS: [&str; 3] = ["$root", "$web", "$logs"];

/// The name of a container: 3 to 63 lower-case letters, digits and single hyphens between them,
/// or one of the service's own, `$root`, `$web` and `$logs`.
///
/// ```
/// use jobshelf::ContainerName;
///
/// assert!(ContainerName::parse("job-ocean").unwrap().is_job());
/// assert!(ContainerName::parse("Job-Ocean").is_err());
/// assert!(ContainerName::parse("job--ocean").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContainerName(String);

impl_text!(ContainerName);

impl ContainerName {
    /// The prefix that the conventions add to a job's ID.
    pub(crate) const JOB_PREFIX: &str = "job-";

    /// Checks a name by the rules of the service.
    ///
    /// # Errors
    /// If the service would refuse the name.
    pub fn parse(name: &str) -> Result<Self, NameError> {
        const WHAT: &str = "container name";
        const ALLOWED: &str = "allowed are lower-case letters a to z, digits and '-'";
        if name.is_empty() {
            return Err(NameError::Empty { what: WHAT });
        }
        if SERVICE_CONTAINERS.contains(&name) {
            return Ok(Self(name.to_owned()));
        }
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if let Some(error) = NameError::for_character(WHAT, name, ALLOWED, allowed) {
            return Err(error);
        }
        if !(3..=63).contains(&name.len()) {
            return Err(NameError::Length {
                what: WHAT,
                name: super::name_error::printable(name),
                length: name.len(),
                allowed: "allowed are 3 to 63",
            });
        }
        if name.starts_with('-') || name.ends_with('-') || name.contains("--") {
            return Err(NameError::Hyphen { name: name.to_owned() });
        }
        Ok(Self(name.to_owned()))
    }

    /// For [`JobId`](super::JobId), whose rule only produces names that `parse` accepts.
    pub(super) const fn from_rule(name: String) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can be the container of a job: it starts with `job-`.
    #[must_use]
    pub fn is_job(&self) -> bool {
        self.0.starts_with(Self::JOB_PREFIX)
    }

    /// The part of the name that a person recognises: without `job-`, and without the hash if there
    /// is one.
    ///
    /// ```
    /// use jobshelf::ContainerName;
    ///
    /// let hashed = "job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927";
    /// assert_eq!(ContainerName::parse(hashed).unwrap().readable(), "my-job-bob");
    /// assert_eq!(ContainerName::parse("job-ocean-42").unwrap().readable(), "ocean-42");
    /// ```
    #[must_use]
    pub fn readable(&self) -> &str {
        let Some(tail) = self.0.strip_prefix(Self::JOB_PREFIX) else {
            return &self.0;
        };
        match tail.rsplit_once('-') {
            Some((readable, hash)) if is_hash(hash) => readable,
            _ => tail,
        }
    }

    /// The job's ID, unless the name contains a hash. The case of the ID is lost; Batch compares
    /// IDs without case.
    ///
    /// ```
    /// use jobshelf::ContainerName;
    ///
    /// let job_of = |name: &str| ContainerName::parse(name).unwrap().job_id().map(str::to_owned);
    /// assert_eq!(job_of("job-ocean-42").as_deref(), Some("ocean-42"));
    /// assert_eq!(job_of("job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927"), None);
    /// assert_eq!(job_of("pictures"), None);
    /// ```
    #[must_use]
    pub fn job_id(&self) -> Option<&str> {
        self.0.strip_prefix(Self::JOB_PREFIX).filter(|id| *id == self.readable())
    }
}

/// Whether it is 40 lower-case hexadecimal digits.
fn is_hash(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_service_s_rules_for_containers_are_held() {
        let longest = "a".repeat(63);
        for good in ["abc", "a-b", "0-0", "123", "$web", "$root", "$logs", longest.as_str()] {
            assert_eq!(ContainerName::parse(good).unwrap().as_str(), good);
        }
        let too_long = "a".repeat(64);
        for bad in [
            "",
            "a",
            "ab",
            "-ab",
            "ab-",
            "a--b",
            "Abc",
            "a_b",
            "a.b",
            "a b",
            "äbc",
            "$other",
            "abc/",
            "abc\n",
            "..",
            too_long.as_str(),
        ] {
            assert!(ContainerName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_readable_part_drops_the_prefix_and_the_hash_only() {
        let readable = |name: &str| ContainerName::parse(name).unwrap().readable().to_owned();
        assert_eq!(readable("job-job-15"), "job-15");
        assert_eq!(readable("job-job-58b63e273b964039d6ef432a415df3f177c818e5"), "job");
        assert_eq!(readable("pictures"), "pictures");
        // 40 characters, yet not hexadecimal.
        let not_hash = format!("job-a-{}", "g".repeat(40));
        assert_eq!(readable(&not_hash), not_hash.trim_start_matches("job-"));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_without_a_panic(name in "\\PC{0,80}") {
            if let Ok(container) = ContainerName::parse(&name) {
                prop_assert_eq!(container.as_str(), name.as_str());
                let _ = container.readable();
            }
        }
    }
}
