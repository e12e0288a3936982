//! Line numbers and positions, known once the worker has counted all lines of the log.

use crate::storage::session::session;
use crate::viewers::log::find::search::LogSearch;
use jobshelf_search_protocol::LineStart;
use leptos::prelude::*;

/// Within this distance of a line whose number is known, the page counts the lines itself.
const NEAR: u64 = 64 << 10;

impl LogSearch {
    /// The byte at which line `wanted` begins, unless the lines are not counted or it is none of
    /// them.
    pub(crate) async fn line_start(self, wanted: u64) -> Option<u64> {
        let n_lines = self.progress.with_untracked(|progress| progress.lines)?;
        let before = wanted.checked_sub(1).filter(|_| wanted <= n_lines)?;
        let total = self.loader.total.get_untracked();
        let client = self.client()?;
        // The line begins in `low..high`, and `lines_before` lines come before `low`.
        let (mut low, mut lines_before, mut high) = (0, 0, total);
        while high - low > NEAR {
            let middle = low + (high - low) / 2;
            match client.line_start_in(middle, total).await.ok()? {
                Some(start) if start.lines_before <= before && start.at < high => {
                    (low, lines_before) = (start.at, start.lines_before);
                }
                _ => high = middle,
            }
        }
        self.loader.line_after(session(), low, before - lines_before).await
    }

    /// Numbers the loaded lines that have no number yet.
    pub(super) async fn number_lines(self, unnumbered: Vec<(u64, u64)>) {
        let Some(client) = self.client() else { return };
        let mut numbered = Vec::new();
        for (from, to) in unnumbered {
            let Ok(start) = client.line_start_in(from, to).await else { return };
            numbered.extend(start);
        }
        if !numbered.is_empty() {
            self.loader.lines.update(|lines| {
                for LineStart { at, lines_before } in numbered {
                    lines.set_number(at, lines_before);
                }
            });
        }
    }
}
