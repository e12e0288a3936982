//! Properties of any log, one function for each fuzz target.

use jobshelf_log::time_search::{SearchStep, TimeSearch};
use jobshelf_log::{Assembler, Encoding, Line, LineTime, LogLines};

/// Any bytes, in every encoding, however they are cut: the first two bytes choose the cut.
pub fn log_lines(data: &[u8]) {
    let Some(([first, second], bytes)) = data.split_first_chunk() else { return };
    let cut = usize::from(*first) % (bytes.len() + 1);
    let start = u64::from(*second);
    let _ = Encoding::detect_utf16(start, bytes);
    for encoding in Encoding::ALL {
        let whole = lines_of(encoding, &[bytes]);
        let (before, after) = bytes.split_at(cut);
        assert_eq!(lines_of(encoding, &[before, after]), whole);

        let mut log = LogLines::starting_at(start).with_encoding(encoding);
        log.append(start, before);
        log.append(start + before.len() as u64, after);
        assert_eq!(log.end(), start + bytes.len() as u64);
    }
}

fn lines_of(encoding: Encoding, chunks: &[&[u8]]) -> Vec<Line> {
    let mut assembler = Assembler::default().with_encoding(encoding);
    let mut lines: Vec<Line> = chunks.iter().flat_map(|chunk| assembler.push(chunk)).collect();
    lines.extend(assembler.finish());
    lines
}

/// Lines that may begin with a time, and a search for one of them: the first line is the input of a
/// reader.
pub fn log_times(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for line in text.lines() {
        if let Some(time) = LineTime::parse_line(line) {
            assert_eq!(time.since(&time, 0), Some(0));
            let _ = time.local_millis(60);
        }
    }
    let (typed, log) = text.split_once('\n').unwrap_or_default();
    let Some(wanted) = LineTime::parse_input(typed) else { return };
    let bytes = log.as_bytes();
    let mut search = TimeSearch::new(wanted, bytes.len() as u64, Encoding::Utf8, |_| 60);
    while let SearchStep::Read { start, length } = search.next() {
        let range = start as usize..(start + length) as usize;
        search.take(bytes.get(range).unwrap_or_default());
        assert!(search.requests() <= 32);
    }
}
