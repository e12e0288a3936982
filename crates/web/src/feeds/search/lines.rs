//! Where a line is, by its number: known once all of the log was counted.

use super::LogSearch;
use jobshelf_search_protocol::LineStart;

/// A line that is no further than this from a place whose number is known is counted from there.
const NEAR: u64 = 64 << 10;

impl LogSearch {
    /// The byte that line `wanted` begins at. None if the lines are not counted, or it is none of
    /// them.
    pub async fn line_start(&'static self, wanted: u64) -> Option<u64> {
        let n_lines = self.progress.with_untracked(|progress| progress.lines)?;
        let before = wanted.checked_sub(1).filter(|_| wanted <= n_lines)?;
        let total = self.feed.total.get_untracked();
        // The line is after byte `low`, which so many lines are before, and before byte `high`.
        let (mut low, mut lines_before, mut high) = (0, 0, total);
        while high - low > NEAR {
            let middle = low + (high - low) / 2;
            match self.client().ok()?.line_start_in(middle, total).await.ok()? {
                Some(LineStart { at, lines_before: n }) if n <= before && at < high => {
                    (low, lines_before) = (at, n);
                }
                _ => high = middle,
            }
        }
        self.feed.line_after(self.session, low, before - lines_before).await
    }
}
