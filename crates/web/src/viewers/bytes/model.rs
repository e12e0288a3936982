//! Bytes as rows of sixteen, for files that no other view can show.
//!
//! A file of any size opens: the view scrolls over one section of it and fetches pages of the
//! section as they come into view.

/// Bytes in a row.
pub const ROW: u64 = 16;
/// Bytes fetched at once.
pub const PAGE: u64 = 16 << 10;
/// Bytes one view scrolls over. At 20 pixels a row it stays far below the height at which
/// browsers stop drawing.
pub const SECTION: u64 = 4 << 20;
/// How many pages stay in memory; those furthest from the view go first.
const MAX_PAGES: usize = 64;

/// A row of bytes, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HexRow {
    /// Where it begins, in hexadecimal.
    pub offset: String,
    /// Its bytes; blanks where nothing is.
    pub bytes: String,
    /// Its bytes as letters; a dot for what is none.
    pub letters: String,
}

/// The row at `offset`, of up to sixteen `bytes`.
pub fn hex_row(offset: u64, bytes: &[u8]) -> HexRow {
    let mut hex = String::with_capacity(50);
    for column in 0..ROW as usize {
        if column > 0 {
            hex.push_str(if column % 8 == 0 { "  " } else { " " });
        }
        match bytes.get(column) {
            Some(byte) => hex.push_str(&format!("{byte:02x}")),
            None => hex.push_str("  "),
        }
    }
    let letter = |byte: &u8| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '·' };
    HexRow {
        offset: format!("{offset:08x}"),
        bytes: hex,
        letters: bytes.iter().map(letter).collect(),
    }
}

/// The section that holds byte `at` of a file of `total` bytes: its first byte, and the first byte
/// after it.
pub fn section(at: u64, total: u64) -> (u64, u64) {
    let start = at.min(total.saturating_sub(1)) / SECTION * SECTION;
    (start, total.min(start.saturating_add(SECTION)))
}

/// How many rows `bytes` bytes fill.
pub fn rows(bytes: u64) -> usize {
    usize::try_from(bytes.div_ceil(ROW)).unwrap_or(usize::MAX)
}

/// The pages of a file that were fetched.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    pages: Vec<(u64, Vec<u8>)>,
}

impl Pages {
    /// The first page that `from..to` needs and that is not here.
    pub fn missing(&self, from: u64, to: u64) -> Option<u64> {
        let first = from / PAGE;
        (first..to.div_ceil(PAGE)).find(|page| self.page(*page).is_none()).map(|p| p * PAGE)
    }

    fn page(&self, number: u64) -> Option<&[u8]> {
        self.pages.iter().find(|(known, _)| *known == number).map(|(_, bytes)| bytes.as_slice())
    }

    /// Takes the page that begins at `offset`; lets the one furthest from it go if there are too
    /// many.
    pub fn insert(&mut self, offset: u64, bytes: Vec<u8>) {
        let here = offset / PAGE;
        self.pages.retain(|(known, _)| *known != here);
        self.pages.push((here, bytes));
        if self.pages.len() > MAX_PAGES {
            let distances = self.pages.iter().map(|(page, _)| page.abs_diff(here)).enumerate();
            let furthest = distances.max_by_key(|(_, distance)| *distance);
            self.pages.swap_remove(furthest.map_or(0, |(place, _)| place));
        }
    }

    /// The row at `offset`, if its page is here.
    pub fn row(&self, offset: u64) -> Option<HexRow> {
        let page = self.page(offset / PAGE)?;
        let start = usize::try_from(offset % PAGE).ok()?;
        let end = (start + ROW as usize).min(page.len());
        Some(hex_row(offset, page.get(start..end)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_offset_bytes_and_letters() {
        let row = hex_row(0x1f0, b"v/1\x01\xffOpenEXR ok!");
        assert_eq!(row.offset, "000001f0");
        assert_eq!(row.bytes, "76 2f 31 01 ff 4f 70 65  6e 45 58 52 20 6f 6b 21");
        assert_eq!(row.letters, "v/1··OpenEXR ok!");
    }

    #[test]
    fn a_short_last_row_is_padded_to_keep_the_letters_aligned() {
        let row = hex_row(0, b"ab");
        assert_eq!((row.bytes.len(), row.letters.as_str()), (48, "ab"));
    }

    #[test]
    fn a_large_file_is_divided_into_sections() {
        assert_eq!(section(0, 100), (0, 100));
        assert_eq!(section(SECTION + 5, 10 * SECTION), (SECTION, 2 * SECTION));
        assert_eq!(section(u64::MAX, SECTION + 1), (SECTION, SECTION + 1));
        assert_eq!(section(7, 0), (0, 0));
        assert_eq!((rows(0), rows(16), rows(17)), (0, 1, 2));
    }

    #[test]
    fn a_page_is_fetched_once_and_dropped_when_far_from_the_view() {
        let mut pages = Pages::default();
        assert_eq!(pages.missing(0, 1), Some(0));
        pages.insert(0, vec![1; PAGE as usize]);
        assert_eq!(pages.missing(0, PAGE), None);
        assert_eq!(pages.missing(0, PAGE + 1), Some(PAGE));
        assert_eq!(pages.row(16).unwrap().offset, "00000010");
        assert_eq!(pages.row(PAGE), None);
        for page in 1..=MAX_PAGES as u64 {
            pages.insert(page * PAGE, vec![0; 3]);
        }
        assert_eq!(pages.missing(0, 1), Some(0));
        assert_eq!(pages.row(PAGE).unwrap().letters, "···");
    }
}
