//! Finds an incomplete UTF-8 character at the end of some bytes. Bytes of another encoding may look
//! like one.

/// How many bytes at the end are the beginning of an incomplete character.
pub(super) fn n_bytes_of_incomplete_character(bytes: &[u8]) -> usize {
    let mut n_bytes = 0;
    for byte in bytes.iter().rev().take(3) {
        n_bytes += 1;
        let length_of_character = match byte {
            // A continuation byte: the character begins before it.
            0x80..=0xBF => continue,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        return if length_of_character > n_bytes { n_bytes } else { 0 };
    }
    0
}
