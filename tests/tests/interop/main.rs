//! Microsoft's own clients, in Python and in JavaScript, against a real service: each side reads
//! what the other writes, and uses the SAS of the other.
//!
//! `cargo xtask setup` installs the clients; without them these tests fail with a message.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

mod client;
mod minting;

use client::Client;
use jobshelf::blob::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY};
use jobshelf::follow::{FollowEvent, LogFollower, PollResult};
use jobshelf::track::TrackOptions;
use jobshelf::{
    BlobAccount, BlobContainer, BlobType, ContainerName, JobOutputStorage, LogState, LogStatus,
    OutputFile, OutputPath, SasUrl, SaveOptions, TaskId, TaskOutputKind, TaskOutputStorage,
};
use jobshelf_tests::{Azurite, Random};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

/// Paths that each client encodes differently in URLs.
const PATHS: [&str; 6] = [
    "plain.bin",
    "a b+c/with spaces.bin",
    "100%/%2F %20.bin",
    "#1?x=y&z.bin",
    "Grüße, 世界 😀.bin",
    "'quoted' \"twice\" (and) [more]; a=b,c!.bin",
];

fn container_name(text: &str) -> ContainerName {
    ContainerName::parse(text).unwrap()
}

async fn container(name: &str) -> (BlobContainer, SasUrl) {
    let azurite = Azurite::shared().unwrap();
    let container = azurite.container(name).await.unwrap();
    let sas = azurite.container_sas_url(container.name(), "racwl").unwrap();
    (container, sas)
}

fn task(container: &BlobContainer) -> TaskOutputStorage {
    TaskOutputStorage::new(container.clone(), TaskId::parse("t1").unwrap())
}

fn path(path: &str) -> OutputPath {
    OutputPath::parse(path).unwrap()
}

fn bytes_of(length: usize) -> Vec<u8> {
    Random::new(length as u64).bytes(length)
}

async fn save(container: &BlobContainer, to: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("source");
    std::fs::write(&file, bytes).unwrap();
    let kind = TaskOutputKind::task_output();
    let storage = task(container);
    storage.save(&kind, &file, &path(to), &SaveOptions::default()).await.unwrap();
    storage.get_output(&kind, &path(to)).address().blob_name().as_str().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdks_read_what_we_save_under_any_name() {
    let (container, sas) = container("job-interop-read").await;
    let mut expected = BTreeMap::new();
    for (index, to) in PATHS.iter().enumerate() {
        let bytes = bytes_of(1_000 + index);
        expected.insert(save(&container, to, &bytes).await, bytes);
    }
    expected.insert(save(&container, "empty.txt", b"").await, Vec::new());
    let large = bytes_of((20 << 20) + 7);
    expected.insert(save(&container, "large.exr", &large).await, large);
    for client in Client::ALL {
        let listed: BTreeMap<String, usize> =
            client.list(&sas).into_iter().map(|row| (row.name, row.size)).collect();
        let sizes = expected.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect();
        assert_eq!(listed, sizes, "{client:?}");
        for (name, bytes) in &expected {
            assert!(client.read(&sas, name) == *bytes, "{client:?} reads {name} differently");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sdks_read_our_growing_log_and_its_metadata() {
    let (container, sas) = container("job-interop-track").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stdout.txt");
    let kind = TaskOutputKind::task_log();
    let options = TrackOptions::default();
    let mut tracked = task(&container).save_tracked(&kind, &file, &path("stdout.txt"), &options);
    let name = tracked.blob().as_str().to_owned();
    let mut written = Vec::new();
    for client in Client::ALL {
        let piece = bytes_of(5 << 20);
        append(&file, &piece);
        written.extend(piece);
        tracked.flush().await.unwrap();
        assert!(client.read(&sas, &name) == written, "{client:?}");
        let row = client.list(&sas).remove(0);
        assert_eq!(
            (row.kind.as_str(), row.metadata["jobshelf_state"].as_str()),
            ("AppendBlob", "running")
        );
        assert_eq!(row.content_type, "text/plain; charset=utf-8", "{client:?}");
    }
    tracked.finish(Some(3)).await.unwrap();
    for client in Client::ALL {
        let row = client.list(&sas).remove(0);
        assert_eq!(row.metadata["jobshelf_state"], "finished", "{client:?}");
        assert_eq!(row.metadata["jobshelf_exit_code"], "3", "{client:?}");
    }
}

fn append(file: &Path, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
    file.write_all(bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn we_list_and_read_what_the_sdks_write_under_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("source");
    for client in Client::ALL {
        let (container, sas) = container(&format!("job-interop-write-{}", client.name())).await;
        let mut lengths: Vec<usize> = (0..PATHS.len()).map(|index| index * 500).collect();
        // The last one is sent in blocks.
        *lengths.last_mut().unwrap() = (9 << 20) + 11;
        for (to, length) in PATHS.iter().zip(&lengths) {
            std::fs::write(&file, bytes_of(*length)).unwrap();
            client.write(&sas, &format!("t1/$TaskOutput/{to}"), &file);
        }
        let outputs = task(&container).list_outputs(&TaskOutputKind::task_output()).await.unwrap();
        let mut found: Vec<_> = outputs.iter().map(|output| output.address.path()).collect();
        found.sort_unstable();
        let mut expected = PATHS;
        expected.sort_unstable();
        assert_eq!(found, expected, "{client:?}");
        for output in outputs {
            let place = PATHS.iter().position(|path| *path == output.address.path()).unwrap();
            let file = OutputFile::new(container.clone(), output.address);
            let fetched = folder.path().join("fetched");
            file.download_to_file(&fetched).await.unwrap();
            let same = std::fs::read(&fetched).unwrap() == bytes_of(lengths[place]);
            assert!(same, "{client:?}: {}", PATHS[place]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn we_follow_a_log_that_they_append_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("piece");
    for client in Client::ALL {
        let (container, sas) = container(&format!("job-interop-follow-{}", client.name())).await;
        let output =
            task(&container).get_output(&TaskOutputKind::task_log(), &path("stdout é #1.txt"));
        let name = output.address().blob_name().as_str().to_owned();
        let mut follow = LogFollower::from_start();
        let (mut written, mut seen) = (Vec::new(), Vec::new());
        for length in [300, 70_000, 1, 20_000] {
            let piece = bytes_of(length);
            std::fs::write(&file, &piece).unwrap();
            client.append(&sas, &name, &file);
            written.extend(piece);
            // Twice: the second finds nothing new.
            for _ in 0..2 {
                match follow.take(poll(&output, &follow).await) {
                    FollowEvent::Appended { offset, bytes } => {
                        assert_eq!(offset, seen.len() as u64, "{client:?}");
                        seen.extend_from_slice(&bytes);
                    }
                    other => assert_eq!(other, FollowEvent::Unchanged, "{client:?}"),
                }
            }
            assert!(seen == written, "{client:?}: {} of {} bytes", seen.len(), written.len());
        }
        let listed = JobOutputStorage::new(container).list_page(None).await.unwrap();
        assert_eq!(listed.outputs[0].blob.blob_type, BlobType::Append, "{client:?}");
        assert_eq!(listed.outputs[0].log_status(), None, "{client:?}");
    }
}

async fn poll(output: &OutputFile, follow: &LogFollower) -> PollResult {
    let read = output.read(follow.next_range()).await.unwrap();
    let status = LogStatus::from_metadata(&read.properties.metadata);
    assert!(status.as_ref().is_none_or(|status| status.state == LogState::Running));
    let (offset, total, properties) = (read.offset, read.total, Box::new(read.properties));
    PollResult::Answer {
        offset,
        total,
        properties,
        bytes: read.body.collect(usize::MAX).await.unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdks_can_use_our_sas_for_exactly_what_it_allows() {
    let azurite = Azurite::shared().unwrap();
    let name = "job-interop-ours";
    let (container, sas) = container(name).await;
    let blob = save(&container, "a.txt", b"ours").await;
    let account = azurite.account_sas_url("rl").unwrap();
    let read_only = azurite.container_sas_url(&container_name(name), "r").unwrap();
    // The same account SAS, at the container.
    let through_account = SasUrl { container: Some(container_name(name)), ..account.clone() };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("theirs");
    std::fs::write(&file, b"theirs").unwrap();
    for client in Client::ALL {
        assert!(client.containers(&account).iter().any(|found| found == name), "{client:?}");
        assert_eq!(client.read(&through_account, &blob), b"ours", "{client:?}");
        assert_eq!(client.read(&read_only, &blob), b"ours", "{client:?}");
        client.write(&sas, &format!("t1/$TaskOutput/{}.txt", client.name()), &file);
        for no_write in [&read_only, &through_account] {
            let refusal =
                client.refusal(&["write", &no_write.expose(), &blob, file.to_str().unwrap()]);
            assert!(refusal.contains("AuthorizationPermissionMismatch"), "{client:?}: {refusal}");
        }
    }
    assert_eq!(
        task(&container).list_outputs(&TaskOutputKind::task_output()).await.unwrap().len(),
        3
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn we_can_use_the_sas_of_the_sdks_for_what_it_allows() {
    let azurite = Azurite::shared().unwrap();
    let endpoint = azurite.endpoint();
    for client in Client::ALL {
        let name = format!("job-interop-theirs-{}", client.name());
        let name = container_name(&name);
        let account = client.account_sas(&endpoint, DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY);
        let account = SasUrl::parse(&format!("{endpoint}?{account}")).unwrap();
        let account = BlobAccount::from_sas_url(&account).unwrap();
        assert!(account.container(&name).create_if_missing().await.unwrap(), "{client:?}");
        let listed = account.list_containers(name.as_str(), None).await.unwrap();
        assert_eq!(listed.containers.len(), 1, "{client:?}");

        let token =
            client.container_sas(&endpoint, DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY, name.as_str());
        let sas = SasUrl::parse(&format!("{endpoint}/{}?{token}", name.as_str())).unwrap();
        let container = BlobContainer::from_sas_url(&sas).unwrap();
        let blob = save(&container, "x é.txt", b"by their leave").await;
        assert_eq!(client.read(&sas, &blob), b"by their leave", "{client:?}");
        let outputs = task(&container).list_outputs(&TaskOutputKind::task_output()).await.unwrap();
        assert_eq!(outputs.len(), 1, "{client:?}");
        let output = OutputFile::new(container, outputs[0].address.clone());
        assert_eq!(&output.download_to_bytes(99).await.unwrap()[..], b"by their leave");
        // It has no right to delete, and they did not give it.
        let refusal = output.delete().await.unwrap_err();
        assert_eq!(refusal.service_code(), Some("AuthorizationPermissionMismatch"), "{client:?}");
    }
}
