//! Holds the reader against the `quick-xml` crate, on whole documents and on damaged ones.

use super::{escape, walk};
use proptest::collection::vec;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// An element as it closes: its path, its text, and whether it is encoded.
type Closed = (String, String, bool);

const ROOT: &str = "EnumerationResults";

fn ours(xml: &str) -> Option<Vec<Closed>> {
    let mut closed = Vec::new();
    let visited = walk(xml.as_bytes(), ROOT, |element| {
        let ancestors = element.ancestors.iter().map(|open| open.name);
        let path = ancestors.chain([element.name]).collect::<Vec<_>>().join("/");
        closed.push((path, element.text.to_owned(), element.encoded));
    });
    visited.is_ok().then_some(closed)
}

/// The same by the events of quick-xml, in the plainest way.
fn reference(xml: &str) -> Option<Vec<Closed>> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut open, mut closed): (Vec<Closed>, Vec<Closed>) = (Vec::new(), Vec::new());
    let mut n_roots = 0;
    loop {
        let piece = match reader.read_event().ok()? {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if open.is_empty() && (n_roots > 0 || name != ROOT) {
                    return None;
                }
                n_roots += usize::from(open.is_empty());
                let path = open.last().map_or(name.clone(), |(path, ..)| format!("{path}/{name}"));
                let mut attributes = start.attributes_raw().split_ascii_whitespace();
                let encoded = attributes.any(|a| a.eq_ignore_ascii_case("Encoded=\"true\""));
                open.push((path, String::new(), encoded));
                continue;
            }
            Event::End(_) => {
                closed.push(open.pop()?);
                continue;
            }
            Event::Text(text) => text.to_string(),
            Event::CData(text) => text.to_string(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                Some(character) => character.to_string(),
                None => resolve_predefined_entity(&reference)?.to_owned(),
            },
            Event::Eof => return (n_roots == 1 && open.is_empty()).then_some(closed),
            _ => continue,
        };
        if let Some((_, text, _)) = open.last_mut() {
            text.push_str(&piece);
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9<>&\"'\\] \n/é€😀-]{0,12}".prop_map(|text| escape(&text)),
        "&#(x[0-9a-f]{1,4}|[0-9]{1,5});",
        "<!\\[CDATA\\[[a-z<&\\] ]{0,8}\\]\\]>",
        "<!-- [a-z<>&' ]{0,8} -->",
        "<\\?[a-z]{1,4} [a-z<>&\" ]{0,6}\\?>",
        Just(String::new()),
    ]
}

fn attributes() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        1 => Just(" Encoded=\"true\"".to_owned()),
        1 => " [A-Za-z:]{1,6}=\"[a-z/>' ]{0,6}\"( [a-z]='[\"/>]{0,3}')? ?",
    ]
}

/// An element of one of the names in a listing, with others inside it.
fn element() -> impl Strategy<Value = String> {
    let name =
        prop_oneof!["Blob", "Name", "Properties", "Content-(Length|MD5)", "[A-Za-z_:é]{1,9}"];
    let leaf = (name.clone(), attributes(), text()).prop_map(|(name, attributes, text)| match text
        .is_empty()
    {
        true => format!("<{name}{attributes}/>"),
        false => format!("<{name}{attributes}>{text}</{name}>"),
    });
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let content = vec((text(), inner), 0..4);
        (name.clone(), attributes(), content, text()).prop_map(|(name, attributes, inner, end)| {
            let inner: String = inner.iter().flat_map(|(text, inner)| [&**text, inner]).collect();
            format!("<{name}{attributes}>{inner}{end}</{name} >")
        })
    })
}

fn document() -> impl Strategy<Value = String> {
    (attributes(), vec(element(), 0..4), text()).prop_map(|(attributes, elements, text)| {
        let elements = elements.concat();
        format!("<?xml version=\"1.0\"?><{ROOT}{attributes}>{elements}{text}</{ROOT}>")
    })
}

proptest! {
    #[test]
    fn a_document_is_read_as_quick_xml_reads_it(xml in document()) {
        let read = ours(&xml);
        prop_assert_eq!(&read, &reference(&xml), "{}", xml);
        // A generated reference may be to a character that there is not.
        prop_assert!(read.is_some() || xml.contains("&#"), "{}", xml);
    }

    /// A document that quick-xml refuses is refused, and no damage is read in another way.
    #[test]
    fn a_damaged_document_is_not_read_in_another_way(
        xml in document(),
        at in any::<prop::sample::Index>(),
        damage in "[<>&;/!\\[\\]\"'a -]{0,3}",
        n_lost in 0..4_usize,
    ) {
        let characters: Vec<char> = xml.chars().collect();
        let (head, tail) = characters.split_at(at.index(characters.len()));
        let tail = tail.get(n_lost..).unwrap_or_default();
        let damaged: String = head.iter().copied().chain(damage.chars()).chain(tail.iter().copied()).collect();
        if let Some(read) = ours(&damaged) {
            prop_assert_eq!(Some(read), reference(&damaged), "{}", damaged);
        }
    }
}
