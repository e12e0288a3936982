//! Characters of UTF-8 whose end is not there yet. Bytes of another encoding may look like one.

/// How many bytes at the end are the beginning of a character whose end is missing.
pub(super) fn n_of_cut_character(bytes: &[u8]) -> usize {
    let mut n_bytes = 0;
    for byte in bytes.iter().rev().take(3) {
        n_bytes += 1;
        let n_of_character = match byte {
            // It goes on with another character's beginning before it.
            0x80..=0xBF => continue,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        return if n_of_character > n_bytes { n_bytes } else { 0 };
    }
    0
}
