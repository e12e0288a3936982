//! The target of a jump in a log, as the reader types it.

use jobshelf_log::LineTime;

/// A place in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JumpTarget {
    /// The line with this number.
    Line(u64),
    /// The line that contains this byte.
    Byte(u64),
    /// The first line at this time or after it.
    Time(LineTime),
}

impl JumpTarget {
    /// Parses what the reader typed. Numbers may have thousands separators.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if let Some(stamp) = LineTime::parse_input(typed) {
            return Some(Self::Time(stamp));
        }
        let (word, rest) = match typed.find(|c: char| c.is_ascii_digit()) {
            Some(place) => typed.split_at(place),
            None => return None,
        };
        let number = number(rest)?;
        match word.trim().to_ascii_lowercase().as_str() {
            "" | "line" | "l" => (number > 0).then_some(Self::Line(number)),
            "byte" | "b" => Some(Self::Byte(number)),
            _ => None,
        }
    }
}

fn number(text: &str) -> Option<u64> {
    let is_separator = |c: char| matches!(c, ',' | '.' | '\'' | '_' | ' ' | '\u{a0}' | '\u{202f}');
    let digits: String = text.trim_end().chars().filter(|c| !is_separator(*c)).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_line_unless_it_is_called_a_byte() {
        for (typed, target) in [
            ("1234", JumpTarget::Line(1234)),
            (" 1,234 ", JumpTarget::Line(1234)),
            ("line 12", JumpTarget::Line(12)),
            ("byte 1234567", JumpTarget::Byte(1_234_567)),
            ("Byte 1.234.567", JumpTarget::Byte(1_234_567)),
            ("b0", JumpTarget::Byte(0)),
        ] {
            assert_eq!(JumpTarget::parse(typed), Some(target), "{typed}");
        }
    }

    #[test]
    fn times_are_parsed_and_other_texts_are_refused() {
        for typed in ["12:41", "2026-11-23 12:41:05", "2026-11-23"] {
            assert!(matches!(JumpTarget::parse(typed), Some(JumpTarget::Time(_))), "{typed}");
        }
        for typed in ["", "0", "noon", "-5", "12x", "frame 12", "byte", "99999999999999999999999"] {
            assert_eq!(JumpTarget::parse(typed), None, "{typed}");
        }
    }
}
