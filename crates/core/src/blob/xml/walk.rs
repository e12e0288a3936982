//! Walks over the service's XML: every element at its end, with its parents and its text.
//!
//! The service's documents are regular, so namespaces and attributes do not matter, except for
//! `Encoded` on a name. Names and texts are borrowed from the document, and only a text that has
//! references is put together. Invariants: a truncated document is an error, never a shorter
//! result, and so is a document of another root: a portal's page is no empty container.

use super::tokens::{Token, Tokens, XmlError};
use std::borrow::Cow;

/// The most elements inside each other; the service's documents have five.
const MAX_DEPTH: usize = 64;

/// An element at its end.
pub(crate) struct Element<'a> {
    /// Its ancestors, outermost first.
    pub(crate) ancestors: &'a [OpenElement<'a>],
    pub(crate) name: &'a str,
    /// Its own text, with references resolved and white space unchanged.
    pub(crate) text: &'a str,
    /// Whether it has `Encoded="true"`: its text is percent-encoded.
    pub(crate) encoded: bool,
}

impl Element<'_> {
    /// The name of its parent, empty for the root.
    pub(crate) fn parent(&self) -> &str {
        self.ancestors.last().map_or("", |open| open.name)
    }

    /// Whether one of its ancestors has this name.
    pub(crate) fn has_ancestor(&self, name: &str) -> bool {
        self.ancestors.iter().any(|open| open.name == name)
    }
}

/// An element that has not ended yet.
pub(crate) struct OpenElement<'a> {
    pub(super) name: &'a str,
    text: Cow<'a, str>,
    encoded: bool,
}

/// Calls `visit` for each element as it closes, inner ones before outer ones. The root element must
/// have the name `root`.
pub(crate) fn walk(
    xml: &[u8],
    root: &str,
    mut visit: impl FnMut(&Element<'_>),
) -> Result<(), XmlError> {
    walk_elements(xml, root, &mut visit)
}

/// One function for every document: the page pays for each copy.
fn walk_elements(
    xml: &[u8],
    root: &str,
    visit: &mut dyn FnMut(&Element<'_>),
) -> Result<(), XmlError> {
    let text = std::str::from_utf8(xml).map_err(|_| XmlError("it is not UTF-8".to_owned()))?;
    let mut tokens = Tokens::new(text.trim_start_matches('\u{feff}'));
    let mut stack: Vec<OpenElement<'_>> = Vec::new();
    let mut has_root = false;
    while let Some(token) = tokens.next()? {
        match token {
            Token::Start { name, attributes, is_empty } => {
                if stack.is_empty() && (std::mem::replace(&mut has_root, true) || name != root) {
                    let detail = format!("it is no document with the one root element `{root}`");
                    return Err(XmlError(detail));
                }
                if stack.len() == MAX_DEPTH {
                    return Err(XmlError(format!("it has more than {MAX_DEPTH} nested elements")));
                }
                let text = Cow::Borrowed("");
                stack.push(OpenElement { name, text, encoded: is_encoded(attributes) });
                if is_empty {
                    close(&mut stack, visit);
                }
            }
            Token::End { name } => {
                if stack.last().is_none_or(|open| open.name != name) {
                    return Err(tokens.error());
                }
                close(&mut stack, visit);
            }
            Token::Text(piece) => append(&mut stack, piece),
            Token::Reference(character) => {
                if let Some(open) = stack.last_mut() {
                    open.text.to_mut().push(character);
                }
            }
        }
    }
    match has_root && stack.is_empty() {
        true => Ok(()),
        false => Err(XmlError("it ends before its root element does".to_owned())),
    }
}

/// Looks for the only attribute that matters, as the service writes it.
fn is_encoded(attributes: &str) -> bool {
    let mut attributes = attributes.split_ascii_whitespace();
    attributes.any(|attribute| attribute.eq_ignore_ascii_case("Encoded=\"true\""))
}

fn close(stack: &mut Vec<OpenElement<'_>>, visit: &mut dyn FnMut(&Element<'_>)) {
    let Some(open) = stack.pop() else { return };
    visit(&Element { ancestors: stack, name: open.name, text: &open.text, encoded: open.encoded });
}

fn append<'a>(stack: &mut [OpenElement<'a>], piece: &'a str) {
    let Some(open) = stack.last_mut() else { return };
    if open.text.is_empty() {
        open.text = Cow::Borrowed(piece);
    } else {
        open.text.to_mut().push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(xml: &str) -> Result<Vec<(String, String, String)>, XmlError> {
        let mut found = Vec::new();
        walk(xml.as_bytes(), "a", |e| {
            found.push((e.parent().to_owned(), e.name.to_owned(), e.text.to_owned()));
        })?;
        Ok(found)
    }

    #[test]
    fn a_byte_order_mark_and_references_are_read_through() {
        let found = leaves("\u{feff}<?xml version=\"1.0\"?><a><b>x &amp; &#x20AC;&lt;</b></a>");
        assert_eq!(found.unwrap()[0], ("a".into(), "b".into(), "x & €<".into()));
    }

    #[test]
    fn every_cut_of_a_document_is_an_error() {
        let whole = "<a><b>text</b><c/></a>";
        assert!(leaves(whole).is_ok());
        for end in 0..whole.len() {
            assert!(leaves(&whole[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn a_document_of_another_root_or_of_two_is_an_error() {
        for xml in ["<html><body/></html>", "<html/>", "<b><a/></b>", "<a/><b/>", "<a/><a/>"] {
            let error = leaves(xml).unwrap_err();
            assert!(error.0.contains("the one root element `a`"), "{xml}: {error:?}");
        }
    }

    #[test]
    fn elements_that_do_not_close_in_order_are_an_error() {
        for xml in ["<a><b></a></b>", "<a><b></a>", "</a>", "<a></a></a>", "<a></A>"] {
            assert!(leaves(xml).is_err(), "{xml}");
        }
        let nested = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(leaves(&nested(MAX_DEPTH)).is_ok());
        assert!(leaves(&nested(MAX_DEPTH + 1)).unwrap_err().0.contains("nested"));
    }

    #[test]
    fn an_encoded_name_is_marked() {
        let mut marks = Vec::new();
        walk(b"<a><Name Encoded=\"true\">x%EF%BF%BE</Name><Name>y</Name></a>", "a", |e| {
            marks.push(e.encoded);
        })
        .unwrap();
        assert_eq!(marks, [true, false, false]);
    }

    proptest! {
        #[test]
        fn no_input_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = walk(&bytes, "a", |_| {});
        }

        #[test]
        fn text_comes_back_as_it_was(text in "[a-z<>&\"' é€]{0,40}") {
            let xml = format!("<a><b>{}</b></a>", super::super::escape(&text));
            prop_assert_eq!(&leaves(&xml).unwrap()[0].2, &text);
        }
    }
}
