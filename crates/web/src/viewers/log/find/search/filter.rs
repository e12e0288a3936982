//! The lines that pass a filter, collected by the worker while it searches the log.

use crate::route::LineFilter;
use crate::signals::SetIfChanged as _;
use crate::viewers::log::find::model::Progress;
use crate::viewers::log::find::search::LogSearch;
use jobshelf_log::{FilteredLine, LogLines};
use jobshelf_search_protocol::ClientError;
use leptos::prelude::*;

impl LogSearch {
    /// Collects the lines that pass another filter; an empty filter collects none.
    pub(crate) fn collect(self, filter: LineFilter) {
        if self.filter.with_untracked(|before| *before == filter) {
            return;
        }
        let is_filter = !filter.is_empty();
        self.filter_refusal.set_if_changed(String::new());
        self.filter.set(filter);
        self.progress.update(|progress| {
            let total = progress.total.max(1);
            *progress = Progress { filtered: 0, passed: 0, total, ..*progress };
        });
        if !is_filter && !self.is_started() {
            return;
        }
        self.send_filter();
        if is_filter {
            self.resume();
        } else {
            self.stop_if_unused();
        }
    }

    pub(super) fn send_filter(self) {
        let Some(client) = self.client() else { return };
        let filter = self.filter.get_untracked();
        let answer = client.set_filter(filter.spec());
        let is_current = move || self.filter.with_untracked(|now| *now == filter);
        self.report_refusal(answer, self.filter_refusal, is_current);
    }

    /// The lines that were collected so far.
    pub(crate) async fn filtered_lines(self) -> Result<LogLines, ClientError> {
        let answer = self.connect()?.filtered_lines();
        let encoding = self.loader.lines.with_untracked(LogLines::encoding);
        let total = self.loader.total.get_untracked();
        let text = answer.await?;
        let lines = text.iter().map(|(line, bytes)| FilteredLine {
            offset: line.at,
            bytes,
            number: line.number,
            is_context: line.is_context,
        });
        Ok(LogLines::filtered(encoding, total, &lines.collect::<Vec<_>>()))
    }
}
