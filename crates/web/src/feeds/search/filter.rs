//! The lines that pass a filter, collected by the worker while it looks through the log.

use super::LogSearch;
use crate::platform::worker::{Broken, bytes, numbers};
use crate::state::find::Progress;
use crate::state::line_filter::LineFilter;
use jobshelf_log::{FilteredLine, LogLines};

impl LogSearch {
    /// Collects the lines that pass another filter; an empty one collects none.
    pub fn collect(&'static self, filter: LineFilter) {
        if self.filter.with_untracked(|before| *before == filter) {
            return;
        }
        let is_filter = !filter.is_empty();
        self.filter_refusal.set_if_new(String::new());
        self.filter.set(filter);
        self.progress.update(|progress| {
            let total = progress.total.max(1);
            *progress = Progress { filtered: 0, passed: 0, total, ..*progress };
        });
        if !is_filter && !self.is_begun() {
            return;
        }
        self.ask_for_lines();
        if is_filter {
            self.run_on();
        } else {
            self.rest();
        }
    }

    pub(super) fn ask_for_lines(&'static self) {
        let filter = self.filter.get_untracked();
        let LineFilter { include, exclude, around } = &filter;
        let arguments = [
            include.text.as_str().into(),
            exclude.as_str().into(),
            include.flags().into(),
            (*around).into(),
        ];
        let is_current = move || self.filter.with_untracked(|now| *now == filter);
        self.set("filter", &arguments, self.filter_refusal, Box::new(is_current));
    }

    /// The lines that were collected so far.
    pub async fn lines(&'static self) -> Result<LogLines, Broken> {
        let Some(worker) = self.worker() else { return Err(Broken) };
        // Both are of one moment: nothing is between the two calls.
        let (told, text) = (worker.call("lines", &[]), worker.call("text", &[]));
        let (told, text) = (numbers(&told.await?), bytes(&text.await?));
        let mut rows = Vec::with_capacity(told.len() / 4);
        let mut rest = text.as_slice();
        for row in told.chunks_exact(4) {
            let &[at, number, length, passes] = row else { continue };
            let Some((raw, after)) = rest.split_at_checked(length as usize) else { break };
            rest = after;
            let number = (number >= 0.0).then_some(number as u64);
            let is_context = passes == 0.0;
            rows.push(FilteredLine { offset: at as u64, bytes: raw, number, is_context });
        }
        let encoding = self.feed.lines.with_untracked(LogLines::encoding);
        let end = self.feed.total.get_untracked();
        Ok(LogLines::filtered(encoding, end, &rows))
    }
}
