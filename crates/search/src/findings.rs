//! All results of a search so far. Every block of the log that the scanner completes is added to
//! each of them.

use crate::filter::Filtered;
use crate::line_index::LineIndex;
use crate::matches::MatchSet;
use crate::scanner::Sink;
use crate::sections::{Block, Section, sections_of};
use jobshelf_log::Encoding;

/// The results of a search.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    pub(crate) encoding: Encoding,
    pub(crate) index: LineIndex,
    pub(crate) matches: Option<MatchSet>,
    /// The lines that match the reader's error pattern.
    pub(crate) error_matches: Option<MatchSet>,
    pub(crate) filtered: Option<Filtered>,
}

impl Findings {
    /// Declares that the first line of the log begins at the first byte that was searched.
    pub(crate) fn begin(&mut self) {
        self.index.begin();
        if let Some(filtered) = &mut self.filtered {
            filtered.begin();
        }
    }

    /// Replaces the results in the unfinished line, which begins at byte `from`.
    pub(crate) fn set_tail(&mut self, from: u64, tail: &[u8], continues: bool) {
        let complete = self.encoding.complete_prefix(tail);
        let sections = if complete.is_empty() && !tail.is_empty() {
            // A line without a complete character still counts as a line.
            let (text, ahead) = (String::new(), String::new());
            vec![Section::Rendered { at: from, text, raw: &[], ahead, continues }]
        } else {
            let block = Block { from, bytes: complete, ahead: &[], continues };
            sections_of(&block, self.encoding)
        };
        self.index.take_tail(from, &sections);
        for matches in [&mut self.matches, &mut self.error_matches].into_iter().flatten() {
            matches.take_tail(&sections);
        }
        if let Some(filtered) = &mut self.filtered {
            filtered.take_tail(&sections);
        }
    }
}

impl Sink for Findings {
    fn take(&mut self, block: Block<'_>) {
        let to = block.from + block.bytes.len() as u64;
        let sections = sections_of(&block, self.encoding);
        self.index.take(block.from, to, &sections);
        for matches in [&mut self.matches, &mut self.error_matches].into_iter().flatten() {
            matches.take(block.from, to, &sections);
        }
        if let Some(filtered) = &mut self.filtered {
            filtered.take(block.from, to, &sections);
        }
    }
}
