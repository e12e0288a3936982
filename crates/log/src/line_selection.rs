//! Lines that a reader has picked, as bytes of the log: a link to them stays right while it grows.

/// LineSelection lines: from the first byte of the first to the first byte after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineSelection {
    /// The byte that the first line begins at.
    pub from: u64,
    /// The first byte after the last line.
    pub to: u64,
}

impl LineSelection {
    /// The line at `from`, up to `to`; a line takes at least a byte.
    pub fn line(from: u64, to: u64) -> Self {
        Self { from, to: to.max(from.saturating_add(1)) }
    }

    /// Whether the line that begins at byte `offset` is among them.
    pub fn contains(self, offset: u64) -> bool {
        (self.from..self.to).contains(&offset)
    }

    /// With everything up to `line`, in whatever direction that is.
    #[must_use]
    pub fn extended_to(self, line: Self) -> Self {
        if line.from < self.from {
            Self { from: line.from, ..self }
        } else {
            Self { to: line.to, ..self }
        }
    }
}

/// What is picked after `line` was toggle_selection: that line; nothing, if it was that line already.
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
    fn a_line_that_is_pressed_twice_is_not_picked() {
        let line = LineSelection::line(10, 20);
        assert_eq!(toggle_selection(None, line), Some(line));
        assert_eq!(toggle_selection(Some(line), line), None);
        assert_eq!(
            toggle_selection(Some(line), LineSelection::line(20, 30)),
            Some(LineSelection::line(20, 30))
        );
    }

    #[test]
    fn picked_lines_reach_up_and_down_and_can_shrink() {
        let (first, second, third) =
            (LineSelection::line(0, 10), LineSelection::line(10, 20), LineSelection::line(20, 30));
        assert_eq!(second.extended_to(third), LineSelection { from: 10, to: 30 });
        assert_eq!(second.extended_to(third).extended_to(second), second);
        assert_eq!(third.extended_to(first), LineSelection { from: 0, to: 30 });
    }

    #[test]
    fn an_empty_line_at_the_end_takes_a_byte() {
        let line = LineSelection::line(30, 30);
        assert!(line.contains(30) && !line.contains(31));
    }
}
