//! The plain text of selected lines.

use super::assembler::Assembler;
use super::encoding::Encoding;
use super::line::Line;
use super::line_selection::LineSelection;
use super::lines::LogLines;

/// The text of the selected lines, with a line end between two of them. None if some of them are not
/// loaded.
pub fn excerpt(lines: &LogLines, selection: LineSelection) -> Option<String> {
    let mut text = Text::default();
    for entry in lines.iter() {
        match entry {
            Ok(line) if selection.contains(line.offset) => text.push(line),
            Ok(_) => {}
            Err((from, to)) if from < selection.to && selection.from < to => return None,
            Err(_) => {}
        }
    }
    Some(text.0.unwrap_or_default())
}

/// The text of lines whose bytes arrive piece by piece.
#[derive(Debug)]
pub struct Excerpt {
    assembler: Assembler,
    text: Text,
}

impl Excerpt {
    /// Starts with the line at byte `from`.
    pub fn starting_at(from: u64, encoding: Encoding) -> Self {
        let assembler = Assembler::at_line_start(from).with_encoding(encoding);
        Self { assembler, text: Text::default() }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        for line in self.assembler.push(bytes) {
            self.text.push(&line);
        }
    }

    /// The text of all lines.
    pub fn finish(mut self) -> String {
        if let Some(line) = self.assembler.finish() {
            self.text.push(&line);
        }
        self.text.0.unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct Text(Option<String>);

impl Text {
    fn push(&mut self, line: &Line) {
        match &mut self.0 {
            None => self.0 = Some(line.text()),
            Some(text) => {
                if !line.continues {
                    text.push('\n');
                }
                text.push_str(&line.text());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &[u8] = b"one\n\x1b[31mtwo\x1b[0m\n1 %\r2 %\n\nfive";

    fn lines() -> LogLines {
        let mut lines = LogLines::starting_at(0);
        lines.append(0, LOG);
        lines
    }

    #[test]
    fn an_excerpt_is_the_visible_text() {
        let all = LineSelection::line(0, LOG.len() as u64);
        assert_eq!(excerpt(&lines(), all).as_deref(), Some("one\ntwo\n2 %\n\nfive"));
        assert_eq!(excerpt(&lines(), LineSelection::line(4, 17)).as_deref(), Some("two"));
    }

    #[test]
    fn an_excerpt_needs_all_of_its_lines() {
        let mut lines = LogLines::starting_at(4);
        lines.append(4, &LOG[4..]);
        assert_eq!(excerpt(&lines, LineSelection::line(0, 20)), None);
        assert_eq!(excerpt(&lines, LineSelection::line(24, 30)).as_deref(), Some("\nfive"));
    }

    #[test]
    fn bytes_in_any_pieces_give_the_text_of_the_lines() {
        let all = excerpt(&lines(), LineSelection::line(0, LOG.len() as u64)).unwrap();
        for cut in 0..LOG.len() {
            let mut excerpt = Excerpt::starting_at(0, Encoding::Utf8);
            let (before, after) = LOG.split_at(cut);
            excerpt.push(before);
            excerpt.push(after);
            assert_eq!(excerpt.finish(), all, "cut at {cut}");
        }
    }
}
