//! [`Finder`] as the worker's script calls it: numbers, texts and flat lists, no rule of its own.
//!
//! A byte of the log is a `f64`, exact up to nine petabytes; -1 is none.

use crate::filter::Filter;
use crate::finder::{Direction, Finder, Found, Next};
use crate::pattern::{Case, Pattern, Syntax};
use jobshelf_log::line_break::ROW_BYTES;
use jobshelf_log::{Encoding, Level};
use wasm_bindgen::prelude::wasm_bindgen;

/// What is none.
const NONE: f64 = -1.0;
/// So many matches are marked in a row's length of text: each is an element of the page.
const MOST_MARKS: usize = 500;

/// A log that is looked through.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Search {
    finder: Finder,
}

#[wasm_bindgen]
impl Search {
    /// A log of `total` bytes in the encoding of that name.
    #[wasm_bindgen(constructor)]
    pub fn new(total: f64, encoding: &str) -> Self {
        let encoding = Encoding::parse(encoding).unwrap_or_default();
        Self { finder: Finder::new(total as u64, encoding) }
    }

    /// Looks for a text, or for an expression (`r` in `flags`), with its case matched (`c`). Gives what
    /// is wrong with an expression, or an empty text. An empty pattern is none.
    pub fn query(&mut self, text: &str, flags: &str) -> String {
        if text.is_empty() {
            self.finder.forget_pattern();
            return String::new();
        }
        match pattern(text, flags) {
            Ok(pattern) => {
                self.finder.look_for(pattern);
                String::new()
            }
            Err(reason) => {
                self.finder.forget_pattern();
                reason
            }
        }
    }

    /// Collects the lines that have one text and have not another, read as `flags` say, with `around`
    /// lines around each. Gives what is wrong with an expression. Both texts empty is no filter.
    pub fn filter(&mut self, include: &str, exclude: &str, flags: &str, around: u32) -> String {
        let read = |text: &str| {
            let text = Some(text).filter(|text| !text.is_empty());
            text.map(|text| pattern(text, flags)).transpose()
        };
        let (include, exclude) = match (read(include), read(exclude)) {
            (Ok(include), Ok(exclude)) => (include, exclude),
            (Err(reason), _) | (_, Err(reason)) => {
                self.finder.filter(None);
                return reason;
            }
        };
        let is_filter = include.is_some() || exclude.is_some();
        let filter = Filter { include, exclude, around: around as usize };
        self.finder.filter(is_filter.then_some(filter));
        String::new()
    }

    /// Calls those lines errors that match an expression, in any case of letters. Gives what is wrong
    /// with it; then, and where it is empty, the lines are errors that say so.
    #[wasm_bindgen(js_name = judgeBy)]
    pub fn judge_by(&mut self, expression: &str) -> String {
        let read = (!expression.is_empty()).then(|| pattern(expression, "r")).transpose();
        let refusal = read.as_ref().err().cloned().unwrap_or_default();
        self.finder.judge_by(read.ok().flatten());
        refusal
    }

    /// Which of these lines are errors by that expression.
    pub fn judge(&self, lines: Vec<String>) -> Vec<u32> {
        let numbered = (0u32..).zip(&lines);
        numbered.filter(|(_, line)| self.finder.is_own_error(line)).map(|(n, _)| n).collect()
    }

    /// How many lines that ended since the last call are such errors.
    #[wasm_bindgen(js_name = freshErrors)]
    pub fn fresh_errors(&mut self) -> f64 {
        self.finder.fresh_errors() as f64
    }

    /// The lines that the filter shows: for each where it begins, its number or -1, how many bytes it
    /// has, and whether it passes itself (1).
    pub fn lines(&self) -> Vec<f64> {
        let flat = |(at, raw, number, passes): (u64, &[u8], Option<u64>, bool)| {
            let number = number.map_or(NONE, |number| number as f64);
            [at as f64, number, raw.len() as f64, f64::from(u8::from(passes))]
        };
        self.finder.lines().flat_map(flat).collect()
    }

    /// The bytes of those lines, one after the other.
    pub fn text(&self) -> Vec<u8> {
        self.finder.lines().flat_map(|(_, raw, ..)| raw.iter().copied()).collect()
    }

    /// The log has `total` bytes by now.
    pub fn grow(&mut self, total: f64) {
        self.finder.grow(total as u64);
    }

    /// What was asked for and has not come is asked for again.
    pub fn again(&mut self) {
        self.finder.ask_again();
    }

    /// Takes bytes that begin at `from`; tells whether nothing is missing between them and what is here.
    pub fn feed(&mut self, from: f64, bytes: &[u8]) -> bool {
        self.finder.feed(from as u64, bytes)
    }

    /// What is wanted next, after looking through what was kept, if that is next: where it begins and
    /// ends. Nothing if it is empty; where both are -1, this is to be called again.
    pub fn want(&mut self) -> Vec<f64> {
        match self.finder.want() {
            Next::Nothing => Vec::new(),
            Next::Advance => {
                self.finder.advance();
                vec![NONE, NONE]
            }
            Next::Fetch { from, to } => vec![from as f64, to as f64],
        }
    }

    /// Bytes searched, bytes in all, matches, whether not all are kept (1), lines, and whether all
    /// errors are known (1); bytes filtered, lines that passed, whether all of them are kept (1),
    /// the edition of those that are shown; bytes that were looked through for errors.
    pub fn state(&self) -> Vec<f64> {
        let state = self.finder.state();
        vec![
            state.searched as f64,
            state.total as f64,
            state.matches as f64,
            f64::from(u8::from(state.is_capped)),
            state.lines.map_or(NONE, |lines| lines as f64),
            f64::from(u8::from(state.judged >= state.total)),
            state.filtered as f64,
            state.passed as f64,
            f64::from(u8::from(state.has_all_lines)),
            state.edition as f64,
            state.judged as f64,
        ]
    }

    /// The match (`what` 0) or error (1) nearest to byte `from`: back (`way` 0), onward (1), or onward
    /// and else back (2). Gives its byte, how many matches are before it, and whether it is back (1).
    pub fn step(&self, what: u8, from: f64, way: u8) -> Vec<f64> {
        let step = |direction| match what {
            0 => self.finder.step(from as u64, direction),
            _ => {
                let at = self.finder.step_error(from as u64, direction);
                at.map(|at| Found { at, before: 0 })
            }
        };
        let onward = (way > 0).then(|| step(Direction::Onward)).flatten();
        let found = onward.or_else(|| (way != 1).then(|| step(Direction::Back)).flatten());
        let is_back = f64::from(u8::from(onward.is_none()));
        found.map(|found| vec![found.at as f64, found.before as f64, is_back]).unwrap_or_default()
    }

    /// How many matches begin in `from..to`.
    #[wasm_bindgen(js_name = countIn)]
    pub fn count_in(&self, from: f64, to: f64) -> f64 {
        self.finder.count_in(from as u64, to as u64) as f64
    }

    /// Bytes for ticks beside the scroll bar, of each of three kinds at most `n`: how many errors,
    /// how many warnings, then errors, warnings, matches.
    pub fn ticks(&self, n: u32) -> Vec<f64> {
        let errors = self.finder.ticks_of(Level::Error, n);
        let warnings = self.finder.ticks_of(Level::Warning, n);
        let matches = self.finder.ticks(n);
        let mut flat = vec![errors.len() as f64, warnings.len() as f64];
        flat.extend(errors.iter().chain(&warnings).chain(&matches).map(|at| *at as f64));
        flat
    }

    /// Where the pattern matches in lines: for each match its line's index, where it begins and ends in
    /// bytes, and whether it is the one that has `before` others of line `line` before it (1). Of the
    /// matches in a row's length of text only some hundreds are told, the first ones, and that one.
    pub fn mark(&self, lines: Vec<String>, line: u32, before: u32) -> Vec<u32> {
        let mut flat = Vec::new();
        for (index, text) in (0..).zip(&lines) {
            let (mut row, mut n_marked) = (0, 0);
            for (nth, (from, to)) in (0..).zip(self.finder.mark(text)) {
                if from / ROW_BYTES != row {
                    (row, n_marked) = (from / ROW_BYTES, 0);
                }
                let is_it = (index, nth) == (line, before);
                if n_marked < MOST_MARKS || is_it {
                    flat.extend([index, from as u32, to as u32, u32::from(is_it)]);
                    n_marked += 1;
                }
            }
        }
        flat
    }

    /// A byte of `from..=to` at which a line begins, and how many lines are before it; empty while
    /// that is not known.
    #[wasm_bindgen(js_name = pointIn)]
    pub fn point_in(&self, from: f64, to: f64) -> Vec<f64> {
        match self.finder.point_in(from as u64, to as u64) {
            Some((at, before)) => vec![at as f64, before as f64],
            None => Vec::new(),
        }
    }
}

fn pattern(text: &str, flags: &str) -> Result<Pattern, String> {
    let syntax = if flags.contains('r') { Syntax::Regex } else { Syntax::Plain };
    let case = if flags.contains('c') { Case::Matched } else { Case::Ignored };
    Pattern::new(text, syntax, case)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_goes_onward_and_else_back() {
        let mut search = Search::new(0.0, "utf-8");
        assert_eq!(search.query("ab", ""), "");
        search.feed(0.0, b"ab\nab\nerror\n");
        assert_eq!(search.step(0, 1.0, 2), [3.0, 1.0, 0.0]);
        assert_eq!(search.step(0, 4.0, 2), [3.0, 1.0, 1.0]);
        assert_eq!(search.step(0, 4.0, 1), [0.0; 0]);
        assert_eq!(search.step(0, 3.0, 0), [0.0, 0.0, 1.0]);
        assert_eq!(search.step(1, 9.0, 2), [6.0, 0.0, 1.0]);
    }

    #[test]
    fn lines_are_errors_by_an_expression_until_there_is_none() {
        let mut search = Search::new(0.0, "utf-8");
        assert!(search.feed(0.0, b"error\nNaN\nfine\nnan "));
        assert_eq!(search.judge_by("nan"), "");
        while search.want().first() == Some(&NONE) {}
        assert_eq!((search.step(1, 0.0, 1)[0], search.step(1, 99.0, 0)[0]), (6.0, 15.0));
        assert_eq!(search.ticks(100), [2.0, 0.0, 6.0, 15.0]);
        assert_eq!(search.judge(vec!["error".into(), "a NAN".into()]), [1]);
        assert_eq!(search.judge_by("(nan"), "unclosed group");
        assert_eq!((search.step(1, 0.0, 1)[0], search.ticks(100).len()), (0.0, 3));
        assert_eq!(search.judge(vec!["nan".into()]), []);
        assert_eq!(search.judge_by(""), "");
        assert!(!search.feed(40.0, b"after a gap\n"));
    }

    #[test]
    fn some_hundreds_of_matches_are_marked_in_a_row_and_the_one_that_one_is_at() {
        let mut search = Search::new(0.0, "utf-8");
        search.query("a", "");
        let lines = vec!["a".repeat(10_000), "ba".to_owned()];
        let marks = search.mark(lines, 0, 7_000);
        let marks: Vec<&[u32]> = marks.chunks(4).collect();
        assert_eq!(marks.len(), 500 + 1 + 500 + 1);
        assert_eq!((marks[499], marks[500]), (&[0, 499, 500, 0][..], &[0, 7_000, 7_001, 1][..]));
        assert_eq!((marks[501], marks[1001]), (&[0, 8_192, 8_193, 0][..], &[1, 1, 2, 0][..]));
    }

    #[test]
    fn a_bad_expression_finds_nothing_and_says_why() {
        let mut search = Search::new(0.0, "utf-8");
        search.feed(0.0, b"a(b\n");
        assert_eq!(search.query("(", "r"), "unclosed group");
        assert_eq!(search.state()[2], 0.0);
        assert_eq!(search.query("(", ""), "");
    }
}
