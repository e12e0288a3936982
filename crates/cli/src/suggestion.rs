//! What somebody meant who named something that does not exist.

/// The least similarity, from 0 to 1, at which a name is offered.
const LEAST_SIMILARITY: f64 = 0.8;

/// Something was named, and there is nothing of that name. It is a failure, not wrong usage.
#[derive(Debug)]
pub(crate) struct NotFound {
    /// What is missing, as a sentence.
    what: String,
    /// A name that exists.
    suggestion: Option<String>,
    /// What to do without one.
    hint: Option<&'static str>,
}

impl NotFound {
    /// `what` is the sentence; of `candidates` the one nearest to `name` is offered.
    pub(crate) fn new<'a>(
        what: impl Into<String>,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let suggestion = nearest(name, candidates).map(str::to_owned);
        Self { what: what.into(), suggestion, hint: Some("`jobshelf list` shows what is there") }
    }

    /// The same for a file of this machine.
    pub(crate) fn of_this_machine<'a>(
        what: impl Into<String>,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self { hint: None, ..Self::new(what, name, candidates) }
    }

    /// Whether a name is offered.
    pub(crate) fn has_suggestion(&self) -> bool {
        self.suggestion.is_some()
    }

    /// What to do, where no name can be offered.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        self.hint.filter(|_| self.suggestion.is_none())
    }
}

impl std::fmt::Display for NotFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)?;
        match &self.suggestion {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for NotFound {}

/// The candidate that `name` may be a slip for, if one is near.
fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let similarity = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        // `T1` and `t10` are both near to `t1`; only the first is the same but for its case.
        match candidate == lower {
            true => 2.0,
            false => strsim::jaro_winkler(&lower, &candidate),
        }
    };
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (similarity(candidate), candidate))
        .filter(|(similarity, _)| *similarity >= LEAST_SIMILARITY)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&str; 6] =
        ["TaskOutput", "TaskPreview", "TaskLog", "TaskIntermediate", "JobOutput", "JobPreview"];

    #[test]
    fn a_slip_and_a_wrong_case_are_recognised_and_another_name_is_not() {
        assert_eq!(nearest("taskoutput", KINDS), Some("TaskOutput"));
        assert_eq!(nearest("TaskOuput", KINDS), Some("TaskOutput"));
        assert_eq!(nearest("TaskLogs", KINDS), Some("TaskLog"));
        assert_eq!(nearest("T1", ["t10", "t1", "t11"]), Some("t1"));
        assert_eq!(nearest("stdou.txt", ["stderr.txt", "stdout.txt"]), Some("stdout.txt"));
        assert_eq!(nearest("Checkpoint", KINDS), None);
        assert_eq!(nearest("TaskLog", ["TaskLog"]), None);
        assert_eq!(nearest("", KINDS), None);
    }

    #[test]
    fn the_sentence_ends_with_the_near_name() {
        let error = NotFound::new("there is no task `t`", "tt", ["tt1"]);
        assert_eq!(error.to_string(), "there is no task `t`; did you mean `tt1`?");
        let error = NotFound::new("there is no task `t`", "tt", ["other"]);
        assert_eq!(error.to_string(), "there is no task `t`");
    }
}
