//! Events as JSON, one object per line.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io::{Result, Write};

/// An event, as `--json` prints it.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Event<'a> {
    /// The kind of event: `saved`, `fetched`, `removed`, `warning`, `failed`, …
    pub(crate) event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) blob: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<&'a str>,
}

/// One line of JSON.
///
/// Hidden characters are `\u` escapes, also those that JSON allows as they are. So a reader of the
/// JSON gets each name unchanged, and a terminal gets nothing to obey.
pub(crate) fn json_from(value: &impl Serialize) -> String {
    let mut json = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut json, Escaping(CompactFormatter));
    // Neither a write to memory nor our structs can fail.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(json).unwrap_or_default()
}

struct Escaping(CompactFormatter);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(jobshelf::is_hidden) {
            let (before, after) = rest.split_at(at);
            self.0.write_string_fragment(out, before)?;
            let mut characters = after.chars();
            if let Some(hidden) = characters.next() {
                for unit in hidden.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            rest = characters.as_str();
        }
        self.0.write_string_fragment(out, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_escaped_in_json_and_read_back_unchanged() {
        let name = "a\u{1b}[31m\n\"\\\u{9b}\u{7f}\u{202e}b\u{e0041}é😀";
        let event = Event { event: "saved", blob: Some(name), ..Event::default() };
        let json = json_from(&event);
        assert!(!json.contains(jobshelf::is_hidden), "{json}");
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((read["event"].as_str(), read["blob"].as_str()), (Some("saved"), Some(name)));
    }
}
