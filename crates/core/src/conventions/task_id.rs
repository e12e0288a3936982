//! The ID of a task, which becomes the first segment of its outputs' blob names.
//!
//! Invariant: a [`TaskId`] is one segment of a blob name and never looks like an output kind.

use super::NameError;
use super::name_error::printable;
use super::text::impl_text;

/// The ID of a task, copied verbatim into blob names, case kept.
///
/// Batch ignores the case of task IDs, but blob names are case-sensitive: write the ID as in the
/// node's `AZ_BATCH_TASK_ID`. Batch allows letters, digits, `-` and `_`; this type accepts any text
/// that fits into one segment of a name, since the .NET library writes any text.
///
/// ```
/// use jobshelf::TaskId;
///
/// assert_eq!(TaskId::parse("analysis-309").unwrap().as_str(), "analysis-309");
/// assert!(TaskId::parse("a/b").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(String);

impl_text!(TaskId);

impl TaskId {
    /// Checks a task ID.
    ///
    /// # Errors
    /// If it is empty, `.` or `..`, starts with `$` (which marks an output kind), or has a slash, a
    /// backslash or a control character.
    pub fn parse(id: &str) -> Result<Self, NameError> {
        const WHAT: &str = "task ID";
        const ALLOWED: &str = "'/', '\\' and control characters are not allowed";
        if id.is_empty() {
            return Err(NameError::Empty { what: WHAT });
        }
        let allowed = |c: char| !matches!(c, '/' | '\\') && !c.is_control();
        if let Some(error) = NameError::for_character(WHAT, id, ALLOWED, allowed) {
            return Err(error);
        }
        let problem = match id {
            "." | ".." => "is a step in the folders, not a name",
            _ if id.starts_with('$') => "starts with '$', which marks an output kind",
            _ => return Ok(Self(id.to_owned())),
        };
        Err(NameError::Reserved { what: WHAT, name: printable(id), problem })
    }

    /// The ID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_id_is_one_segment_that_is_no_kind() {
        for good in ["t", "001", "Analysis_309", "a b", "é", "...", "a$b"] {
            assert_eq!(TaskId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", ".", "..", "a/b", "/", "a\\b", "a\nb", "a\0", "\u{85}", "$TaskLog"] {
            assert!(TaskId::parse(bad).is_err(), "{bad:?}");
        }
    }
}
