//! Looking for matches in parts of a log: where each is, and what reaches beyond the parts.
//!
//! A very long line is rows that are drawn one by one, and a match may go on from one to the next: it
//! belongs to the row it begins in. Where a block ends within a line, some of what follows is looked
//! at as well, and the next block passes over what was found so.

use super::Hits;
use crate::parts::Part;

/// Matches that begin in the first `skip` bytes of the text from byte `at` of the log on overlap one
/// that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Resume {
    pub(super) at: u64,
    pub(super) skip: usize,
}

/// The matches at the beginning of parts that begin within a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct First {
    /// Where those of the first row begin in its text.
    pub(super) starts: Vec<usize>,
    /// They are told by their number in it.
    pub(super) is_drawn: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) at: Vec<u64>,
    pub(super) first: First,
    /// Where what follows the parts is to go on.
    pub(super) resume: Resume,
}

impl Hits {
    /// The matches in parts that begin where `resume` says how to go on, if they do.
    pub(super) fn find(&self, parts: &[Part<'_>], resume: Resume) -> Found {
        let mut found = Found { resume, ..Found::default() };
        let is_one_line = |one: &Part<'_>, next: &Part<'_>| {
            matches!((one, next), (Part::Drawn { .. }, Part::Drawn { continues: true, .. }))
        };
        for line in parts.chunk_by(is_one_line) {
            match line {
                [Part::Run { at, lines }, ..] => {
                    let mut take = |from: usize, _| found.at.push(at + from as u64);
                    self.pattern.find_in_lines(lines, &mut take);
                }
                [part @ Part::Long { .. }, ..] => self.find_in_long(part, &mut found),
                rows => self.find_in_drawn(rows, &mut found),
            }
        }
        found
    }

    fn find_in_long(&self, part: &Part<'_>, found: &mut Found) {
        let Part::Long { at, line, ahead, continues } = part else { return };
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
            found.first = First { starts, is_drawn: false };
        }
    }

    /// In the rows of one line.
    fn find_in_drawn(&self, rows: &[Part<'_>], found: &mut Found) {
        let rows = || {
            rows.iter().filter_map(|row| match row {
                Part::Drawn { at, text, raw, ahead, continues } => {
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
            found.first = First { starts, is_drawn: true };
        }
    }

    /// The lines, or rows of very long ones, that have a match.
    pub(super) fn find_lines(&self, parts: &[Part<'_>]) -> Found {
        let mut found = Found::default();
        for part in parts {
            part.each_row(&mut |row| {
                if self.pattern.is_in(row.text) {
                    found.at.push(row.at);
                }
            });
        }
        found
    }
}

/// No match reaches further into what follows a cut.
const REACH: usize = 4 * crate::scanner::OVERLAP;

impl Resume {
    fn skip_at(self, at: u64) -> usize {
        if at == self.at { self.skip } else { 0 }
    }
}

fn joined_text<'a>(rows: impl Iterator<Item = &'a str>, ahead: &'a str) -> String {
    rows.chain([ahead]).collect()
}
