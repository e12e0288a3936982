//! Walks over the service's XML: every element at its end, with its parents and its text.
//!
//! The service's documents are regular, so namespaces and attributes do not matter, except for
//! `Encoded` on a name. Invariants: a truncated document is an error, never a shorter result, and so
//! is a document of another root: a portal's page is no empty container.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The document is not complete XML; with what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XmlError(pub(crate) String);

/// An element at its end.
pub(crate) struct Element<'a> {
    /// Its ancestors, outermost first.
    pub(crate) ancestors: &'a [OpenElement],
    pub(crate) name: &'a str,
    /// Its own text, with references resolved and white space unchanged.
    pub(crate) text: &'a str,
    /// Whether it has `Encoded="true"`: its text is percent-encoded.
    pub(crate) encoded: bool,
}

impl Element<'_> {
    /// The name of its parent, empty for the root.
    pub(crate) fn parent(&self) -> &str {
        self.ancestors.last().map_or("", |open| open.name.as_str())
    }

    /// Whether one of its ancestors has this name.
    pub(crate) fn has_ancestor(&self, name: &str) -> bool {
        self.ancestors.iter().any(|open| open.name == name)
    }
}

/// An element that has not ended yet.
pub(crate) struct OpenElement {
    name: String,
    text: String,
    encoded: bool,
}

/// Calls `visit` for each element as it closes, inner ones before outer ones. The root element must
/// have the name `root`.
pub(crate) fn walk(
    xml: &[u8],
    root: &str,
    mut visit: impl FnMut(&Element<'_>),
) -> Result<(), XmlError> {
    let text = std::str::from_utf8(xml).map_err(|_| XmlError("it is not UTF-8".to_owned()))?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut stack: Vec<OpenElement> = Vec::new();
    let mut has_root = false;
    loop {
        // The reader's own message is of no use to a user.
        let event = reader.read_event().map_err(|_| {
            XmlError(format!("it is not well-formed at byte {}", reader.error_position()))
        })?;
        match event {
            Event::Start(start) => {
                let open = open_from(&start);
                check_root(root, &open, &stack, &mut has_root)?;
                stack.push(open);
            }
            Event::Empty(start) => {
                let open = open_from(&start);
                check_root(root, &open, &stack, &mut has_root)?;
                stack.push(open);
                close(&mut stack, &mut visit);
            }
            Event::End(_) => close(&mut stack, &mut visit),
            Event::Text(piece) => append(&mut stack, &piece),
            Event::CData(piece) => append(&mut stack, &piece),
            Event::GeneralRef(reference) => append(&mut stack, &resolve(&reference)?),
            Event::Eof if has_root && stack.is_empty() => return Ok(()),
            Event::Eof => return Err(XmlError("it ends before its root element does".to_owned())),
            _ => {}
        }
    }
}

/// Checks an element that opens: outside of all others, it must be the only root, of this name.
fn check_root(
    root: &str,
    open: &OpenElement,
    stack: &[OpenElement],
    has_root: &mut bool,
) -> Result<(), XmlError> {
    if !stack.is_empty() {
        return Ok(());
    }
    if std::mem::replace(has_root, true) || open.name != root {
        return Err(XmlError(format!("it is no document with the one root element `{root}`")));
    }
    Ok(())
}

fn open_from(start: &BytesStart<'_>) -> OpenElement {
    // The only attribute that matters, as the service writes it. An attribute parser would add
    // 3 KB to the page.
    let mut attributes = start.attributes_raw().split_ascii_whitespace();
    let encoded = attributes.any(|attribute| attribute.eq_ignore_ascii_case("Encoded=\"true\""));
    OpenElement { name: start.name().as_ref().to_owned(), text: String::new(), encoded }
}

fn close(stack: &mut Vec<OpenElement>, visit: &mut impl FnMut(&Element<'_>)) {
    let Some(open) = stack.pop() else { return };
    visit(&Element { ancestors: stack, name: &open.name, text: &open.text, encoded: open.encoded });
}

fn append(stack: &mut [OpenElement], piece: &str) {
    if let Some(open) = stack.last_mut() {
        open.text.push_str(piece);
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, XmlError> {
    let unknown = || XmlError(format!("unknown reference &{};", &**reference));
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string()),
        Ok(None) => resolve_predefined_entity(reference).map(str::to_owned).ok_or_else(unknown),
        Err(_) => Err(unknown()),
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
            let xml = format!("<a><b>{}</b></a>", quick_xml::escape::escape(&text));
            prop_assert_eq!(&leaves(&xml).unwrap()[0].2, &text);
        }
    }
}
