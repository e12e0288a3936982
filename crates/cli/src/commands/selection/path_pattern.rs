//! A PATH argument about outputs in storage: a path, a folder with a `/` at its end, or a glob.

use globset::{GlobBuilder, GlobMatcher};

const WILDCARDS: [char; 4] = ['*', '?', '[', '{'];

/// A parsed PATH.
#[derive(Debug, Clone)]
pub(crate) struct PathPattern {
    text: String,
    /// The length of the beginning without a wildcard.
    n_literal: usize,
    matcher: Matcher,
}

#[derive(Debug, Clone)]
enum Matcher {
    Exact,
    Folder,
    Glob(GlobMatcher),
}

impl PathPattern {
    /// Reads a PATH. A text that is no valid glob, such as `a[1`, is the name that it spells.
    pub(crate) fn parse(text: &str) -> Self {
        let n_literal = text.find(WILDCARDS).unwrap_or(text.len());
        let is_folder = text.ends_with('/');
        let glob = if is_folder { format!("{text}**") } else { text.to_owned() };
        let glob = (n_literal < text.len())
            .then(|| GlobBuilder::new(&glob).literal_separator(true).build().ok())
            .flatten();
        let matcher = match glob {
            Some(glob) => Matcher::Glob(glob.compile_matcher()),
            None if is_folder => Matcher::Folder,
            None => Matcher::Exact,
        };
        Self { text: text.to_owned(), n_literal, matcher }
    }

    /// The text that was typed.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it can select one output only.
    pub(crate) fn is_exact(&self) -> bool {
        matches!(self.matcher, Matcher::Exact)
    }

    /// Whether it is a glob.
    pub(crate) fn has_wildcard(&self) -> bool {
        matches!(self.matcher, Matcher::Glob(_))
    }

    /// What every name begins with that it selects.
    pub(crate) fn prefix(&self) -> &str {
        match self.matcher {
            Matcher::Exact | Matcher::Folder => &self.text,
            Matcher::Glob(_) => self.text.split_at(self.n_literal).0,
        }
    }

    /// Whether it selects `name`. A name that is spelled like the glob is selected, too.
    pub(crate) fn is_match(&self, name: &str) -> bool {
        match &self.matcher {
            Matcher::Exact => name == self.text,
            Matcher::Folder => name.starts_with(&self.text),
            Matcher::Glob(glob) => glob.is_match(name) || name == self.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected<'a>(pattern: &str, names: &[&'a str]) -> Vec<&'a str> {
        let pattern = PathPattern::parse(pattern);
        let selected: Vec<_> =
            names.iter().copied().filter(|name| pattern.is_match(name)).collect();
        assert!(selected.iter().all(|name| name.starts_with(pattern.prefix())));
        selected
    }

    #[test]
    fn a_path_a_folder_and_a_glob_select_what_they_name() {
        let names = ["a.exr", "out", "out/a.exr", "out/deep/b.exr", "out2/a.exr"];
        assert_eq!(selected("a.exr", &names), ["a.exr"]);
        assert_eq!(selected("out", &names), ["out"]);
        assert_eq!(selected("out/", &names), ["out/a.exr", "out/deep/b.exr"]);
        assert_eq!(selected("out/*.exr", &names), ["out/a.exr"]);
        assert_eq!(selected("out*/", &names), ["out/a.exr", "out/deep/b.exr", "out2/a.exr"]);
        assert_eq!(selected("**/b.exr", &names), ["out/deep/b.exr"]);
        assert_eq!(selected("{a,b}.exr", &names), ["a.exr"]);
        assert_eq!(selected("*", &names), ["a.exr", "out"]);
    }

    #[test]
    fn a_name_with_a_wildcard_can_be_given_as_it_is() {
        let names = ["a[1].exr", "a1.exr", "a[1.exr", "b*"];
        assert_eq!(selected("a[1].exr", &names), ["a[1].exr", "a1.exr"]);
        assert_eq!(selected("a[1.exr", &names), ["a[1.exr"]);
        assert_eq!(selected("b*", &names), ["b*"]);
    }

    #[test]
    fn the_beginning_without_a_wildcard_goes_to_the_service() {
        let prefix = |text: &str| PathPattern::parse(text).prefix().to_owned();
        assert_eq!(prefix("t1/$TaskLog/std*.txt"), "t1/$TaskLog/std");
        assert_eq!(prefix("out/"), "out/");
        assert_eq!(prefix("**/a"), "");
        assert!(PathPattern::parse("a[1.exr").is_exact());
    }
}
