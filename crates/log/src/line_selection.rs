//! The lines that a reader selected, as bytes of the log, so that a link to them stays valid while
//! the log grows.

/// A range of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineSelection {
    /// The byte at which the first line begins.
    pub from: u64,
    /// The first byte after the last line.
    pub to: u64,
}

impl LineSelection {
    /// One line from byte `from` up to `to`; a line has at least one byte.
    pub fn line(from: u64, to: u64) -> Self {
        Self { from, to: to.max(from.saturating_add(1)) }
    }

    /// Whether it contains the line that begins at byte `offset`.
    pub fn contains(self, offset: u64) -> bool {
        (self.from..self.to).contains(&offset)
    }

    /// The selection extended to `line`, in either direction.
    #[must_use]
    pub fn extended_to(self, line: Self) -> Self {
        if line.from < self.from {
            Self { from: line.from, ..self }
        } else {
            Self { to: line.to, ..self }
        }
    }
}

/// The selection after a click on `line`: that line, or nothing if exactly that line was selected.
pub fn toggle_selection(
    before: Option<LineSelection>,
    line: LineSelection,
) -> Option<LineSelection> {
    (before != Some(line)).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_removes_the_selection() {
        let line = LineSelection::line(10, 20);
        assert_eq!(toggle_selection(None, line), Some(line));
        assert_eq!(toggle_selection(Some(line), line), None);
        assert_eq!(
            toggle_selection(Some(line), LineSelection::line(20, 30)),
            Some(LineSelection::line(20, 30))
        );
    }

    #[test]
    fn a_selection_extends_both_ways_and_can_shrink() {
        let (first, second, third) =
            (LineSelection::line(0, 10), LineSelection::line(10, 20), LineSelection::line(20, 30));
        assert_eq!(second.extended_to(third), LineSelection { from: 10, to: 30 });
        assert_eq!(second.extended_to(third).extended_to(second), second);
        assert_eq!(third.extended_to(first), LineSelection { from: 0, to: 30 });
    }

    #[test]
    fn an_empty_line_at_the_end_has_one_byte() {
        let line = LineSelection::line(30, 30);
        assert!(line.contains(30) && !line.contains(31));
    }
}
