//! The lines of a log, whatever the pattern: which are errors or warnings, and how many there are
//! before a byte.
//!
//! It covers one range of the log, which grows at both ends and never shrinks, so another pattern does
//! not build it again. Consecutive lines of one level are a run, stored as the byte at which it begins.

use crate::sections::Section;
use jobshelf_log::{Level, LevelDetector, level_words};
use jobshelf_search_protocol::LineStart;
use regex::bytes::{Regex, RegexBuilder};
use std::collections::VecDeque;

/// The number of a line is stored about once in this many bytes.
const STEP: usize = 64 << 10;
/// Appended blocks are joined up to this size.
const CHUNK: u64 = 4 << 20;
/// The most runs of each level that are stored.
const MAX_RUNS: usize = 1_000_000;

/// The lines of one block.
#[derive(Debug, Clone, Default)]
struct Chunk {
    from: u64,
    to: u64,
    n_lines: u64,
    /// The first byte of a line, counted from `from`, and how many lines of the chunk are before it.
    points: Vec<(u32, u32)>,
    errors: Vec<u32>,
    warnings: Vec<u32>,
    first: Option<Level>,
    last: Level,
}

/// The lines of a range of the log.
#[derive(Debug, Clone)]
pub(crate) struct LineIndex {
    chunks: VecDeque<Chunk>,
    /// The range that it covers.
    range: Option<(u64, u64)>,
    /// The state after the last line.
    detector: LevelDetector,
    /// The unfinished line; a long one has several rows.
    tail: Chunk,
    n_errors: usize,
    n_warnings: usize,
    words: Option<Regex>,
}

impl Default for LineIndex {
    fn default() -> Self {
        let words: Vec<&str> = level_words().collect();
        // The words consist of letters, so this compiles.
        let words =
            RegexBuilder::new(&words.join("|")).case_insensitive(true).unicode(false).build();
        Self {
            chunks: VecDeque::new(),
            range: None,
            detector: LevelDetector::default(),
            tail: Chunk::default(),
            n_errors: 0,
            n_warnings: 0,
            words: words.ok(),
        }
    }
}

impl LineIndex {
    /// Adds the block `from..to`, except for bytes that it covers already. The block touches the
    /// range.
    pub(crate) fn take(&mut self, from: u64, to: u64, sections: &[Section<'_>]) {
        let (low, high) = self.range.unwrap_or((to, to));
        if from < low {
            let mut detector = LevelDetector::default();
            let chunk = self.chunk(from, low.min(to), sections, &mut detector);
            if self.range.is_none() {
                self.detector = detector;
            }
            self.push_front(chunk);
        }
        if to > high {
            let mut detector = std::mem::take(&mut self.detector);
            let chunk = self.chunk(from.max(high), to, sections, &mut detector);
            self.detector = detector;
            self.push_back(chunk);
        }
        self.range = Some((from.min(low), to.max(high)));
    }

    /// Declares that the log begins at the first byte of the range.
    pub(crate) fn begin(&mut self) {
        self.range = self.range.or(Some((0, 0)));
    }

    /// The first byte of the range, if there is one.
    pub(crate) fn low(&self) -> Option<u64> {
        self.range.map(|(low, _)| low)
    }

    /// Replaces the unfinished line.
    pub(crate) fn take_tail(&mut self, from: u64, sections: &[Section<'_>]) {
        let mut detector = self.detector.clone();
        let mut chunk = self.chunk(from, u64::MAX, sections, &mut detector);
        if let Some(last) = self.chunks.back() {
            chunk.continue_from(last.last);
        }
        self.tail = chunk;
    }

    fn chunk(
        &self,
        from: u64,
        to: u64,
        sections: &[Section<'_>],
        detector: &mut LevelDetector,
    ) -> Chunk {
        let mut writer = Writer::new(from, detector, self.words.as_ref());
        for section in sections {
            match section {
                Section::Plain { at, lines } => {
                    // Only the lines in `from..to`.
                    let start = usize::try_from(from.saturating_sub(*at)).unwrap_or(usize::MAX);
                    let end = usize::try_from(to.saturating_sub(*at)).unwrap_or(usize::MAX);
                    let end = end.min(lines.len());
                    if let Some(lines) = lines.get(start..end).filter(|lines| !lines.is_empty()) {
                        writer.plain_lines(at + start as u64, lines);
                    }
                }
                Section::Long { at, .. } | Section::Rendered { at, .. }
                    if (from..to).contains(at) =>
                {
                    section.each_row(&mut |row| {
                        writer.row(row.at, &String::from_utf8_lossy(row.text), row.continues);
                    });
                }
                Section::Long { .. } | Section::Rendered { .. } => {}
            }
        }
        writer.chunk.to = to;
        writer.chunk
    }

    fn push_front(&mut self, mut chunk: Chunk) {
        if let Some(next) = self.chunks.front_mut() {
            let (errors, warnings) = next.continue_from(chunk.last);
            self.n_errors -= errors;
            self.n_warnings -= warnings;
        } else {
            self.tail.continue_from(chunk.last);
        }
        self.count(&mut chunk);
        self.chunks.push_front(chunk);
    }

    fn push_back(&mut self, mut chunk: Chunk) {
        if let Some(last) = self.chunks.back() {
            chunk.continue_from(last.last);
        }
        self.count(&mut chunk);
        match self.chunks.back_mut() {
            Some(last) if last.to == chunk.from && chunk.to - last.from <= CHUNK => {
                last.join(chunk)
            }
            _ => self.chunks.push_back(chunk),
        }
    }

    fn count(&mut self, chunk: &mut Chunk) {
        chunk.errors.truncate(MAX_RUNS.saturating_sub(self.n_errors));
        chunk.warnings.truncate(MAX_RUNS.saturating_sub(self.n_warnings));
        self.n_errors += chunk.errors.len();
        self.n_warnings += chunk.warnings.len();
    }

    /// How many runs of `level` there are.
    pub(crate) fn count_of(&self, level: Level) -> usize {
        let whole = match level {
            Level::Error => self.n_errors,
            Level::Warning => self.n_warnings,
            Level::Plain => 0,
        };
        whole + self.tail.runs(level).len()
    }

    /// The first run of `level` at byte `from` or after it.
    pub(crate) fn next_run(&self, level: Level, from: u64) -> Option<u64> {
        let chunks = self.chunks.iter().chain([&self.tail]).filter(|chunk| chunk.to > from);
        let next = |chunk: &Chunk| {
            let runs = chunk.runs(level);
            let index = runs.partition_point(|at| chunk.from + u64::from(*at) < from);
            runs.get(index).map(|at| chunk.from + u64::from(*at))
        };
        chunks.filter_map(next).next()
    }

    /// The last run of `level` before byte `to`.
    pub(crate) fn previous_run(&self, level: Level, to: u64) -> Option<u64> {
        let chunks = self.chunks.iter().chain([&self.tail]).rev().filter(|chunk| chunk.from < to);
        let previous = |chunk: &Chunk| {
            let runs = chunk.runs(level);
            let index = runs.partition_point(|at| chunk.from + u64::from(*at) < to);
            let at = runs.get(index.checked_sub(1)?)?;
            Some(chunk.from + u64::from(*at))
        };
        chunks.filter_map(previous).next()
    }

    /// A byte of `from..=to` at which a line begins, once its number is known.
    pub(crate) fn line_start_in(&self, from: u64, to: u64) -> Option<LineStart> {
        self.range.filter(|(low, _)| *low == 0)?;
        let mut before = 0;
        for chunk in &self.chunks {
            let index = chunk.points.partition_point(|(at, _)| chunk.from + u64::from(*at) < from);
            if let Some((at, lines)) = chunk.points.get(index) {
                let at = chunk.from + u64::from(*at);
                let lines_before = before + u64::from(*lines);
                return (at <= to).then_some(LineStart { at, lines_before });
            }
            before += chunk.n_lines;
        }
        let (_, high) = self.range?;
        (from <= high && high <= to).then_some(LineStart { at: high, lines_before: before })
    }

    /// How many lines the range has, including the unfinished one.
    pub(crate) fn n_lines(&self) -> u64 {
        self.chunks.iter().chain([&self.tail]).map(|chunk| chunk.n_lines).sum()
    }
}

impl Chunk {
    fn runs(&self, level: Level) -> &[u32] {
        match level {
            Level::Error => &self.errors,
            Level::Warning => &self.warnings,
            Level::Plain => &[],
        }
    }

    /// The line before the chunk has the level `before`: the first run of the chunk may continue it.
    /// Returns how many runs of errors and of warnings that removes.
    fn continue_from(&mut self, before: Level) -> (usize, usize) {
        let runs = match self.first {
            Some(Level::Error) if before == Level::Error => &mut self.errors,
            Some(Level::Warning) if before == Level::Warning => &mut self.warnings,
            _ => return (0, 0),
        };
        if runs.first() != Some(&0) {
            return (0, 0);
        }
        runs.remove(0);
        if before == Level::Error { (1, 0) } else { (0, 1) }
    }

    fn join(&mut self, next: Self) {
        let by = (next.from - self.from) as u32;
        let lines = self.n_lines as u32;
        self.points.extend(next.points.iter().map(|(at, n)| (at + by, n + lines)));
        self.errors.extend(next.errors.iter().map(|at| at + by));
        self.warnings.extend(next.warnings.iter().map(|at| at + by));
        self.n_lines += next.n_lines;
        self.to = next.to;
        if next.first.is_some() {
            self.first = self.first.or(next.first);
            self.last = next.last;
        }
    }
}

/// Builds a chunk line by line.
struct Writer<'a> {
    chunk: Chunk,
    detector: &'a mut LevelDetector,
    words: Option<&'a Regex>,
    /// The byte from which the next point is stored.
    due: u64,
}

impl<'a> Writer<'a> {
    fn new(from: u64, detector: &'a mut LevelDetector, words: Option<&'a Regex>) -> Self {
        Self { chunk: Chunk { from, ..Chunk::default() }, detector, words, due: from }
    }

    fn row(&mut self, at: u64, text: &str, continues: bool) {
        if at >= self.due && !continues {
            self.chunk.points.push(((at - self.chunk.from) as u32, self.chunk.n_lines as u32));
            self.due = at + STEP as u64;
        }
        self.chunk.n_lines += u64::from(!continues);
        let may_have_level = self.detector.is_in_trace()
            || self.words.is_none_or(|words| words.is_match(text.as_bytes()));
        let level = if may_have_level { self.detector.level_of(text) } else { Level::Plain };
        self.level(at, level);
    }

    /// Lines from byte `at` up to the next call have this level.
    fn level(&mut self, at: u64, level: Level) {
        let is_new = self.chunk.first.is_none() || self.chunk.last != level;
        let runs = match level {
            Level::Error => Some(&mut self.chunk.errors),
            Level::Warning => Some(&mut self.chunk.warnings),
            Level::Plain => None,
        };
        if let Some(runs) = runs.filter(|_| is_new) {
            runs.push((at - self.chunk.from) as u32);
        }
        self.chunk.first = self.chunk.first.or(Some(level));
        self.chunk.last = level;
    }

    /// Adds lines that look as they are written.
    fn plain_lines(&mut self, at: u64, lines: &[u8]) {
        self.count(at, lines);
        let mut start = 0;
        while let Some(rest) = lines.get(start..).filter(|rest| !rest.is_empty()) {
            if !self.detector.is_in_trace() {
                let found = self.words.and_then(|words| words.find(rest)).map(|word| word.start());
                let plain = found.map_or(rest.len(), |found| {
                    let before = rest.get(..found).unwrap_or_default();
                    memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)
                });
                if plain > 0 {
                    self.level(at + start as u64, Level::Plain);
                    start += plain;
                    continue;
                }
            }
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest.get(..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let level = self.detector.level_of(&String::from_utf8_lossy(line));
            self.level(at + start as u64, level);
            start += end + 1;
        }
    }

    fn count(&mut self, at: u64, lines: &[u8]) {
        let mut start = 0;
        while let Some(rest) = lines.get(start..).filter(|rest| !rest.is_empty()) {
            let here = at + start as u64;
            if here >= self.due {
                let from = (here - self.chunk.from) as u32;
                self.chunk.points.push((from, self.chunk.n_lines as u32));
                self.due = here + STEP as u64;
            }
            let next = usize::try_from(self.due - here).unwrap_or(STEP).min(rest.len());
            let tail = rest.get(next.saturating_sub(1)..).unwrap_or_default();
            let end = memchr::memchr(b'\n', tail).map_or(rest.len(), |end| next.max(1) + end);
            let counted = rest.get(..end).unwrap_or_default();
            self.chunk.n_lines += memchr::memchr_iter(b'\n', counted).count() as u64;
            start += end;
        }
    }
}
