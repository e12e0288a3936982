//! The encodings of a log.
//!
//! Most logs are UTF-8. PowerShell on Windows writes UTF-16 with a byte order mark. Old programs write
//! Windows-1252, which no byte reveals: the reader has to choose it.
//!
//! Invariant: every byte decodes to something. Invalid bytes become U+FFFD.

use std::borrow::Cow;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Encoding {
    /// UTF-8, and so ASCII.
    #[default]
    Utf8,
    /// UTF-16, little-endian, as Windows writes it.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// Windows-1252, which the web also uses for Latin-1.
    Windows1252,
}

/// The characters of Windows-1252 from 0x80 to 0x9F, where Latin-1 has control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];
/// How many bytes are examined to detect UTF-16.
const DETECTION_BYTES: usize = 16 << 10;

impl Encoding {
    /// All of them, the likeliest first.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// Its name on the web, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Parses a name as [`as_str`](Self::as_str) returns it, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.as_str().eq_ignore_ascii_case(name))
    }

    /// The byte order mark that may precede the text.
    pub fn byte_order_mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xef\xbb\xbf",
            Self::Utf16Le => b"\xff\xfe",
            Self::Utf16Be => b"\xfe\xff",
            Self::Windows1252 => b"",
        }
    }

    /// The encoding whose byte order mark begins `head`, the first three bytes of a log or more.
    pub fn from_byte_order_mark(head: &[u8]) -> Option<Self> {
        let is_marked = |encoding: &Self| {
            !encoding.byte_order_mark().is_empty() && head.starts_with(encoding.byte_order_mark())
        };
        Self::ALL.into_iter().find(is_marked)
    }

    /// Detects UTF-16 without a byte order mark: in mostly Latin text every other byte is NUL.
    /// `bytes` begin at byte `offset` of the log.
    pub fn detect_utf16(offset: u64, bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..DETECTION_BYTES).unwrap_or(bytes);
        let aligned = bytes.get((offset % 2) as usize..).unwrap_or_default();
        [Self::Utf16Le, Self::Utf16Be].into_iter().find(|encoding| {
            let pairs = aligned.chunks_exact(2);
            let n_pairs = pairs.len();
            let mut n_latin = 0;
            for pair in pairs {
                let unit = encoding.unit_at(pair, 0).unwrap_or_default();
                n_latin += usize::from(unit < 0x100);
                let is_text = match unit {
                    0x08..=0x0d | 0x1b | 0x20..=0x7e | 0xa0.. => true,
                    0x00..=0x1f | 0x7f..=0x9f => false,
                };
                if !is_text || unit == 0xffff {
                    return false;
                }
            }
            // Binary files contain some NULs, too.
            n_pairs > 0 && n_latin * 4 >= n_pairs * 3 && has_few_replaced(&encoding.decode(aligned))
        })
    }

    /// Decodes `bytes`, which begin and end between characters.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Utf16Le | Self::Utf16Be => {
                let pairs = bytes.chunks_exact(2);
                let half = (!pairs.remainder().is_empty()).then_some('\u{fffd}');
                let units = pairs.filter_map(|pair| self.unit_at(pair, 0));
                let characters = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}'));
                characters.chain(half).collect()
            }
            Self::Windows1252 => match std::str::from_utf8(bytes) {
                Ok(text) if text.is_ascii() => Cow::Borrowed(text),
                _ => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
            },
        }
    }

    /// How many bytes `text` takes in this encoding. Exact for every text that it can encode; a U+FFFD
    /// that replaces invalid bytes counts as one character.
    pub fn length_of(self, text: &str) -> u64 {
        let n = match self {
            Self::Utf8 => text.len(),
            Self::Utf16Le | Self::Utf16Be => 2 * text.encode_utf16().count(),
            Self::Windows1252 => text.chars().count(),
        };
        n as u64
    }

    /// The size of a code unit in bytes.
    pub(crate) fn width(self) -> usize {
        match self {
            Self::Utf8 | Self::Windows1252 => 1,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }

    /// The code unit at `index` of `bytes`, if it is complete.
    pub(crate) fn unit_at(self, bytes: &[u8], index: usize) -> Option<u16> {
        let first = *bytes.get(index)?;
        Some(match self {
            Self::Utf8 | Self::Windows1252 => u16::from(first),
            Self::Utf16Le => u16::from_le_bytes([first, *bytes.get(index + 1)?]),
            Self::Utf16Be => u16::from_be_bytes([first, *bytes.get(index + 1)?]),
        })
    }

    /// Whether `unit` continues the character before it.
    pub(crate) fn is_continuation(self, unit: u16) -> bool {
        match self {
            Self::Utf8 => unit & 0xc0 == 0x80,
            Self::Utf16Le | Self::Utf16Be => is_second_half(unit),
            Self::Windows1252 => false,
        }
    }

    /// `bytes` without an incomplete character at the end.
    pub fn complete_prefix(self, bytes: &[u8]) -> &[u8] {
        match self {
            Self::Utf8 => complete_utf8(bytes),
            Self::Windows1252 => bytes,
            Self::Utf16Le | Self::Utf16Be => {
                let units = bytes.get(..bytes.len() / 2 * 2).unwrap_or_default();
                match units.split_last_chunk::<2>() {
                    Some((before, last))
                        if self.unit_at(last, 0).is_some_and(|unit| unit & 0xfc00 == 0xd800) =>
                    {
                        before
                    }
                    _ => units,
                }
            }
        }
    }
}

fn is_second_half(unit: u16) -> bool {
    unit & 0xfc00 == 0xdc00
}

/// A character may be cut at either end of the bytes.
fn has_few_replaced(text: &str) -> bool {
    text.chars().filter(|c| *c == '\u{fffd}').count() <= 2
}

fn complete_utf8(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().rposition(|byte| byte & 0xc0 != 0x80).unwrap_or(0);
    let (before, last) = bytes.split_at(start);
    match std::str::from_utf8(last) {
        Err(error) if error.error_len().is_none() => before,
        _ => bytes,
    }
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|index| WINDOWS_1252.get(usize::from(index)));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Encodes `text`, independently of the code under test.
    pub(crate) fn encode(encoding: Encoding, text: &str) -> Vec<u8> {
        match encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Encoding::Windows1252 => text
                .chars()
                .map(|c| match c {
                    '€' => 0x80,
                    '’' => 0x92,
                    '–' => 0x96,
                    'Ÿ' => 0x9f,
                    c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
                })
                .collect(),
        }
    }

    #[test]
    fn names_are_those_of_the_web() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::parse(encoding.as_str()), Some(encoding));
        }
        assert_eq!(Encoding::parse("UTF-16LE"), Some(Encoding::Utf16Le));
        assert_eq!(Encoding::parse("ebcdic"), None);
    }

    #[test]
    fn a_byte_order_mark_identifies_the_encoding() {
        assert_eq!(Encoding::from_byte_order_mark(b"\xef\xbb\xbfa"), Some(Encoding::Utf8));
        assert_eq!(Encoding::from_byte_order_mark(b"\xff\xfea\0"), Some(Encoding::Utf16Le));
        assert_eq!(Encoding::from_byte_order_mark(b"\xfe\xff\0a"), Some(Encoding::Utf16Be));
        assert_eq!(Encoding::from_byte_order_mark(b"plain"), None);
        assert_eq!(Encoding::from_byte_order_mark(b""), None);
    }

    #[test]
    fn utf_16_is_detected_wherever_the_bytes_begin() {
        let text = "2026-11-23 frame 1 fertig: größe 3 µm, 12 €\r\n";
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            let bytes = encode(encoding, text);
            for start in 0..4 {
                let found = Encoding::detect_utf16(start as u64, &bytes[start..]);
                assert_eq!(found, Some(encoding), "from byte {start}");
            }
        }
    }

    #[test]
    fn other_bytes_with_nuls_are_not_utf_16() {
        for bytes in [
            &b"\x76\x2f\x31\x01\x02\0\0\0channels\0chlist\0"[..],
            b"abc\0def\0\n",
            b"\0\0\0\0\0\0",
            b"\x01\0\x02\0\x03\0\x04\0",
            b"\0",
            b"",
        ] {
            assert_eq!(Encoding::detect_utf16(0, bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn windows_1252_has_characters_where_latin_1_has_controls() {
        assert_eq!(
            Encoding::Windows1252.decode(b"12 \x80 \x96 gr\xf6\xdfer\x99"),
            "12 € – größer™"
        );
        assert_eq!(Encoding::Windows1252.decode(b"\x81\x8d\x8f\x90\x9d"), "\u{fffd}".repeat(5));
    }

    #[test]
    fn halves_of_characters_are_replaced() {
        let (le, be) = (Encoding::Utf16Le, Encoding::Utf16Be);
        assert_eq!(le.decode(b"a\0\x3d\xd8b\0"), "a\u{fffd}b");
        assert_eq!(be.decode(b"\0a\xd8\x3d"), "a\u{fffd}");
        assert_eq!(le.decode(b"a\0b"), "a\u{fffd}");
        assert_eq!(le.complete_prefix(b"a\0\x3d\xd8\x00"), b"a\0");
        assert_eq!(le.complete_prefix(b"a\0\x3d\xd8\x00\xde"), b"a\0\x3d\xd8\x00\xde");
    }

    proptest! {
        #[test]
        fn a_text_survives_encoding_and_has_the_right_length(
            text in "(\\PC|[€’–Ÿé\r\n]){0,60}", latin in "[ -~€’–Ÿ\u{a0}-ÿ]{0,60}",
        ) {
            for encoding in Encoding::ALL {
                let text = if encoding == Encoding::Windows1252 { &latin } else { &text };
                let bytes = encode(encoding, text);
                prop_assert_eq!(encoding.decode(&bytes), text.as_str());
                prop_assert_eq!(encoding.length_of(text), bytes.len() as u64);
                prop_assert_eq!(encoding.complete_prefix(&bytes), bytes.as_slice());
            }
        }

        #[test]
        fn any_bytes_decode_as_the_reference_does(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let utf_16 = |from: fn([u8; 2]) -> u16| {
                let units: Vec<u16> =
                    bytes.chunks_exact(2).map(|pair| from([pair[0], pair[1]])).collect();
                let half = if bytes.len() % 2 == 1 { "\u{fffd}" } else { "" };
                String::from_utf16_lossy(&units) + half
            };
            prop_assert_eq!(Encoding::Utf8.decode(&bytes), String::from_utf8_lossy(&bytes));
            prop_assert_eq!(Encoding::Windows1252.decode(&bytes).chars().count(), bytes.len());
            prop_assert_eq!(Encoding::Utf16Le.decode(&bytes), utf_16(u16::from_le_bytes));
            prop_assert_eq!(Encoding::Utf16Be.decode(&bytes), utf_16(u16::from_be_bytes));
        }
    }
}
