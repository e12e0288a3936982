//! Many files at once, as many as memory carries.
//!
//! A small file is in memory while it is sent, a large one goes in blocks; so what is bounded is
//! the bytes under way, and small files go many at a time.

use futures_util::stream::{self, StreamExt as _};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Files under way at once: with answers that take 20 ms, enough to fill a line.
const AT_ONCE: usize = 32;
/// Bytes under way at once, in MiB: one file of this size or more goes alone.
const MOST_MIB: u32 = 16;

/// Does `work` for each item, whose length in bytes `length_of` gives, many at a time, in no order.
pub(crate) async fn for_each<T, F>(
    items: impl IntoIterator<Item = T>,
    length_of: impl Fn(&T) -> u64,
    work: impl Fn(T) -> F,
) where
    F: Future<Output = ()>,
{
    let room = Arc::new(Semaphore::new(MOST_MIB as usize));
    let (room, length_of, work) = (&room, &length_of, &work);
    stream::iter(items)
        .map(|item| async move {
            let mib = u32::try_from(length_of(&item) >> 20).unwrap_or(MOST_MIB);
            // It is never closed.
            let _room = room.acquire_many((mib + 1).min(MOST_MIB)).await;
            work(item).await;
        })
        .buffer_unordered(AT_ONCE)
        .collect::<()>()
        .await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The most items that were under way at the same time.
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
    async fn small_files_go_many_at_a_time_and_large_ones_alone() {
        assert_eq!(most_at_once(1_000).await, MOST_MIB as usize);
        assert_eq!(most_at_once(7 << 20).await, 2);
        assert_eq!(most_at_once(4 << 30).await, 1);
    }
}
