//! Properties of a search in any log.

use jobshelf_log::Encoding;
use jobshelf_search::{Direction, Finder, Pattern};
use jobshelf_search_protocol::{Case, Syntax};

/// A pattern up to the first line end, and a log: the results depend neither on where the log is cut
/// nor on which part arrives first. The first three bytes choose the cuts, the kind of pattern, and
/// whether it is the error pattern, too.
pub fn log_search(data: &[u8]) {
    let Some(([first, second, how], rest)) = data.split_first_chunk() else { return };
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (pattern, log) = rest.split_at(end);
    let syntax = if how & 1 == 0 { Syntax::Plain } else { Syntax::Regex };
    let case = if how & 2 == 0 { Case::Ignored } else { Case::Matched };
    let text = String::from_utf8_lossy(pattern);
    let Ok(pattern) = Pattern::new(&text, syntax, case) else { return };
    let cut = |byte: &u8| usize::from(*byte) % (log.len() + 1);
    let (low, high) = (cut(first).min(cut(second)), cut(first).max(cut(second)));
    if how & 8 != 0 {
        long_lines(&pattern, log, usize::from(*first) * 256);
    }
    for encoding in Encoding::ALL {
        let mut whole = Finder::new(0, encoding);
        whole.set_pattern(pattern.clone());
        let errors = (how & 4 != 0).then(|| pattern.clone());
        whole.set_error_pattern(errors.clone());
        whole.feed(0, log);
        let mut cut = Finder::new(high as u64, encoding);
        cut.set_pattern(pattern.clone());
        cut.set_error_pattern(errors);
        for (from, to) in [(low, high), (high, log.len()), (0, low)] {
            cut.feed(from as u64, log.get(from..to).unwrap_or_default());
        }
        assert_eq!(all(&cut), all(&whole));
        assert_eq!(cut.progress(), whole.progress());
    }
}

/// The same log repeated, so that its lines are cut before their end: the numbers of lines and errors
/// stay the same, and no two matches are equal.
fn long_lines(pattern: &Pattern, log: &[u8], cut: usize) {
    const LEAST: usize = 40_000;
    if log.is_empty() {
        return;
    }
    let log = log.repeat(LEAST / log.len() + 1);
    let cut = cut % (log.len() + 1);
    for encoding in Encoding::ALL {
        let mut whole = Finder::new(0, encoding);
        whole.feed(0, &log);
        let mut found = Finder::new(cut as u64, encoding).with_limit(100);
        found.set_pattern(pattern.clone());
        let (before, after) = log.split_at(cut);
        found.feed(cut as u64, after);
        found.feed(0, before);
        let (matches, errors) = all(&found);
        assert!(matches.is_sorted_by(|one, next| one < next));
        assert_eq!(found.progress().matches, matches.len() as u64);
        // In a line of updates a cut changes which text is overwritten.
        if !log.contains(&b'\r') {
            assert_eq!(errors, all(&whole).1);
            assert_eq!(found.progress().lines, whole.progress().lines);
        }
    }
}

/// Every match and every error in forward order; the backward order must agree.
fn all(finder: &Finder) -> (Vec<u64>, Vec<u64>) {
    let walk = |step: &dyn Fn(u64, Direction) -> Option<u64>| {
        let (mut onward, mut back) = (Vec::new(), Vec::new());
        let mut from = 0;
        while let Some(at) = step(from, Direction::Forward) {
            onward.push(at);
            from = at + 1;
        }
        let mut to = u64::MAX;
        while let Some(at) = step(to, Direction::Backward) {
            back.push(at);
            to = at;
        }
        back.reverse();
        assert_eq!(onward, back);
        onward
    };
    let matches =
        walk(&|from, direction| finder.nearest_match(from, direction).map(|found| found.at));
    (matches, walk(&|from, direction| finder.nearest_error(from, direction)))
}
