//! What must hold for any log at all, one function a fuzz target.

use jobshelf_log::{Assembler, Encoding, Line, LogLines};

/// Bytes of any kind, in every encoding, however they are cut: the first two say where.
pub fn log_lines(data: &[u8]) {
    let Some(([first, second], bytes)) = data.split_first_chunk() else { return };
    let cut = usize::from(*first) % (bytes.len() + 1);
    let start = u64::from(*second);
    let _ = Encoding::of_nuls(start, bytes);
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
