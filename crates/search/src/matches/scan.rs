//! Finds the matches in the sections of a block, and how far the last one reaches beyond it.
//!
//! A very long line is rendered row by row, and a match may continue from one row to the next: it
//! belongs to the row in which it begins. Where a block ends within a line, some of the text after it
//! is searched as well, and the next block skips the matches that were found there.

use super::MatchSet;
use crate::sections::Section;

/// Matches that begin in the first `skip` bytes of text after byte `at` of the log overlap a match
/// that was counted before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Resume {
    pub(super) at: u64,
    pub(super) skip: usize,
}

/// The matches in the first row of sections that begin within a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FirstRow {
    /// The index in the text at which each begins.
    pub(super) starts: Vec<usize>,
    /// The row is rendered, so its matches are numbered.
    pub(super) is_rendered: bool,
}

/// The matches of some sections.
#[derive(Debug, Default)]
pub(super) struct ScanResult {
    pub(super) at: Vec<u64>,
    pub(super) first_row: FirstRow,
    /// How to continue after the sections.
    pub(super) resume: Resume,
}

impl MatchSet {
    /// The matches in sections; `resume` is how to continue if they begin there.
    pub(super) fn find(&self, sections: &[Section<'_>], resume: Resume) -> ScanResult {
        let mut found = ScanResult { resume, ..ScanResult::default() };
        let is_one_line = |one: &Section<'_>, next: &Section<'_>| {
            matches!(
                (one, next),
                (Section::Rendered { .. }, Section::Rendered { continues: true, .. })
            )
        };
        for line in sections.chunk_by(is_one_line) {
            match line {
                [Section::Plain { at, lines }, ..] => {
                    let mut take = |from: usize, _| found.at.push(at + from as u64);
                    self.pattern.find_in_lines(lines, &mut take);
                }
                [section @ Section::Long { .. }, ..] => self.find_in_long(section, &mut found),
                rows => self.find_in_rendered(rows, &mut found),
            }
        }
        found
    }

    fn find_in_long(&self, section: &Section<'_>, found: &mut ScanResult) {
        let Section::Long { at, line, ahead, continues } = section else { return };
        let joined;
        let mut text = *line;
        if !ahead.is_empty() {
            joined = [line, ahead.as_ref()].concat();
            text = &joined;
        }
        let mut starts = Vec::new();
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let skip = found.resume.skip_at(*at);
        self.pattern.find_in_line(text, &mut |from, to| {
            if from < line.len() && from >= skip {
                found.at.push(at + from as u64);
                if from < REACH {
                    starts.push(from);
                }
                if to > line.len() {
                    found.resume = Resume { at: at + line.len() as u64, skip: to - line.len() };
                }
            }
        });
        if *continues {
            found.first_row = FirstRow { starts, is_rendered: false };
        }
    }

    /// Finds the matches in the rows of one line.
    fn find_in_rendered(&self, rows: &[Section<'_>], found: &mut ScanResult) {
        let rows = || {
            rows.iter().filter_map(|row| match row {
                Section::Rendered { at, text, raw, ahead, continues } => {
                    Some((*at, text.as_str(), raw.len(), ahead.as_str(), *continues))
                }
                _ => None,
            })
        };
        let Some((first, text, _, _, continues)) = rows().next() else { return };
        let Some((last, _, last_len, ahead, _)) = rows().next_back() else { return };
        let (first_len, joined) = (text.len(), joined_text(rows().map(|row| row.1), ahead));
        let own_len = joined.len() - ahead.len();
        let skip = found.resume.skip_at(first);
        let (mut starts, mut left) = (Vec::new(), rows().peekable());
        let (mut row_end, mut n) = (first_len, 0);
        self.pattern.find_in_line(joined.as_bytes(), &mut |from, to| {
            if from >= own_len || from < skip {
                return;
            }
            while from >= row_end && left.next().is_some() {
                (row_end, n) = (row_end + left.peek().map_or(0, |row| row.1.len()), 0);
            }
            let at = left.peek().map_or(last, |row| row.0);
            found.at.push(at + n);
            n += 1;
            if from < first_len {
                starts.push(from);
            }
            if to > own_len {
                found.resume = Resume { at: last + last_len as u64, skip: to - own_len };
            }
        });
        if continues {
            found.first_row = FirstRow { starts, is_rendered: true };
        }
    }

    /// The lines, or rows of very long lines, that match.
    pub(super) fn find_lines(&self, sections: &[Section<'_>]) -> ScanResult {
        let mut found = ScanResult::default();
        for section in sections {
            section.each_row(&mut |row| {
                if self.pattern.is_in(row.text) {
                    found.at.push(row.at);
                }
            });
        }
        found
    }
}

/// No match reaches further into the text after a cut.
const REACH: usize = 4 * crate::scanner::OVERLAP;

impl Resume {
    fn skip_at(self, at: u64) -> usize {
        if at == self.at { self.skip } else { 0 }
    }
}

fn joined_text<'a>(rows: impl Iterator<Item = &'a str>, ahead: &'a str) -> String {
    rows.chain([ahead]).collect()
}
