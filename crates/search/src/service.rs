//! Answers the requests of the page with a [`Finder`].

use crate::filter::Filter;
use crate::finder::{Direction, Finder};
use crate::pattern::Pattern;
use jobshelf_log::line_break::ROW_BYTES;
use jobshelf_log::{Encoding, Level};
use jobshelf_search_protocol::{
    Case, CurrentMatch, FilterSpec, Highlight, NearestDirection, NearestItem, PatternSpec, Reply,
    Request, Response, Syntax, Target, Ticks,
};

/// The most highlights in a row's length of text: each one is an element of the page.
const MAX_HIGHLIGHTS_PER_ROW: usize = 500;

/// The search of the log that was opened last.
#[derive(Debug)]
pub struct Service {
    finder: Finder,
}

impl Default for Service {
    fn default() -> Self {
        Self { finder: Finder::new(0, Encoding::default()) }
    }
}

impl Service {
    /// Answers one request, given the bytes that came beside it.
    pub fn handle(&mut self, request: Request, bytes: &[u8]) -> Reply {
        let finder = &mut self.finder;
        let response = match request {
            Request::Open { total, encoding } => {
                *finder = Finder::new(total, encoding);
                Response::Done
            }
            Request::SetPattern(pattern) => self.set_pattern(pattern),
            Request::SetFilter(filter) => self.set_filter(filter),
            Request::SetErrorPattern(expression) => self.set_error_pattern(expression),
            Request::ClassifyErrors { lines } => {
                let numbered = (0u32..).zip(&lines);
                let errors = numbered.filter(|(_, line)| finder.matches_error_pattern(line));
                Response::ErrorLines(errors.map(|(index, _)| index).collect())
            }
            Request::TakeNewErrors => Response::Count(finder.take_new_errors()),
            Request::FilteredLines => return self.filtered_lines(),
            Request::Grow { total } => {
                finder.grow(total);
                Response::Done
            }
            Request::RetryPending => {
                finder.retry_pending();
                Response::Done
            }
            Request::Feed { from } => Response::Fed { is_contiguous: finder.feed(from, bytes) },
            Request::NextAction => Response::NextAction(finder.next_action()),
            Request::Progress => Response::Progress(finder.progress()),
            Request::Nearest { target, from, direction } => {
                Response::Nearest(self.nearest(target, from, direction))
            }
            Request::CountMatches { from, to } => Response::Count(finder.count_matches(from, to)),
            Request::Ticks { max } => Response::Ticks(Ticks {
                errors: finder.level_ticks(Level::Error, max),
                warnings: finder.level_ticks(Level::Warning, max),
                matches: finder.match_ticks(max),
            }),
            Request::Highlight { lines, current } => {
                Response::Highlights(self.highlights(&lines, current))
            }
            Request::LineStartIn { from, to } => {
                Response::LineStart(finder.line_start_in(from, to))
            }
        };
        response.into()
    }

    fn set_pattern(&mut self, pattern: Option<PatternSpec>) -> Response {
        let compiled = pattern.as_ref().map(Pattern::compile).transpose();
        let problem = compiled.as_ref().err().cloned();
        match compiled.ok().flatten() {
            Some(pattern) => self.finder.set_pattern(pattern),
            None => self.finder.clear_pattern(),
        }
        Response::PatternSet { problem }
    }

    fn set_filter(&mut self, filter: Option<FilterSpec>) -> Response {
        let compile = |pattern: Option<&PatternSpec>| pattern.map(Pattern::compile).transpose();
        let compiled = filter.map(|FilterSpec { include, exclude, context }| {
            let (include, exclude) = (compile(include.as_ref())?, compile(exclude.as_ref())?);
            Ok(Filter { include, exclude, context: context as usize })
        });
        let compiled: Result<Option<Filter>, String> = compiled.transpose();
        let problem = compiled.as_ref().err().cloned();
        self.finder.set_filter(compiled.ok().flatten());
        Response::PatternSet { problem }
    }

    fn set_error_pattern(&mut self, expression: Option<String>) -> Response {
        let compile = |text: String| Pattern::new(&text, Syntax::Regex, Case::Ignored);
        let compiled = expression.map(compile).transpose();
        let problem = compiled.as_ref().err().cloned();
        self.finder.set_error_pattern(compiled.ok().flatten());
        Response::PatternSet { problem }
    }

    fn filtered_lines(&self) -> Reply {
        let (mut lines, mut bytes) = (Vec::new(), Vec::new());
        for (line, raw) in self.finder.filtered_lines() {
            lines.push(line);
            bytes.extend_from_slice(raw);
        }
        Reply { response: Response::FilteredLines(lines), bytes }
    }

    fn nearest(
        &self,
        target: Target,
        from: u64,
        direction: NearestDirection,
    ) -> Option<NearestItem> {
        let find = |direction| {
            let is_backward = direction == Direction::Backward;
            let (at, n_before) = match target {
                Target::Match => {
                    let found = self.finder.nearest_match(from, direction)?;
                    (found.at, found.n_before)
                }
                Target::Error => (self.finder.nearest_error(from, direction)?, 0),
            };
            Some(NearestItem { at, n_before, is_backward })
        };
        match direction {
            NearestDirection::Backward => find(Direction::Backward),
            NearestDirection::Forward => find(Direction::Forward),
            NearestDirection::ForwardElseBackward => {
                find(Direction::Forward).or_else(|| find(Direction::Backward))
            }
        }
    }

    /// The matches in `lines`: the first hundreds in a row's length of text, and the current one.
    fn highlights(&self, lines: &[String], current: Option<CurrentMatch>) -> Vec<Highlight> {
        let mut highlights = Vec::new();
        for (line, text) in (0..).zip(lines) {
            let (mut row, mut n_in_row) = (0, 0);
            for (nth, (start, end)) in (0..).zip(self.finder.highlight(text)) {
                if start / ROW_BYTES != row {
                    (row, n_in_row) = (start / ROW_BYTES, 0);
                }
                let is_current = current == Some(CurrentMatch { line, nth });
                if n_in_row < MAX_HIGHLIGHTS_PER_ROW || is_current {
                    let (start, end) = (start as u32, end as u32);
                    highlights.push(Highlight { line, start, end, is_current });
                    n_in_row += 1;
                }
            }
        }
        highlights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jobshelf_search_protocol::{FilteredLine, NextAction, Progress};

    fn service() -> Service {
        let mut service = Service::default();
        let opened = service.handle(Request::Open { total: 0, encoding: Encoding::Utf8 }, b"");
        assert_eq!(opened, Response::Done.into());
        service
    }

    fn ask(service: &mut Service, request: Request) -> Response {
        service.handle(request, b"").response
    }

    fn feed(service: &mut Service, from: u64, bytes: &[u8]) -> bool {
        match service.handle(Request::Feed { from }, bytes).response {
            Response::Fed { is_contiguous } => is_contiguous,
            other => panic!("{other:?}"),
        }
    }

    fn set_pattern(service: &mut Service, text: &str, syntax: Syntax) -> Option<String> {
        let pattern = PatternSpec::new(text, syntax, Case::Ignored);
        problem(ask(service, Request::SetPattern(pattern)))
    }

    fn set_error_pattern(service: &mut Service, text: Option<&str>) -> Option<String> {
        problem(ask(service, Request::SetErrorPattern(text.map(str::to_owned))))
    }

    fn problem(response: Response) -> Option<String> {
        match response {
            Response::PatternSet { problem } => problem,
            other => panic!("{other:?}"),
        }
    }

    fn progress(service: &mut Service) -> Progress {
        match ask(service, Request::Progress) {
            Response::Progress(progress) => progress,
            other => panic!("{other:?}"),
        }
    }

    fn nearest(
        service: &mut Service,
        target: Target,
        from: u64,
        direction: NearestDirection,
    ) -> Option<(u64, u64, bool)> {
        match ask(service, Request::Nearest { target, from, direction }) {
            Response::Nearest(item) => item.map(|item| (item.at, item.n_before, item.is_backward)),
            other => panic!("{other:?}"),
        }
    }

    fn error_ticks(service: &mut Service) -> Vec<u64> {
        match ask(service, Request::Ticks { max: 100 }) {
            Response::Ticks(ticks) => {
                assert_eq!((ticks.warnings, ticks.matches), (vec![], vec![]));
                ticks.errors
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_nearest_item_is_forward_and_else_backward() {
        use NearestDirection::{Backward, Forward, ForwardElseBackward};
        let mut service = service();
        assert_eq!(set_pattern(&mut service, "ab", Syntax::Plain), None);
        feed(&mut service, 0, b"ab\nab\nerror\n");
        for (target, from, direction, expected) in [
            (Target::Match, 1, ForwardElseBackward, Some((3, 1, false))),
            (Target::Match, 4, ForwardElseBackward, Some((3, 1, true))),
            (Target::Match, 4, Forward, None),
            (Target::Match, 3, Backward, Some((0, 0, true))),
            (Target::Error, 9, ForwardElseBackward, Some((6, 0, true))),
        ] {
            assert_eq!(nearest(&mut service, target, from, direction), expected, "{from}");
        }
    }

    #[test]
    fn lines_are_errors_by_an_expression_until_it_is_removed() {
        let mut service = service();
        assert!(feed(&mut service, 0, b"error\nNaN\nfine\nnan "));
        assert_eq!(set_error_pattern(&mut service, Some("nan")), None);
        let again = Response::NextAction(NextAction::AskAgain);
        while ask(&mut service, Request::NextAction) == again {}
        let first = nearest(&mut service, Target::Error, 0, NearestDirection::Forward);
        let last = nearest(&mut service, Target::Error, 99, NearestDirection::Backward);
        assert_eq!((first, last), (Some((6, 0, false)), Some((15, 0, true))));
        assert_eq!(error_ticks(&mut service), [6, 15]);
        let lines = vec!["error".to_owned(), "a NAN".to_owned()];
        let classified = ask(&mut service, Request::ClassifyErrors { lines });
        assert_eq!(classified, Response::ErrorLines(vec![1]));

        let problem = set_error_pattern(&mut service, Some("(nan"));
        assert_eq!(problem.as_deref(), Some("unclosed group"));
        assert_eq!(error_ticks(&mut service), [0]);
        let lines = vec!["nan".to_owned()];
        let classified = ask(&mut service, Request::ClassifyErrors { lines });
        assert_eq!(classified, Response::ErrorLines(vec![]));
        assert_eq!(set_error_pattern(&mut service, None), None);
        assert!(!feed(&mut service, 40, b"after a gap\n"));
    }

    #[test]
    fn a_row_has_some_highlights_and_the_current_one() {
        let mut service = service();
        set_pattern(&mut service, "a", Syntax::Plain);
        let lines = vec!["a".repeat(10_000), "ba".to_owned()];
        let current = Some(CurrentMatch { line: 0, nth: 7_000 });
        let response = ask(&mut service, Request::Highlight { lines, current });
        let Response::Highlights(found) = response else { panic!("{response:?}") };
        let highlight = |index: usize| {
            let Highlight { line, start, end, is_current } = found[index];
            (line, start, end, is_current)
        };
        assert_eq!(found.len(), 500 + 1 + 500 + 1);
        assert_eq!(highlight(499), (0, 499, 500, false));
        assert_eq!(highlight(500), (0, 7_000, 7_001, true));
        assert_eq!(highlight(501), (0, 8_192, 8_193, false));
        assert_eq!(highlight(1_001), (1, 1, 2, false));
    }

    #[test]
    fn an_invalid_expression_finds_nothing_and_names_the_problem() {
        let mut service = service();
        feed(&mut service, 0, b"a(b\n");
        let problem = set_pattern(&mut service, "(", Syntax::Regex);
        assert_eq!(problem.as_deref(), Some("unclosed group"));
        assert_eq!(progress(&mut service).matches, 0);
        assert_eq!(set_pattern(&mut service, "(", Syntax::Plain), None);
    }

    #[test]
    fn filtered_lines_come_with_their_bytes() {
        let mut service = service();
        let spec = |text| PatternSpec::new(text, Syntax::Plain, Case::Ignored);
        let filter = FilterSpec { include: spec("b"), exclude: spec("c"), context: 1 };
        assert_eq!(problem(ask(&mut service, Request::SetFilter(Some(filter)))), None);
        feed(&mut service, 0, b"a\nbc\nb\n");
        let Reply { response, bytes } = service.handle(Request::FilteredLines, b"");
        let line = |at, length, number, is_context| FilteredLine {
            at,
            length,
            number: Some(number),
            is_context,
        };
        let expected = vec![line(2, 2, 2, true), line(5, 1, 3, false)];
        assert_eq!((response, bytes), (Response::FilteredLines(expected), b"bcb".to_vec()));
        let bad = FilterSpec {
            include: PatternSpec::new("(", Syntax::Regex, Case::Ignored),
            exclude: None,
            context: 0,
        };
        assert!(problem(ask(&mut service, Request::SetFilter(Some(bad)))).is_some());
        assert_eq!(ask(&mut service, Request::FilteredLines), Response::FilteredLines(vec![]));
    }
}
