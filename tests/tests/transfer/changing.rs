//! A file that changes while it is saved is saved in one version, or not at all.

use super::support::{container, over, path};
use super::transport::HookedTransport;
use super::{output, task};
use jobshelf::transport::Method;
use jobshelf::{Error, ErrorKind, Footprint, ReadRange, RetryPolicy, SaveOptions, TaskOutputKind};
use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const MIB: usize = 1 << 20;
/// The length of five blocks.
const LENGTH: usize = 10 * MIB;

/// Writes `byte` over all bytes of the file, in place.
fn overwrite(file: &Path, byte: u8, length: usize) {
    File::options().write(true).open(file).unwrap().write_all(&vec![byte; length]).unwrap();
}

async fn stored(container: &jobshelf::BlobContainer, path: &str) -> Option<Vec<u8>> {
    let read = output(container, path).read(ReadRange::All).await.ok()?;
    Some(read.body.collect(usize::MAX).await.unwrap().to_vec())
}

/// Runs `change` again and again until it is dropped.
struct Writer {
    ended: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    fn start(mut change: impl FnMut() + Send + 'static) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let ended = Arc::clone(&ended);
            move || {
                while !ended.load(Ordering::Relaxed) {
                    change();
                }
            }
        });
        Self { ended, thread: Some(thread) }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_file_that_is_being_rewritten_is_never_saved_mixed() {
    let container = container("job-rewritten").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, vec![0; MIB]).unwrap();
    let mut byte = 0_u8;
    let writer = Writer::start({
        let file = file.clone();
        move || {
            byte = byte.wrapping_add(1);
            overwrite(&file, byte, MIB);
        }
    });
    let save = async || {
        let options = SaveOptions::new();
        task(&container).save(&TaskOutputKind::task_output(), &file, &path("x"), &options).await
    };
    for _ in 0..10 {
        match save().await {
            Ok(n_bytes) => assert_eq!(n_bytes, MIB as u64),
            Err(error) => assert!(error.to_string().contains("keeps changing"), "{error}"),
        }
        let found = stored(&container, "x").await.unwrap_or_default();
        assert!(found.iter().all(|byte| Some(byte) == found.first()), "it is half old, half new");
    }
    drop(writer);
    save().await.unwrap();
    assert!(stored(&container, "x").await.unwrap() == std::fs::read(&file).unwrap());
}

/// Saves a file of five blocks that `change` changes before each block that is sent, up to `n_changes`
/// times. Gives `change` another byte each time.
async fn save_while(
    name: &str,
    n_changes: usize,
    change: impl Fn(&Path, u8) + Send + Sync + 'static,
) -> (Result<u64, Error>, Option<Vec<u8>>, Vec<u8>) {
    let container = container(name).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large");
    std::fs::write(&file, vec![b'o'; LENGTH]).unwrap();
    let n_done = AtomicUsize::new(0);
    let source: PathBuf = file.clone();
    let transport = HookedTransport::new(move |method, url| {
        if method == Method::Put && url.contains("comp=block&") {
            let n = n_done.fetch_add(1, Ordering::SeqCst);
            if n < n_changes {
                change(&source, n as u8);
            }
        }
        Ok(())
    });
    let storage = task(&over(&container, transport, RetryPolicy::ONCE));
    let options = SaveOptions::new().with_footprint(Footprint::Small);
    let kind = TaskOutputKind::task_output();
    let saved = storage.save(&kind, &file, &path("x"), &options).await;
    (saved, stored(&container, "x").await, std::fs::read(&file).unwrap())
}

#[tokio::test]
async fn a_large_file_that_is_rewritten_once_is_saved_in_its_new_version() {
    let rewrite = |file: &Path, _| overwrite(file, b'n', LENGTH);
    let (saved, stored, now) = save_while("job-rewritten-once", 1, rewrite).await;
    assert_eq!(saved.unwrap(), LENGTH as u64);
    assert!(stored.unwrap() == now, "it is half old, half new");
}

#[tokio::test]
async fn a_large_file_that_keeps_changing_is_refused_by_name() {
    let append = |file: &Path, _| {
        File::options().append(true).open(file).unwrap().write_all(b"more").unwrap();
    };
    let cut = |file: &Path, _| File::options().write(true).open(file).unwrap().set_len(3).unwrap();
    let swap = |file: &Path, byte| {
        let other = file.with_extension("new");
        std::fs::write(&other, vec![byte; LENGTH]).unwrap();
        std::fs::rename(&other, file).unwrap();
    };
    let touch_back = |file: &Path, byte| {
        let mut file = File::options().write(true).open(file).unwrap();
        let time = file.metadata().unwrap().modified().unwrap();
        file.seek(std::io::SeekFrom::Start((LENGTH - MIB) as u64)).unwrap();
        file.write_all(&vec![byte; MIB]).unwrap();
        file.set_modified(time).unwrap();
    };
    for (saved, stored, _) in [
        save_while("job-appended", usize::MAX, append).await,
        save_while("job-swapped", usize::MAX, swap).await,
        save_while("job-touched-back", usize::MAX, touch_back).await,
    ] {
        let error = saved.unwrap_err();
        assert!(matches!(error, Error::FileChanged { .. }), "{error}");
        assert_eq!(error.kind(), ErrorKind::ConditionNotMet);
        assert!(error.to_string().contains("large` keeps changing"), "{error}");
        assert!(stored.is_none(), "a part of it is saved");
    }
    // From then on it is a short file, which no longer changes.
    let (saved, stored, now) = save_while("job-cut", 1, cut).await;
    assert_eq!((saved.unwrap(), stored.unwrap()), (3, now));
}
