//! The `.part` file of an interrupted fetch: resumed only where that can be verified.

use super::support::{container, over};
use super::transport::HookedTransport;
use super::{names, output};
use bytes::Bytes;
use jobshelf::transport::{Method, TransportError};
use jobshelf::{BlobContainer, Error, PendingAppend, RetryPolicy, WriteOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const MIB: usize = 1 << 20;
/// The length of four ranges.
const LENGTH: usize = 16 * MIB;
/// How many requests a whole fetch makes.
const N_REQUESTS: usize = 4;

/// A blob in a container of its own, and a folder to fetch it into.
struct World {
    container: BlobContainer,
    bytes: Vec<u8>,
    folder: tempfile::TempDir,
}

impl World {
    async fn new(name: &str) -> Self {
        let container = container(name).await;
        let folder = tempfile::tempdir().unwrap();
        let mut world = Self { container, bytes: Vec::new(), folder };
        world.put(1).await;
        world
    }

    /// Replaces the blob.
    async fn put(&mut self, factor: usize) {
        self.bytes = (0..LENGTH).map(|index| ((index * factor) % 251) as u8).collect();
        let body = Bytes::copy_from_slice(&self.bytes);
        let blob = output(&self.container, "large").address().blob_name();
        self.container.put_blob(&blob, body, &WriteOptions::new()).await.unwrap();
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("large")
    }

    /// Fetches it; after so many requests the network is gone. Returns the number of requests.
    async fn fetch(&self, n_requests: usize) -> (Result<u64, Error>, usize) {
        let n = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&n);
        let transport = HookedTransport::new(move |method, _| {
            assert_eq!(method, Method::Get);
            match counted.fetch_add(1, Ordering::SeqCst) < n_requests {
                true => Ok(()),
                false => Err(TransportError::Unreachable("unplugged".to_owned())),
            }
        });
        let container = over(&self.container, transport, RetryPolicy::ONCE);
        let fetched = output(&container, "large").download_to_file(&self.file()).await;
        (fetched, n.load(Ordering::SeqCst))
    }

    /// Interrupts a fetch; returns the file that it leaves.
    async fn interrupt(&self) -> PathBuf {
        let (fetched, _) = self.fetch(N_REQUESTS - 1).await;
        let left = match fetched.unwrap_err() {
            Error::Incomplete { part, n_bytes, length, .. } => Some((part, n_bytes, length)),
            _ => None,
        };
        let (part, n_bytes, length) = left.unwrap();
        assert_eq!(length, LENGTH as u64);
        let part = PathBuf::from(part);
        assert_eq!(part.metadata().unwrap().len(), n_bytes);
        assert_eq!(names(self.folder.path()), [part.file_name().unwrap().to_str().unwrap()]);
        part
    }

    fn assert_fetched(&self) {
        assert_eq!(names(self.folder.path()), ["large"]);
        assert!(std::fs::read(self.file()).unwrap() == self.bytes);
    }
}

#[tokio::test]
async fn an_interrupted_fetch_says_what_it_leaves_and_resumes_there() {
    let world = World::new("job-parts").await;
    world.interrupt().await;
    let (fetched, n_requests) = world.fetch(usize::MAX).await;
    fetched.unwrap();
    assert!(n_requests < N_REQUESTS, "{n_requests} requests");
    world.assert_fetched();
}

#[tokio::test]
async fn a_part_of_another_version_is_removed() {
    let mut world = World::new("job-parts-version").await;
    world.interrupt().await;
    world.put(3).await;
    let (fetched, n_requests) = world.fetch(usize::MAX).await;
    fetched.unwrap();
    assert_eq!(n_requests, N_REQUESTS);
    world.assert_fetched();
}

#[tokio::test]
async fn a_part_that_somebody_changed_is_fetched_again_from_its_beginning() {
    let tamper: [fn(&Path); 4] = [
        |part| std::fs::write(part, vec![b'x'; 8 * MIB]).unwrap(),
        |part| std::fs::write(part, vec![b'x'; LENGTH + 1]).unwrap(),
        |part| {
            std::fs::rename(part, part.with_extension("moved")).unwrap();
            std::os::unix::fs::symlink(part.with_extension("moved"), part).unwrap();
        },
        |part| std::fs::hard_link(part, part.with_extension("moved")).unwrap(),
    ];
    for (index, tamper) in tamper.into_iter().enumerate() {
        let world = World::new(&format!("job-parts-changed-{index}")).await;
        let part = world.interrupt().await;
        tamper(&part);
        let moved = part.with_extension("moved");
        let before = std::fs::read(&moved).ok();
        world.fetch(usize::MAX).await.0.unwrap();
        assert!(std::fs::read(&moved).ok() == before, "it is written through a link");
        let _ = std::fs::remove_file(moved);
        world.assert_fetched();
    }
}

#[tokio::test]
async fn a_fetch_that_cannot_be_verified_later_leaves_nothing() {
    let world = World::new("job-parts-unverified").await;
    let blob = output(&world.container, "large").address().blob_name();
    // No MD5 is stored with a block list that has none.
    let body = || Bytes::copy_from_slice(&world.bytes);
    world.container.put_block(&blob, b"0", body()).await.unwrap();
    let options = WriteOptions::new();
    world.container.put_block_list(&blob, &[b"0".to_vec()], &options).await.unwrap();
    assert!(world.fetch(N_REQUESTS - 1).await.0.is_err());
    assert_eq!(names(world.folder.path()), [""; 0]);
    // An append blob has no version.
    world.container.delete(&blob).await.unwrap();
    world.container.create_append_blob(&blob, &options).await.unwrap();
    for position in (0..LENGTH as u64).step_by(4 * MIB) {
        let start = position as usize;
        let piece = Bytes::copy_from_slice(&world.bytes[start..start + 4 * MIB]);
        world.container.append(&blob, &mut PendingAppend::new(position, piece)).await.unwrap();
    }
    assert!(world.fetch(N_REQUESTS - 1).await.0.is_err());
    assert_eq!(names(world.folder.path()), [""; 0]);
    // A blob that is gone in the middle is not left either.
    world.container.delete(&blob).await.unwrap();
    assert!(world.fetch(usize::MAX).await.0.is_err());
    assert_eq!(names(world.folder.path()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_fetches_of_one_file_at_once_do_not_disturb_each_other() {
    let world = World::new("job-parts-twice").await;
    let (one, other) = futures_util::join!(world.fetch(usize::MAX), world.fetch(usize::MAX));
    assert_eq!((one.0.unwrap(), other.0.unwrap()), (LENGTH as u64, LENGTH as u64));
    world.assert_fetched();
}

#[tokio::test]
async fn a_fetch_that_is_dropped_leaves_what_can_be_resumed_only() {
    let world = World::new("job-parts-dropped").await;
    for (n_polls, n_left) in [(0, 0), (1, 0)] {
        let mut fetch = Box::pin(world.fetch(usize::MAX));
        for _ in 0..n_polls {
            assert!(futures_util::poll!(&mut fetch).is_pending());
        }
        drop(fetch);
        assert_eq!(names(world.folder.path()).len(), n_left);
    }
    // Dropped as soon as there are bytes on the disk.
    let mut fetch = Box::pin(world.fetch(usize::MAX));
    while names(world.folder.path()).is_empty() {
        assert!(futures_util::poll!(&mut fetch).is_pending());
        tokio::task::yield_now().await;
    }
    drop(fetch);
    for name in names(world.folder.path()) {
        let length = world.folder.path().join(name).metadata().unwrap().len();
        assert!(length >= 4 * MIB as u64, "{length} bytes are left");
    }
    world.fetch(usize::MAX).await.0.unwrap();
    world.assert_fetched();
}
