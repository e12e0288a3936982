//! The lines that pass a filter, collected by the worker while it looks through the log.

use super::LogSearch;
use crate::state::find::Progress;
use crate::state::line_filter::LineFilter;
use jobshelf_log::{FilteredLine, LogLines};
use jobshelf_search_protocol::ClientError;

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
        let Ok(client) = self.client() else { return };
        let filter = self.filter.get_untracked();
        let answer = client.set_filter(filter.spec());
        let is_current = move || self.filter.with_untracked(|now| *now == filter);
        self.show_problem(Box::pin(answer), self.filter_refusal, Box::new(is_current));
    }

    /// The lines that were collected so far.
    pub async fn lines(&'static self) -> Result<LogLines, ClientError> {
        let lines = self.client()?.filtered_lines().await?;
        let row = |(line, bytes)| {
            let jobshelf_search_protocol::FilteredLine { at, number, is_context, .. } = line;
            FilteredLine { offset: at, bytes, number, is_context }
        };
        let rows: Vec<_> = lines.iter().map(row).collect();
        let encoding = self.feed.lines.with_untracked(LogLines::encoding);
        let end = self.feed.total.get_untracked();
        Ok(LogLines::filtered(encoding, end, &rows))
    }
}
