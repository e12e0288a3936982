//! Where in a log a reader wants to go: what was typed into the field.

use jobshelf_log::LineTime;

/// A place of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The line with this number.
    Line(u64),
    /// The line with this byte.
    Byte(u64),
    /// The first line at this time or after it.
    Time(LineTime),
}

impl Goal {
    /// Reads what was typed. Numbers may have their thousands separated.
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
    let is_between = |c: char| matches!(c, ',' | '.' | '\'' | '_' | ' ' | '\u{a0}' | '\u{202f}');
    let digits: String = text.trim_end().chars().filter(|c| !is_between(*c)).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_line_unless_it_is_called_a_byte() {
        for (typed, goal) in [
            ("1234", Goal::Line(1234)),
            (" 1,234 ", Goal::Line(1234)),
            ("line 12", Goal::Line(12)),
            ("byte 1234567", Goal::Byte(1_234_567)),
            ("Byte 1.234.567", Goal::Byte(1_234_567)),
            ("b0", Goal::Byte(0)),
        ] {
            assert_eq!(Goal::parse(typed), Some(goal), "{typed}");
        }
    }

    #[test]
    fn a_time_is_a_time_and_anything_else_is_nothing() {
        for typed in ["12:41", "2026-11-23 12:41:05", "2026-11-23"] {
            assert!(matches!(Goal::parse(typed), Some(Goal::Time(_))), "{typed}");
        }
        for typed in ["", "0", "noon", "-5", "12x", "frame 12", "byte", "99999999999999999999999"] {
            assert_eq!(Goal::parse(typed), None, "{typed}");
        }
    }
}
