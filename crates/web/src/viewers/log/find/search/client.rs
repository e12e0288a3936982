//! The calls that the search worker answers, with their arguments and answers as Rust values.
//!
//! Nothing else knows how messages are encoded. Every call is sent at once, so calls reach the worker
//! in the order in which they are made, whether or not their answers are awaited.

use crate::browser::worker::{Worker, WorkerError};
use crate::route::{LineFilter, Query};
use crate::viewers::log::find::model::{Progress, Target};
use jobshelf_log::{Encoding, FilteredLine, LogLines};
use js_sys::{Array, Float64Array, Uint8Array, Uint32Array};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};

/// A connection to the search worker. Clones share the worker, which ends with the last of them.
#[derive(Debug, Clone)]
pub(crate) struct SearchClient {
    worker: Rc<Worker>,
}

/// What the worker wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The bytes `from..to` of the log.
    Bytes { from: u64, to: u64 },
    /// Another call: it advanced through bytes that it holds.
    Call,
    /// Nothing.
    Nothing,
}

/// The direction of a step. `Either` is one call, since bytes may arrive between two calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Towards the beginning.
    Back,
    /// Towards the end.
    Forward,
    /// Towards the end, or back if nothing is found there.
    Either,
}

/// A match or an error that a step found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// The byte at which it begins.
    pub(crate) at: u64,
    /// The number of matches before it.
    pub(crate) before: u64,
    /// It is before the byte at which the step began.
    pub(crate) is_back: bool,
}

/// A match in one of the texts that were sent to be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextMatch {
    /// The index of the text.
    pub(crate) text: u32,
    /// The byte of the text at which the match begins.
    pub(crate) from: u32,
    /// The byte of the text at which it ends.
    pub(crate) to: u32,
    /// It is the current match.
    pub(crate) is_current: bool,
}

impl SearchClient {
    /// Starts a worker.
    pub(crate) fn start() -> Option<Self> {
        Some(Self { worker: Rc::new(Worker::search()?) })
    }

    /// Begins with a log of `total` bytes, and forgets everything about the one before.
    pub(crate) fn open(&self, total: u64, encoding: Encoding) {
        drop(self.call("open", &[number(total), encoding.as_str().into()]));
    }

    /// The log has grown to `total` bytes.
    pub(crate) fn grow(&self, total: u64) {
        drop(self.call("grow", &[number(total)]));
    }

    /// Looks for `query`. Answers with the reason if the expression is invalid, or an empty text.
    pub(crate) fn set_query(&self, query: &Query) -> impl Future<Output = Answer<String>> + use<> {
        let answer = self.call("query", &[query.text.as_str().into(), query.flags().into()]);
        async move { Ok(text(&answer.await?)) }
    }

    /// Collects the lines that pass `filter`. Answers like [`set_query`](Self::set_query).
    pub(crate) fn set_filter(
        &self,
        filter: &LineFilter,
    ) -> impl Future<Output = Answer<String>> + use<> {
        let LineFilter { include, exclude, around } = filter;
        let arguments = [
            include.text.as_str().into(),
            exclude.as_str().into(),
            include.flags().into(),
            (*around).into(),
        ];
        let answer = self.call("filter", &arguments);
        async move { Ok(text(&answer.await?)) }
    }

    /// Sets the expression for errors. Answers like [`set_query`](Self::set_query).
    pub(crate) fn set_errors(
        &self,
        expression: &str,
    ) -> impl Future<Output = Answer<String>> + use<> {
        let answer = self.call("judgeBy", &[expression.into()]);
        async move { Ok(text(&answer.await?)) }
    }

    /// Requests again what was requested and has not arrived.
    pub(crate) fn restart(&self) -> impl Future<Output = Answer<()>> + use<> {
        let answer = self.call("again", &[]);
        async move { answer.await.map(drop) }
    }

    /// The bytes that the worker wants next.
    pub(crate) fn next_wanted(&self) -> impl Future<Output = Answer<Wanted>> + use<> {
        let answer = self.call("want", &[]);
        async move {
            Ok(match *numbers(&answer.await?) {
                [from, to] if from >= 0.0 => Wanted::Bytes { from: from as u64, to: to as u64 },
                [_, _] => Wanted::Call,
                _ => Wanted::Nothing,
            })
        }
    }

    /// Gives the worker bytes that begin at `from`. Answers whether they join the bytes it has.
    pub(crate) fn feed(
        &self,
        from: u64,
        bytes: &[u8],
    ) -> impl Future<Output = Answer<bool>> + use<> {
        let bytes = Uint8Array::from(bytes);
        let transfer = Array::of1(&bytes.buffer());
        let answer = self.send("feed", &[number(from), bytes.into()], &transfer);
        async move { Ok(answer.await?.is_truthy()) }
    }

    /// How far the search is.
    pub(crate) fn progress(&self) -> impl Future<Output = Answer<Progress>> + use<> {
        let answer = self.call("state", &[]);
        async move { progress_from(&numbers(&answer.await?)).ok_or(WorkerError) }
    }

    /// The match or error nearest to byte `from`.
    pub(crate) fn step(
        &self,
        target: Target,
        from: u64,
        direction: Direction,
    ) -> impl Future<Output = Answer<Option<Step>>> + use<> {
        let target = match target {
            Target::Match => 0,
            Target::Error => 1,
        };
        let direction = match direction {
            Direction::Back => 0,
            Direction::Forward => 1,
            Direction::Either => 2,
        };
        let answer = self.call("step", &[target.into(), number(from), direction.into()]);
        async move {
            Ok(match *numbers(&answer.await?) {
                [at, before, is_back] => {
                    Some(Step { at: at as u64, before: before as u64, is_back: is_back == 1.0 })
                }
                _ => None,
            })
        }
    }

    /// The number of matches that begin in `from..to`.
    pub(crate) fn count_in(&self, from: u64, to: u64) -> impl Future<Output = Answer<u64>> + use<> {
        let answer = self.call("countIn", &[number(from), number(to)]);
        async move { Ok(count(&answer.await?)) }
    }

    /// The matches in `texts`; the current one is given by the index of its text and the number of
    /// matches before it there. Of very many matches in a text only the first are returned.
    pub(crate) fn mark(
        &self,
        texts: &[String],
        current: Option<(u32, u32)>,
    ) -> impl Future<Output = Answer<Vec<TextMatch>>> + use<> {
        let (line, before) = current.unwrap_or((u32::MAX, 0));
        let answer = self.call("mark", &[strings(texts), line.into(), before.into()]);
        async move {
            let flat = integers(&answer.await?);
            let matches = flat.as_chunks().0.iter().map(|[text, from, to, is_current]| TextMatch {
                text: *text,
                from: *from,
                to: *to,
                is_current: *is_current == 1,
            });
            Ok(matches.collect())
        }
    }

    /// The indexes of the lines that are errors by the expression.
    pub(crate) fn errors_in(
        &self,
        lines: &[String],
    ) -> impl Future<Output = Answer<Vec<u32>>> + use<> {
        let answer = self.call("judge", &[strings(lines)]);
        async move { Ok(integers(&answer.await?)) }
    }

    /// The number of errors by the expression in lines that ended since the last call.
    pub(crate) fn count_new_errors(&self) -> impl Future<Output = Answer<u64>> + use<> {
        let answer = self.call("freshErrors", &[]);
        async move { Ok(count(&answer.await?)) }
    }

    /// The bytes for ticks, at most `n` of each kind: errors, warnings, matches.
    pub(crate) fn ticks(&self, n: u32) -> impl Future<Output = Answer<[Vec<u64>; 3]>> + use<> {
        let answer = self.call("ticks", &[n.into()]);
        async move { Ok(ticks_from(&numbers(&answer.await?))) }
    }

    /// The beginning of a line in `from..=to` and the number of lines before it, if they are known.
    pub(crate) fn line_in(
        &self,
        from: u64,
        to: u64,
    ) -> impl Future<Output = Answer<Option<(u64, u64)>>> + use<> {
        let answer = self.call("pointIn", &[number(from), number(to)]);
        async move {
            Ok(match *numbers(&answer.await?) {
                [at, before] => Some((at as u64, before as u64)),
                _ => None,
            })
        }
    }

    /// The lines that pass the filter, of a log that ends at byte `end`.
    pub(crate) fn filtered_lines(
        &self,
        encoding: Encoding,
        end: u64,
    ) -> impl Future<Output = Answer<LogLines>> + use<> {
        // Nothing comes between the two calls, so the answers are about the same lines.
        let (rows, text) = (self.call("lines", &[]), self.call("text", &[]));
        async move {
            let (rows, text) = (numbers(&rows.await?), bytes(&text.await?));
            Ok(LogLines::filtered(encoding, end, &filtered_from(&rows, &text)))
        }
    }

    fn call(
        &self,
        method: &str,
        arguments: &[JsValue],
    ) -> impl Future<Output = Answer<JsValue>> + use<> {
        self.send(method, arguments, &Array::new())
    }

    fn send(
        &self,
        method: &str,
        arguments: &[JsValue],
        transfer: &Array,
    ) -> impl Future<Output = Answer<JsValue>> + use<> {
        let message: Array = std::iter::once(&method.into()).chain(arguments).collect();
        let answer = self.worker.request(&message, transfer);
        async move {
            // The value, and an error if there is one.
            let answer: Array = answer.await?.unchecked_into();
            if answer.get(1).is_undefined() { Ok(answer.get(0)) } else { Err(WorkerError) }
        }
    }
}

/// An answer of the worker.
type Answer<T> = Result<T, WorkerError>;

fn progress_from(numbers: &[f64]) -> Option<Progress> {
    let [searched, total, matches, is_capped, lines, knows_errors, ref rest @ ..] = *numbers else {
        return None;
    };
    let [filtered, passed, has_all_lines, edition, judged] = *rest else { return None };
    Some(Progress {
        searched: searched as u64,
        total: total as u64,
        matches: matches as u64,
        is_capped: is_capped == 1.0,
        lines: (lines >= 0.0).then_some(lines as u64),
        knows_errors: knows_errors == 1.0,
        filtered: filtered as u64,
        passed: passed as u64,
        has_all_lines: has_all_lines == 1.0,
        edition: edition as u64,
        judged: judged as u64,
    })
}

fn ticks_from(flat: &[f64]) -> [Vec<u64>; 3] {
    let [n_errors, n_warnings, ticks @ ..] = flat else { return Default::default() };
    let ticks: Vec<u64> = ticks.iter().map(|byte| *byte as u64).collect();
    let (errors, rest) = ticks.split_at((*n_errors as usize).min(ticks.len()));
    let (warnings, matches) = rest.split_at((*n_warnings as usize).min(rest.len()));
    [errors.to_vec(), warnings.to_vec(), matches.to_vec()]
}

fn filtered_from<'a>(rows: &[f64], text: &'a [u8]) -> Vec<FilteredLine<'a>> {
    let mut lines = Vec::with_capacity(rows.len() / 4);
    let mut rest = text;
    for [at, number, length, passes] in rows.as_chunks().0 {
        let Some((bytes, after)) = rest.split_at_checked(*length as usize) else { break };
        rest = after;
        let number = (*number >= 0.0).then_some(*number as u64);
        let is_context = *passes == 0.0;
        lines.push(FilteredLine { offset: *at as u64, bytes, number, is_context });
    }
    lines
}

/// Positions are exact as `f64` up to nine petabytes.
fn number(n: u64) -> JsValue {
    JsValue::from_f64(n as f64)
}

fn strings(texts: &[String]) -> JsValue {
    texts.iter().map(JsValue::from).collect::<Array>().into()
}

fn text(answer: &JsValue) -> String {
    answer.as_string().unwrap_or_default()
}

fn count(answer: &JsValue) -> u64 {
    answer.as_f64().unwrap_or_default() as u64
}

fn numbers(answer: &JsValue) -> Vec<f64> {
    answer.dyn_ref::<Float64Array>().map(Float64Array::to_vec).unwrap_or_default()
}

fn integers(answer: &JsValue) -> Vec<u32> {
    answer.dyn_ref::<Uint32Array>().map(Uint32Array::to_vec).unwrap_or_default()
}

fn bytes(answer: &JsValue) -> Vec<u8> {
    answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_from_the_numbers_of_the_worker() {
        let numbers = [10.0, 20.0, 3.0, 0.0, -1.0, 1.0, 5.0, 7.0, 1.0, 4.0, 8.0];
        let progress = progress_from(&numbers).unwrap();
        assert_eq!((progress.matches, progress.lines, progress.knows_errors), (3, None, true));
        assert_eq!((progress.passed, progress.percent_filtered()), (7, 25));
        assert_eq!((progress.has_all_lines, progress.edition), (true, 4));
        assert_eq!(progress.bottom_for(Target::Error), 12);
        assert_eq!(progress_from(&[1.0]), None);
    }

    #[test]
    fn ticks_are_split_by_their_counts() {
        let ticks = ticks_from(&[2.0, 1.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(ticks, [vec![10, 20], vec![30], vec![40, 50]]);
        assert_eq!(ticks_from(&[9.0, 9.0, 1.0]), [vec![1], vec![], vec![]]);
        assert_eq!(ticks_from(&[]), <[Vec<u64>; 3]>::default());
    }
}
