//! An hour of a log, replayed in a moment: a writer that appends pieces of any size, polls that come
//! at any time and may fail or break off, a device that sleeps, and a reader who scrolls.
//!
//! After every step each shown line is a line of the log, at its place, and in the end all lines are
//! shown. The expected text comes from the writer, not from the code under test. A failure names the
//! seed of its replay, which reproduces it when it is passed to `replay`.

use crate::viewers::log::change_notice::model::{Change, Intake, Reader};
use bytes::Bytes;
use jobshelf::follow::{FollowEvent, LogFollower, PollResult, is_other_blob};
use jobshelf::{BlobProperties, BlobType, ReadRange, Timestamp};
use jobshelf_log::{Entry, LogLines};
use proptest::prelude::*;

const WINDOW: u64 = 4 << 10;

/// Numbers that look random (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn is_one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// The output of a task, and the lines that it should read as.
struct Script {
    bytes: Vec<u8>,
    /// The first byte and the text of each line.
    lines: Vec<(u64, String)>,
}

impl Script {
    fn new(random: &mut Random, n_lines: usize) -> Self {
        let mut script = Self { bytes: Vec::new(), lines: Vec::new() };
        for number in 0..n_lines {
            let (printed, text) = line(random, number);
            let end = if random.is_one_in(3) { "\r\n" } else { "\n" };
            script.lines.push((script.bytes.len() as u64, text));
            script.bytes.extend(printed.bytes().chain(end.bytes()));
        }
        script
    }

    /// The text of the line that begins at byte `offset`.
    fn line_at(&self, offset: u64) -> Option<&str> {
        let index = self.lines.binary_search_by_key(&offset, |(offset, _)| *offset).ok()?;
        Some(&self.lines.get(index)?.1)
    }
}

fn line(random: &mut Random, number: usize) -> (String, String) {
    match random.below(8) {
        0 => (String::new(), String::new()),
        1 => {
            let text = "größe 素材 🎬 é".repeat(1 + random.below(30));
            (format!("{number} {text}"), format!("{number} {text}"))
        }
        2 => (
            format!("\x1b[1;31m{number} red\x1b[0m and \x1b[38;2;1;2;3mexact\x1b[m\x1b[K"),
            format!("{number} red and exact"),
        ),
        3 => {
            let updates: String = (0..=random.below(40)).map(|n| format!("\r{n} % ▓")).collect();
            (format!("{number}{updates}\r{number} done ✓"), format!("{number} done ✓"))
        }
        4 => (format!("\x1b]0;a title\x07{number} titled"), format!("{number} titled")),
        _ => {
            let text = "plain ".repeat(random.below(20));
            (format!("{number} {text}."), format!("{number} {text}."))
        }
    }
}

/// A log in storage and a page that follows it.
struct Replay {
    random: Random,
    script: Script,
    written: usize,
    /// Differs for each blob of the same name.
    created: i64,
    exists: bool,
    seen: BlobProperties,
    follow: LogFollower,
    intake: Intake,
    lines: LogLines,
    /// How many times the page reported a new log, and how many gaps it showed.
    n_replaced: usize,
    n_gaps: usize,
}

impl Replay {
    fn new(seed: u64, n_lines: usize) -> Self {
        let mut random = Random(seed);
        let script = Script::new(&mut random, n_lines);
        Self {
            script,
            written: 0,
            created: 0,
            exists: true,
            seen: BlobProperties::default(),
            follow: LogFollower::at_end(random.is_one_in(2).then_some(0), WINDOW).raw_bytes(),
            intake: Intake::default(),
            lines: LogLines::starting_at(0),
            n_replaced: 0,
            n_gaps: 0,
            random,
        }
    }

    fn append(&mut self, n_bytes: usize) {
        self.written = (self.written + n_bytes).min(self.script.bytes.len());
    }

    fn replace(&mut self, n_lines: usize) {
        self.script = Script::new(&mut self.random, n_lines);
        self.written = self.random.below(self.script.bytes.len());
        self.created += 1;
    }

    fn properties(&self) -> BlobProperties {
        let mut properties = BlobProperties::default();
        properties.blob_type = Some(BlobType::Append);
        properties.created = Some(Timestamp::from_unix(self.created));
        properties.etag = Some(format!("{}-{}", self.created, self.written));
        properties
    }

    fn read(&self, start: u64, end: u64) -> Bytes {
        let blob = &self.script.bytes[..self.written];
        let at = |byte: u64| usize::try_from(byte).unwrap().min(blob.len());
        Bytes::copy_from_slice(&blob[at(start)..at(end + 1).max(at(start))])
    }

    fn answer(&self) -> PollResult {
        let ReadRange::Span { start, end } = self.follow.next_range() else { panic!("a span") };
        if !self.exists {
            return PollResult::Missing;
        }
        PollResult::Answer {
            offset: start.min(self.written as u64),
            total: Some(self.written as u64),
            bytes: self.read(start, end),
            properties: Box::new(self.properties()),
        }
    }

    /// Polls once; the answer arrives completely or not at all.
    fn poll(&mut self, arrives: bool) {
        let answer = if arrives {
            self.answer()
        } else {
            PollResult::Failed { retryable: true, retry_after: None }
        };
        if let PollResult::Answer { properties, .. } = &answer {
            self.seen = BlobProperties::clone(properties);
        }
        let event = self.follow.take(answer);
        let change = Change::of(&event, Reader::AtEnd, Timestamp::from_unix(0));
        match event {
            FollowEvent::Begin { at }
            | FollowEvent::Rewritten { at }
            | FollowEvent::Shrunk { at }
            | FollowEvent::Recreated { at } => {
                self.n_replaced += usize::from(change.is_some());
                self.intake.begin(at);
            }
            FollowEvent::Appended { offset, bytes } => {
                self.intake.append(&mut self.lines, offset, &bytes);
            }
            FollowEvent::Unchanged => self.intake.settle(&mut self.lines),
            FollowEvent::Skipped { .. } | FollowEvent::Missing | FollowEvent::Failed => {}
            FollowEvent::Finished => panic!("the log has no end marker"),
        }
        if self.lines.is_over_limit() {
            self.lines.trim(u64::MAX);
        }
    }

    /// The reader scrolls to a byte; a missing piece is loaded there, or as much of it as arrives.
    fn look_at(&mut self, byte: u64) {
        if !self.exists || self.intake.is_waiting() {
            return;
        }
        let Some((start, length)) = self.lines.piece_at(byte) else { return };
        if is_other_blob(&self.seen, &self.properties()) {
            return;
        }
        let mut bytes = self.read(start, start + length - 1);
        if self.random.is_one_in(8) {
            bytes.truncate(self.random.below(bytes.len() + 1));
        }
        self.lines.load(start, &bytes);
        if self.lines.is_over_limit() {
            self.lines.trim(byte);
        }
    }

    /// Whether the shown lines are of the current log.
    fn is_current(&self) -> bool {
        !self.intake.is_waiting() && !is_other_blob(&self.seen, &self.properties())
    }

    /// Checks that each shown line is a line of the log; the last one may be a part. Counts gaps.
    fn check(&self) -> usize {
        if !self.exists || !self.is_current() {
            return 0;
        }
        let mut n_gaps = 0;
        for index in 0..self.lines.len() {
            let line = match self.lines.get(index).unwrap() {
                Entry::Line(line) => line,
                Entry::Gap { .. } => {
                    n_gaps += 1;
                    continue;
                }
            };
            let is_last = index + 1 == self.lines.len();
            let Some(expected) = self.script.line_at(line.offset) else {
                panic!("no line begins at byte {}: {:?}", line.offset, line.text());
            };
            // The last line may be incomplete, so only its beginning is checked.
            assert!(is_last || line.text() == expected, "{:?} is {expected:?}", line.text());
        }
        n_gaps
    }

    /// Reads the log from its first byte to its last, as a reader does who scrolls.
    fn read_through(&mut self) {
        self.exists = true;
        self.written = self.script.bytes.len();
        while self.follow.position() < self.written as u64 || !self.is_current() {
            self.poll(true);
        }
        let mut next = 0;
        let mut shown = Vec::new();
        while next < self.script.bytes.len() as u64 {
            let index = self.lines.index_at(next);
            match self.lines.get(index).unwrap() {
                Entry::Gap { .. } => self.look_at(next),
                Entry::Line(line) => {
                    assert_eq!(line.offset, next, "{} lines are correct", shown.len());
                    shown.push((line.offset, line.text()));
                    next = self.lines.offset(index + 1).max(next + 1);
                }
            }
        }
        assert!(shown == self.script.lines, "the log does not read as it was written");
    }
}

fn replay(seed: u64) -> Replay {
    let mut replay = Replay::new(seed, 400);
    let most = [3, 40, 400, 4_000][replay.random.below(4)];
    for _ in 0..400 {
        match replay.random.below(12) {
            0..=4 => {
                let n_bytes = 1 + replay.random.below(most);
                replay.append(n_bytes);
            }
            5..=8 => replay.poll(true),
            9 => replay.poll(false),
            10 => replay.follow.resume_after_pause(),
            _ => {
                let byte = replay.random.below(replay.written + 1) as u64;
                replay.look_at(byte);
            }
        }
        if replay.random.is_one_in(60) {
            match replay.random.below(3) {
                0 => replay.replace(300),
                1 => replay.exists = false,
                _ => replay.exists = true,
            }
        }
        replay.n_gaps += replay.check();
    }
    replay
}

proptest! {
    #[test]
    fn a_log_reads_as_it_was_written(seed in any::<u64>()) {
        replay(seed).read_through();
    }
}

#[test]
fn skipped_parts_load_in_any_order() {
    for seed in 0..2 {
        let mut replay = Replay::new(seed, 250_000);
        let length = replay.script.bytes.len();
        assert!(length > 17 << 20, "{length} bytes are too few to skip any");
        replay.append(9_000);
        for _ in 0..4 {
            replay.poll(true);
        }
        replay.append(length);
        replay.follow.resume_after_pause();
        for _ in 0..4 {
            replay.poll(true);
        }
        assert!(replay.check() > 0, "seed {seed}: nothing was skipped");
        for _ in 0..100 {
            let byte = replay.random.below(length) as u64;
            replay.look_at(byte);
        }
        replay.check();
        replay.read_through();
    }
}

#[test]
fn replays_cover_every_kind_of_event() {
    let replays: Vec<Replay> = (0..30).map(replay).collect();
    assert!(replays.iter().any(|replay| replay.n_replaced > 1));
    assert!(replays.iter().any(|replay| replay.n_gaps > 0));
    assert!(replays.iter().any(|replay| !replay.exists));
}
