//! The kind of a file, by its first bytes: its name may be wrong or say nothing.

/// The kind of a file, for a viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// A raster picture that every browser can show, with its media type.
    Picture(&'static str),
    /// Text in UTF-8, or in UTF-16 with a byte order mark. Markup and SVG count as text.
    Text,
    /// Anything else, with a name for it: `OpenEXR picture`, `binary`.
    Binary(&'static str),
}

/// Formats by their first bytes.
const MAGIC: &[(&[u8], ContentKind)] = &[
    (b"\x89PNG\r\n\x1a\n", ContentKind::Picture("image/png")),
    (b"\xff\xd8\xff", ContentKind::Picture("image/jpeg")),
    (b"GIF87a", ContentKind::Picture("image/gif")),
    (b"GIF89a", ContentKind::Picture("image/gif")),
    (b"BM", ContentKind::Picture("image/bmp")),
    (b"\x76\x2f\x31\x01", ContentKind::Binary("OpenEXR picture")),
    (b"II*\0", ContentKind::Binary("TIFF picture")),
    (b"MM\0*", ContentKind::Binary("TIFF picture")),
    (b"#?RADIANCE", ContentKind::Binary("Radiance HDR picture")),
    (b"%PDF-", ContentKind::Binary("PDF document")),
    (b"PK\x03\x04", ContentKind::Binary("ZIP archive")),
    (b"\x1f\x8b", ContentKind::Binary("gzip data")),
    (b"\x28\xb5\x2f\xfd", ContentKind::Binary("Zstandard data")),
    (b"PAR1", ContentKind::Binary("Parquet table")),
    (b"\x7fELF", ContentKind::Binary("ELF program")),
];

/// Detects the kind of a file from its beginning; 512 bytes are enough.
///
/// ```
/// use jobshelf::sniff::{ContentKind, sniff};
/// assert_eq!(sniff(b"\x89PNG\r\n\x1a\n...."), ContentKind::Picture("image/png"));
/// assert_eq!(sniff("frame 1 …\n".as_bytes()), ContentKind::Text);
/// assert_eq!(sniff(b"\x00\x01\x02"), ContentKind::Binary("binary"));
/// ```
pub fn sniff(head: &[u8]) -> ContentKind {
    for (magic, kind) in MAGIC {
        // Two letters are not enough to tell a bitmap from a text that begins with "BM".
        if head.starts_with(magic) && !(*magic == b"BM" && is_text(head)) {
            return *kind;
        }
    }
    match (head.get(..4), head.get(4..12)) {
        (Some(b"RIFF"), Some([.., b'W', b'E', b'B', b'P'])) => ContentKind::Picture("image/webp"),
        (Some(_), Some(b"ftypavif" | b"ftypavis")) => ContentKind::Picture("image/avif"),
        (Some(_), Some([b'f', b't', b'y', b'p', ..])) => ContentKind::Binary("MP4 video"),
        _ if is_text(head) => ContentKind::Text,
        _ => ContentKind::Binary("binary"),
    }
}

/// Whether it is UTF-8 without NUL, possibly with a cut last character, or marked as UTF-16.
fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    let is_valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        // No `error_len` means that the input ends inside a character.
        Err(error) => error.error_len().is_none(),
    };
    is_valid && !head.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        assert_eq!(sniff(b"\xff\xd8\xff\xe0"), ContentKind::Picture("image/jpeg"));
        assert_eq!(sniff(b"RIFF\0\0\0\0WEBPVP8 "), ContentKind::Picture("image/webp"));
        assert_eq!(sniff(b"\0\0\0\x1cftypavif"), ContentKind::Picture("image/avif"));
        assert_eq!(sniff(b"\x76\x2f\x31\x01\x02"), ContentKind::Binary("OpenEXR picture"));
    }

    #[test]
    fn text_may_be_empty_coloured_or_cut_inside_a_character() {
        assert_eq!(sniff(b""), ContentKind::Text);
        assert_eq!(sniff(b"\x1b[32mok\x1b[0m\r\n"), ContentKind::Text);
        assert_eq!(sniff(&"é".as_bytes()[..1]), ContentKind::Text);
        assert_eq!(sniff(b"BMW drives past\n"), ContentKind::Text);
        assert_eq!(sniff(b"<svg onload='x'>"), ContentKind::Text);
    }

    #[test]
    fn other_bytes_are_binary() {
        assert_eq!(sniff(b"abc\0def"), ContentKind::Binary("binary"));
        assert_eq!(sniff(b"\xc3\x28abc"), ContentKind::Binary("binary"));
    }
}
