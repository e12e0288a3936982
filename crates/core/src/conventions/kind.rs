//! The purpose of an output: `TaskOutput`, `TaskLog`, `JobOutput` and so on, or a custom one.
//!
//! Invariant: a [`Kind`] is not empty and is one segment of a blob name, where it follows a `$`.

use super::NameError;
use super::text::impl_text;
use std::borrow::Cow;

/// The text of an output kind, without the `$` that marks it in a blob name. It is case-sensitive.
///
/// ```
/// use jobshelf::{Kind, TaskOutputKind};
///
/// assert_eq!(Kind::parse("TaskLog").unwrap(), TaskOutputKind::task_log().into());
/// assert_ne!(Kind::parse("tasklog").unwrap(), TaskOutputKind::task_log().into());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(Cow<'static, str>);

impl_text!(Kind);

impl Kind {
    /// Checks the text of a kind.
    ///
    /// # Errors
    /// If it is empty, or has a slash, a backslash or a control character.
    pub fn parse(kind: &str) -> Result<Self, NameError> {
        const WHAT: &str = "output kind";
        const ALLOWED: &str = "'/', '\\' and control characters are not allowed";
        if kind.is_empty() {
            return Err(NameError::Empty { what: WHAT });
        }
        let allowed = |c: char| !matches!(c, '/' | '\\') && !c.is_control();
        if let Some(known) = predefined::ALL.iter().find(|known| **known == kind) {
            return Ok(Self::predefined(known));
        }
        match NameError::for_character(WHAT, kind, ALLOWED, allowed) {
            Some(error) => Err(error),
            None => Ok(Self(Cow::Owned(kind.to_owned()))),
        }
    }

    /// A kind that the conventions define.
    const fn predefined(kind: &'static str) -> Self {
        Self(Cow::Borrowed(kind))
    }

    /// The text, without `$`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The texts of the predefined kinds, for comparing kinds.
pub mod predefined {
    /// The result of a task.
    pub const TASK_OUTPUT: &str = "TaskOutput";
    /// A smaller version of a task's output, for viewing.
    pub const TASK_PREVIEW: &str = "TaskPreview";
    /// The log of a task.
    pub const TASK_LOG: &str = "TaskLog";
    /// Files that only later tasks of the job need.
    pub const TASK_INTERMEDIATE: &str = "TaskIntermediate";
    /// The result of a job.
    pub const JOB_OUTPUT: &str = "JobOutput";
    /// A smaller version of a job's output, for viewing.
    pub const JOB_PREVIEW: &str = "JobPreview";

    /// All of them: most outputs of a long listing share their text.
    pub(super) const ALL: [&str; 6] =
        [TASK_OUTPUT, TASK_PREVIEW, TASK_LOG, TASK_INTERMEDIATE, JOB_OUTPUT, JOB_PREVIEW];
}

/// Defines the kinds of one owner: the predefined ones, and `custom`.
macro_rules! output_kind {
    ($(#[$doc:meta])* $name:ident { $($(#[$kind_doc:meta])* $kind:ident = $text:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Kind);

        impl_text!($name);

        impl $name {
            $(
                $(#[$kind_doc])*
                #[must_use]
                pub const fn $kind() -> Self {
                    Self(Kind::predefined($text))
                }
            )*

            /// A kind of your own.
            ///
            /// # Errors
            /// If the text is empty, or has a slash, a backslash or a control character.
            pub fn custom(kind: &str) -> Result<Self, NameError> {
                Kind::parse(kind).map(Self)
            }

            /// The same as [`custom`](Self::custom): a predefined kind is its text.
            ///
            /// # Errors
            /// As for [`custom`](Self::custom).
            pub fn parse(kind: &str) -> Result<Self, NameError> {
                Self::custom(kind)
            }

            /// The text, without `$`.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// The kind, without its owner.
            #[must_use]
            pub const fn kind(&self) -> &Kind {
                &self.0
            }
        }

        impl AsRef<Kind> for $name {
            fn as_ref(&self) -> &Kind {
                &self.0
            }
        }

        impl From<$name> for Kind {
            fn from(kind: $name) -> Self {
                kind.0
            }
        }

        impl From<Kind> for $name {
            fn from(kind: Kind) -> Self {
                Self(kind)
            }
        }
    };
}

output_kind! {
    /// The purpose of a task's output.
    ///
    /// ```
    /// use jobshelf::TaskOutputKind;
    ///
    /// assert_eq!(TaskOutputKind::task_preview().as_str(), "TaskPreview");
    /// assert_eq!(TaskOutputKind::custom("Checkpoint").unwrap().as_str(), "Checkpoint");
    /// ```
    TaskOutputKind {
        /// `TaskOutput`: the result of the task.
        task_output = predefined::TASK_OUTPUT,
        /// `TaskPreview`: a smaller version of the output, for viewing.
        task_preview = predefined::TASK_PREVIEW,
        /// `TaskLog`: the log of the task.
        task_log = predefined::TASK_LOG,
        /// `TaskIntermediate`: files that only later tasks of the job need.
        task_intermediate = predefined::TASK_INTERMEDIATE,
    }
}

output_kind! {
    /// The purpose of a job's output.
    ///
    /// ```
    /// use jobshelf::JobOutputKind;
    ///
    /// assert_eq!(JobOutputKind::job_output().as_str(), "JobOutput");
    /// ```
    JobOutputKind {
        /// `JobOutput`: the result of the job.
        job_output = predefined::JOB_OUTPUT,
        /// `JobPreview`: a smaller version of the output, for viewing.
        job_preview = predefined::JOB_PREVIEW,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_predefined_kinds_are_the_six_of_the_conventions() {
        let kinds = [
            TaskOutputKind::task_output().into(),
            TaskOutputKind::task_preview().into(),
            TaskOutputKind::task_log().into(),
            TaskOutputKind::task_intermediate().into(),
            JobOutputKind::job_output().into(),
            JobOutputKind::job_preview().into(),
        ];
        let texts = kinds.each_ref().map(Kind::as_str);
        assert_eq!(
            texts,
            ["TaskOutput", "TaskPreview", "TaskLog", "TaskIntermediate", "JobOutput", "JobPreview"]
        );
        for kind in &kinds {
            // None is the start of another, so that even a prefix without slash tells them apart.
            let n_with_prefix = texts.iter().filter(|text| text.starts_with(kind.as_str())).count();
            assert_eq!(n_with_prefix, 1);
        }
    }

    #[test]
    fn a_custom_kind_keeps_its_case_and_is_one_segment() {
        assert_ne!(TaskOutputKind::custom("alice"), TaskOutputKind::custom("Alice"));
        for good in ["a b", "$", "a$b", "..", "é"] {
            assert_eq!(Kind::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a/b", "a\\b", "a\tb"] {
            assert!(Kind::parse(bad).is_err(), "{bad:?}");
        }
    }
}
