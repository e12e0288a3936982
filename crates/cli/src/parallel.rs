//! Transfers many files at once, with bounded memory.
//!
//! A small file is in memory while it is sent, a large one is sent in blocks. So the bytes in
//! transfer are limited rather than the files, and many small files are sent at a time.

use futures_util::stream::{self, StreamExt as _};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The most files in transfer: enough for a latency of 20 ms.
const MAX_FILES: usize = 32;
/// The most MiB in transfer. A file of this size or more is sent alone.
const MAX_MIB: u32 = 16;

/// Runs `work` for each item, many at a time and in no order. `length_of` is the length in bytes.
pub(crate) async fn for_each<T, F>(
    items: impl IntoIterator<Item = T>,
    length_of: impl Fn(&T) -> u64,
    work: impl Fn(T) -> F,
) where
    F: Future<Output = ()>,
{
    let capacity = Arc::new(Semaphore::new(MAX_MIB as usize));
    let (capacity, length_of, work) = (&capacity, &length_of, &work);
    stream::iter(items)
        .map(|item| async move {
            let mib = u32::try_from(length_of(&item) >> 20).unwrap_or(MAX_MIB);
            // The semaphore is never closed.
            let _permit = capacity.acquire_many((mib + 1).min(MAX_MIB)).await;
            work(item).await;
        })
        .buffer_unordered(MAX_FILES)
        .collect::<()>()
        .await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The most items that were in transfer at the same time.
    async fn most_at_once(length: u64) -> usize {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        for_each(
            0..200,
            |_| length,
            |_| async {
                let n = now.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(n, Ordering::SeqCst);
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                now.fetch_sub(1, Ordering::SeqCst);
            },
        )
        .await;
        most.into_inner()
    }

    #[tokio::test]
    async fn many_small_files_are_sent_at_once_and_large_ones_alone() {
        assert_eq!(most_at_once(1_000).await, MAX_MIB as usize);
        assert_eq!(most_at_once(7 << 20).await, 2);
        assert_eq!(most_at_once(4 << 30).await, 1);
    }
}
