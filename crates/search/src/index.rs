//! What can be said of the lines of a log without knowing what is looked for: which are errors or
//! warnings, and how many there are before a byte.
//!
//! It covers one part of the log, which grows at both ends and never shrinks: another pattern does not
//! make it look again. Lines of one level that follow each other are one stop.

use crate::parts::Part;
use jobshelf_log::{Level, LevelDetector, level_words};
use regex::bytes::{Regex, RegexBuilder};
use std::collections::VecDeque;

/// A line is counted up to here or there in steps of so many bytes.
const STEP: usize = 64 << 10;
/// Blocks that come at the end are joined up to this size.
const CHUNK: u64 = 4 << 20;
/// So many stops are kept of each level.
const MOST: usize = 1_000_000;

/// The lines of one block.
#[derive(Debug, Clone, Default)]
struct Chunk {
    from: u64,
    to: u64,
    n_lines: u64,
    /// A line's first byte, from `from` on, and how many lines of the chunk are before it.
    points: Vec<(u32, u32)>,
    errors: Vec<u32>,
    warnings: Vec<u32>,
    first: Option<Level>,
    last: Level,
}

/// The lines of a part of a log.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    chunks: VecDeque<Chunk>,
    /// Where it begins and ends; both at the same byte while nothing is in it.
    range: Option<(u64, u64)>,
    /// What the next line after its end belongs to.
    detector: LevelDetector,
    /// The unfinished line, for now; a long one has several rows.
    tail: Chunk,
    n_errors: usize,
    n_warnings: usize,
    words: Option<Regex>,
}

impl Default for Index {
    fn default() -> Self {
        let words: Vec<&str> = level_words().collect();
        // Of letters only, so it is one.
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

impl Index {
    /// Takes the block `from..to`; what of it is in here already is passed over. It touches what
    /// is here.
    pub(crate) fn take(&mut self, from: u64, to: u64, parts: &[Part<'_>]) {
        let (low, high) = self.range.unwrap_or((to, to));
        if from < low {
            let mut detector = LevelDetector::default();
            let chunk = self.chunk(from, low.min(to), parts, &mut detector);
            if self.range.is_none() {
                self.detector = detector;
            }
            self.push_front(chunk);
        }
        if to > high {
            let mut detector = std::mem::take(&mut self.detector);
            let chunk = self.chunk(from.max(high), to, parts, &mut detector);
            self.detector = detector;
            self.push_back(chunk);
        }
        self.range = Some((from.min(low), to.max(high)));
    }

    /// The log's first line begins where nothing was taken yet.
    pub(crate) fn begin(&mut self) {
        self.range = self.range.or(Some((0, 0)));
    }

    /// Where it begins; none while it is empty.
    pub(crate) fn low(&self) -> Option<u64> {
        self.range.map(|(low, _)| low)
    }

    /// The unfinished line, for now.
    pub(crate) fn take_tail(&mut self, from: u64, parts: &[Part<'_>]) {
        let mut detector = self.detector.clone();
        let mut chunk = self.chunk(from, u64::MAX, parts, &mut detector);
        if let Some(last) = self.chunks.back() {
            chunk.go_on_from(last.last);
        }
        self.tail = chunk;
    }

    fn chunk(&self, from: u64, to: u64, parts: &[Part<'_>], detector: &mut LevelDetector) -> Chunk {
        let mut writer = Writer::new(from, detector, self.words.as_ref());
        for part in parts {
            match part {
                Part::Run { at, lines } => {
                    // Only the lines of `from..to`.
                    let start = usize::try_from(from.saturating_sub(*at)).unwrap_or(usize::MAX);
                    let end = usize::try_from(to.saturating_sub(*at)).unwrap_or(usize::MAX);
                    let end = end.min(lines.len());
                    if let Some(lines) = lines.get(start..end).filter(|lines| !lines.is_empty()) {
                        writer.run(at + start as u64, lines);
                    }
                }
                Part::Long { at, .. } | Part::Drawn { at, .. } if (from..to).contains(at) => {
                    part.each_row(&mut |row| {
                        writer.row(row.at, &String::from_utf8_lossy(row.text), row.continues);
                    });
                }
                Part::Long { .. } | Part::Drawn { .. } => {}
            }
        }
        writer.chunk.to = to;
        writer.chunk
    }

    fn push_front(&mut self, mut chunk: Chunk) {
        if let Some(next) = self.chunks.front_mut() {
            let (errors, warnings) = next.go_on_from(chunk.last);
            self.n_errors -= errors;
            self.n_warnings -= warnings;
        } else {
            self.tail.go_on_from(chunk.last);
        }
        self.count(&mut chunk);
        self.chunks.push_front(chunk);
    }

    fn push_back(&mut self, mut chunk: Chunk) {
        if let Some(last) = self.chunks.back() {
            chunk.go_on_from(last.last);
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
        chunk.errors.truncate(MOST.saturating_sub(self.n_errors));
        chunk.warnings.truncate(MOST.saturating_sub(self.n_warnings));
        self.n_errors += chunk.errors.len();
        self.n_warnings += chunk.warnings.len();
    }

    /// How many stops there are at lines of `level`.
    pub(crate) fn count_of(&self, level: Level) -> usize {
        let whole = match level {
            Level::Error => self.n_errors,
            Level::Warning => self.n_warnings,
            Level::Plain => 0,
        };
        whole + self.tail.stops(level).len()
    }

    /// The first stop of `level` at byte `from` or after it.
    pub(crate) fn next_stop(&self, level: Level, from: u64) -> Option<u64> {
        let chunks = self.chunks.iter().chain([&self.tail]).filter(|chunk| chunk.to > from);
        let next = |chunk: &Chunk| {
            let stops = chunk.stops(level);
            let index = stops.partition_point(|at| chunk.from + u64::from(*at) < from);
            stops.get(index).map(|at| chunk.from + u64::from(*at))
        };
        chunks.filter_map(next).next()
    }

    /// The last stop of `level` before byte `to`.
    pub(crate) fn previous_stop(&self, level: Level, to: u64) -> Option<u64> {
        let chunks = self.chunks.iter().chain([&self.tail]).rev().filter(|chunk| chunk.from < to);
        let previous = |chunk: &Chunk| {
            let stops = chunk.stops(level);
            let index = stops.partition_point(|at| chunk.from + u64::from(*at) < to);
            let at = stops.get(index.checked_sub(1)?)?;
            Some(chunk.from + u64::from(*at))
        };
        chunks.filter_map(previous).next()
    }

    /// A byte of `from..=to` at which a line begins, and how many lines of the log are before it;
    /// nothing as long as that is not known.
    pub(crate) fn point_in(&self, from: u64, to: u64) -> Option<(u64, u64)> {
        self.range.filter(|(low, _)| *low == 0)?;
        let mut before = 0;
        for chunk in &self.chunks {
            let index = chunk.points.partition_point(|(at, _)| chunk.from + u64::from(*at) < from);
            if let Some((at, lines)) = chunk.points.get(index) {
                let at = chunk.from + u64::from(*at);
                return (at <= to).then_some((at, before + u64::from(*lines)));
            }
            before += chunk.n_lines;
        }
        let (_, high) = self.range?;
        (from <= high && high <= to).then_some((high, before))
    }

    /// How many lines there are in what it covers, the unfinished one among them.
    pub(crate) fn n_lines(&self) -> u64 {
        self.chunks.iter().chain([&self.tail]).map(|chunk| chunk.n_lines).sum()
    }
}

impl Chunk {
    fn stops(&self, level: Level) -> &[u32] {
        match level {
            Level::Error => &self.errors,
            Level::Warning => &self.warnings,
            Level::Plain => &[],
        }
    }

    /// The line before it is of this level: a run that goes on is no stop here. Tells how many errors
    /// and warnings that were.
    fn go_on_from(&mut self, before: Level) -> (usize, usize) {
        let stops = match self.first {
            Some(Level::Error) if before == Level::Error => &mut self.errors,
            Some(Level::Warning) if before == Level::Warning => &mut self.warnings,
            _ => return (0, 0),
        };
        if stops.first() != Some(&0) {
            return (0, 0);
        }
        stops.remove(0);
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

/// Writes a chunk line by line.
struct Writer<'a> {
    chunk: Chunk,
    detector: &'a mut LevelDetector,
    words: Option<&'a Regex>,
    /// Where the next point is due.
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
        let may_say = self.detector.is_in_trace()
            || self.words.is_none_or(|words| words.is_match(text.as_bytes()));
        let level = if may_say { self.detector.level_of(text) } else { Level::Plain };
        self.level(at, level);
    }

    /// The line at `at`, and those that follow up to the next of which it is told, are of `level`.
    fn level(&mut self, at: u64, level: Level) {
        let is_new = self.chunk.first.is_none() || self.chunk.last != level;
        let stops = match level {
            Level::Error => Some(&mut self.chunk.errors),
            Level::Warning => Some(&mut self.chunk.warnings),
            Level::Plain => None,
        };
        if let Some(stops) = stops.filter(|_| is_new) {
            stops.push((at - self.chunk.from) as u32);
        }
        self.chunk.first = self.chunk.first.or(Some(level));
        self.chunk.last = level;
    }

    /// Lines that are drawn as they are written.
    fn run(&mut self, at: u64, lines: &[u8]) {
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
