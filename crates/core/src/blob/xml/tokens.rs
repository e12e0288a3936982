//! The tokens of an XML document, one after the other, borrowed from it.
//!
//! It reads what the service writes: elements, attributes in quotes, text and references, and also
//! comments, CDATA sections, processing instructions and the name of a document type. It defines no
//! entities. Invariant: what is cut off, or is not well-formed by itself, is an error; whether the
//! elements close in order is for the caller to check.

use super::escape::resolve;
use memchr::{memchr, memchr2, memchr3};

/// The document is not complete XML; with what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XmlError(pub(crate) String);

/// A token of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<Name …>`, or `<Name …/>` for an empty element.
    Start { name: &'a str, attributes: &'a str, is_empty: bool },
    /// `</Name>`
    End { name: &'a str },
    /// Text without references, as it stands in the document; also that of a CDATA section.
    Text(&'a str),
    /// The character of a reference.
    Reference(char),
}

/// Reads a document from its start to its end.
pub(super) struct Tokens<'a> {
    document: &'a str,
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(document: &'a str) -> Self {
        Self { document, rest: document }
    }

    /// The next token; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, XmlError> {
        let (token, rest) = match self.rest.as_bytes() {
            [] => return Ok(None),
            [b'<', b'/', ..] => end_tag(self.rest),
            [b'<', b'!' | b'?', ..] => section(self.rest),
            [b'<', ..] => start_tag(self.rest),
            [b'&', ..] => reference(self.rest),
            _ => text(self.rest),
        }
        .ok_or_else(|| self.error())?;
        self.rest = rest;
        Ok(Some(token))
    }

    /// The error for a token that is not well-formed, or that cannot be where it is.
    pub(super) fn error(&self) -> XmlError {
        let position = self.document.len() - self.rest.len();
        XmlError(format!("it is not well-formed at byte {position}"))
    }
}

/// A token from the front of a document, and what follows it.
type Split<'a> = Option<(Token<'a>, &'a str)>;

fn start_tag(document: &str) -> Split<'_> {
    let tag = document.get(1..)?;
    let (name, after) = tag.split_at_checked(tag.bytes().position(|byte| !is_in_name(byte))?)?;
    let (attributes, rest) = match after.strip_prefix('>') {
        Some(rest) => ("", rest),
        None => split_attributes(after)?,
    };
    // The slash of an empty element stands after its name or after its last attribute.
    let (attributes, is_empty) = match attributes.strip_suffix('/') {
        Some(attributes) => (attributes, true),
        None => (attributes, false),
    };
    let is_apart = attributes.bytes().next().is_none_or(|byte| byte.is_ascii_whitespace());
    let is_tag = is_apart && !name.is_empty();
    is_tag.then_some((Token::Start { name, attributes, is_empty }, rest))
}

/// Whether a byte can be in a name. Letters that are not ASCII are not told from other characters.
fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | 0x80..)
}

/// The attributes of a tag, and what follows its `>`, which is not the one of a value.
fn split_attributes(document: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    loop {
        let tail = document.get(end..)?.as_bytes();
        let at = end + memchr3(b'>', b'"', b'\'', tail)?;
        let (attributes, rest) = document.split_at_checked(at)?;
        let quote = match rest.as_bytes() {
            [b'>', ..] => return Some((attributes, rest.get(1..)?)),
            [quote, ..] => *quote,
            [] => return None,
        };
        end = at + 2 + memchr(quote, rest.as_bytes().get(1..)?)?;
    }
}

fn end_tag(document: &str) -> Split<'_> {
    let tag = document.get(2..)?;
    let (name, rest) = tag.split_at_checked(memchr(b'>', tag.as_bytes())?)?;
    Some((Token::End { name: name.trim_ascii_end() }, rest.get(1..)?))
}

fn text(document: &str) -> Split<'_> {
    let end = memchr2(b'<', b'&', document.as_bytes()).unwrap_or(document.len());
    let (text, rest) = document.split_at_checked(end)?;
    Some((Token::Text(text), rest))
}

fn reference(document: &str) -> Split<'_> {
    let after = document.get(1..)?;
    let end = memchr3(b';', b'<', b'&', after.as_bytes())?;
    let (name, rest) = after.split_at_checked(end)?;
    Some((Token::Reference(resolve(name)?), rest.strip_prefix(';')?))
}

/// A CDATA section, or as an empty text what means nothing here.
fn section(document: &str) -> Split<'_> {
    if let Some(after) = document.strip_prefix("<![CDATA[") {
        let (text, rest) = after.split_once("]]>")?;
        return Some((Token::Text(text), rest));
    }
    let (after, end) = if let Some(comment) = document.strip_prefix("<!--") {
        (comment, "-->")
    } else if let Some(instruction) = document.strip_prefix("<?") {
        instruction.bytes().next().filter(|byte| is_in_name(*byte))?;
        (instruction, "?>")
    } else {
        // A portal's page begins so; its root element says better what is wrong.
        let (head, after) = document.split_at_checked("<!DOCTYPE".len())?;
        (head.eq_ignore_ascii_case("<!DOCTYPE").then_some(after)?, ">")
    };
    Some((Token::Text(""), after.split_once(end)?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(document: &str) -> Result<Vec<Token<'_>>, XmlError> {
        let mut tokens = Tokens::new(document);
        let mut found = Vec::new();
        while let Some(token) = tokens.next()? {
            found.push(token);
        }
        Ok(found)
    }

    fn start<'a>(name: &'a str, attributes: &'a str, is_empty: bool) -> Token<'a> {
        Token::Start { name, attributes, is_empty }
    }

    #[test]
    fn tags_are_told_apart_and_split_from_their_attributes() {
        for (tag, token) in [
            ("<a>", start("a", "", false)),
            ("<a/>", start("a", "", true)),
            ("<a />", start("a", " ", true)),
            ("<a b=\"c\">", start("a", " b=\"c\"", false)),
            ("<a b=\"c/>\" d='\"'/>", start("a", " b=\"c/>\" d='\"'", true)),
            ("<m:a\n>", start("m:a", "\n", false)),
            ("</a>", Token::End { name: "a" }),
            ("</a >", Token::End { name: "a" }),
        ] {
            assert_eq!(tokens(tag).unwrap(), [token], "{tag}");
        }
    }

    #[test]
    fn text_is_split_at_references_and_sections() {
        let found = tokens("é&lt;b<!-- <x> & --><![CDATA[<&]]><?p ?>").unwrap();
        let text = Token::Text;
        let expected =
            [text("é"), Token::Reference('<'), text("b"), text(""), text("<&"), text("")];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_cut_off_or_not_well_formed_is_an_error_with_its_position() {
        for wrong in [
            "<",
            "<a",
            "<a b",
            "<a b=\"c>",
            "<a b=\">",
            "</a",
            "<!-- x",
            "<![CDATA[ ]]",
            "<?p",
            "<>",
            "< a>",
            "</",
            "&",
            "&amp",
            "&nbsp;",
            "&a<b;",
            "<!ELEMENT a>",
            "<!DOCTYPE a",
            "<!é>",
        ] {
            let error = tokens(&format!("ab{wrong}")).unwrap_err();
            assert_eq!(error.0, "it is not well-formed at byte 2", "{wrong}");
        }
    }
}
