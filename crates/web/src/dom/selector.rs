//! What an element is made of, in one text: `button.btn.bare[type=button]@copy`.
//!
//! The tag, then in any order `.class`, `[attribute=value]`, and `@name` for tests. One constant
//! costs the page less than a call for each part, and reads as style sheets do.

/// A part of a selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Class(&'a str),
    Attribute(&'a str, &'a str),
    Test(&'a str),
}

/// The tag and the rest.
pub(crate) fn split_tag(selector: &str) -> (&str, &str) {
    let end = selector.find(['.', '[', '@']).unwrap_or(selector.len());
    selector.split_at(end)
}

/// The next part and the rest.
pub(crate) fn next_part(rest: &str) -> Option<(Part<'_>, &str)> {
    let mut characters = rest.chars();
    match characters.next()? {
        '[' => {
            let (inside, rest) = characters.as_str().split_once(']')?;
            let (name, value) = inside.split_once('=').unwrap_or((inside, ""));
            Some((Part::Attribute(name, value), rest))
        }
        sign => {
            let rest = characters.as_str();
            let end = rest.find(['.', '[', '@']).unwrap_or(rest.len());
            let (name, rest) = rest.split_at(end);
            Some((if sign == '@' { Part::Test(name) } else { Part::Class(name) }, rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_is_read_part_by_part() {
        let (tag, mut rest) = split_tag("a.btn.bare[target=_blank][hidden]@copy-it");
        assert_eq!(tag, "a");
        let mut parts = Vec::new();
        while let Some((part, after)) = next_part(rest) {
            parts.push(part);
            rest = after;
        }
        assert_eq!(
            parts,
            [
                Part::Class("btn"),
                Part::Class("bare"),
                Part::Attribute("target", "_blank"),
                Part::Attribute("hidden", ""),
                Part::Test("copy-it"),
            ]
        );
        assert_eq!(split_tag("div"), ("div", ""));
    }
}
