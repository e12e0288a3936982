//! A log that another one replaces while it is fetched: its bytes are those of one of them.

use super::support::{container, over};
use super::transport::HookedTransport;
use super::{names, output};
use bytes::Bytes;
use jobshelf::transport::Method;
use jobshelf::{
    BlobContainer, BlobName, Error, ErrorKind, PendingAppend, RetryPolicy, WriteOptions,
};
use std::sync::atomic::{AtomicUsize, Ordering};

const MIB: usize = 1 << 20;

/// Creates a log of 12 MiB of one letter, in blocks of this length, in place of any other.
async fn write_log(container: &BlobContainer, blob: &BlobName, letter: u8, block: usize) {
    container.delete(blob).await.unwrap();
    container.create_append_blob(blob, &WriteOptions::new()).await.unwrap();
    for position in (0..12 * MIB).step_by(block) {
        let body = Bytes::from(vec![letter; block]);
        let mut append = PendingAppend::new(position as u64, body);
        container.append(blob, &mut append).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_replaced_while_it_is_fetched_is_never_mixed() {
    let container = container("job-replaced-log").await;
    let blob = output(&container, "log").address().blob_name();
    write_log(&container, &blob, b'o', MIB).await;
    let n_requests = AtomicUsize::new(0);
    let (direct, name) = (container.clone(), blob.clone());
    let transport = HookedTransport::new(move |method, _| {
        if method == Method::Get && n_requests.fetch_add(1, Ordering::SeqCst) == 1 {
            let replaced = write_log(&direct, &name, b'n', 4 * MIB);
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(replaced));
        }
        Ok(())
    });
    let over = over(&container, transport, RetryPolicy::ONCE);
    let folder = tempfile::tempdir().unwrap();
    let fetched = output(&over, "log").download_to_file(&folder.path().join("log")).await;
    let error = fetched.unwrap_err();
    assert!(matches!(error, Error::Replaced { .. }), "{error}");
    assert_eq!(error.kind(), ErrorKind::ConditionNotMet);
    assert!(error.to_string().contains("log` was replaced while it was read"), "{error}");
    assert_eq!(names(folder.path()), [""; 0]);
}
