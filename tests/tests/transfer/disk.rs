//! What a fetch does on the disk: through no links, under names of any length, and nothing is left
//! of a fetch that fails.

use super::support::{container, path};
use super::{names, output, task};
use jobshelf::{BlobContainer, BlobName, DownloadFolder, OutputPath, TaskOutputKind, WriteOptions};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, SystemTime};

async fn save(container: &BlobContainer, to: &str, text: &str) {
    let kind = TaskOutputKind::task_output();
    task(container).save_text(&kind, text, &path(to)).await.unwrap();
}

/// Fetches output `from` below `folder`; returns the error's text with its cause.
async fn refusal(container: &BlobContainer, from: &str, folder: &Path) -> String {
    let fetched = output(container, from).download_below(folder, &path(from)).await;
    let error = fetched.unwrap_err();
    let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    format!("{error}: {cause}")
}

#[tokio::test]
async fn a_fetch_writes_through_no_link_below_its_folder() {
    let container = container("job-links").await;
    save(&container, "a.txt", "new").await;
    save(&container, "out/b.txt", "new").await;
    save(&container, "deep/out/b.txt", "new").await;
    let root = tempfile::tempdir().unwrap();
    let (outside, to) = (root.path().join("outside"), root.path().join("to"));
    std::fs::create_dir_all(to.join("deep")).unwrap();
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("victim"), "old").unwrap();
    symlink(outside.join("victim"), to.join("a.txt")).unwrap();
    symlink(&outside, to.join("out")).unwrap();
    symlink("../../outside", to.join("deep/out")).unwrap();

    for (from, link) in [("a.txt", "a.txt"), ("out/b.txt", "out"), ("deep/out/b.txt", "deep/out")] {
        let text = refusal(&container, from, &to).await;
        assert!(text.contains(link) && text.contains("is a link"), "{text}");
    }
    let whole = output(&container, "a.txt").download_to_file(&to.join("a.txt")).await;
    assert!(whole.is_err(), "a link that is named is not replaced");
    assert_eq!(std::fs::read_to_string(outside.join("victim")).unwrap(), "old");
    assert_eq!(names(&outside), ["victim"]);
    assert_eq!(names(&to), ["a.txt", "deep", "out"]);
    assert!(to.join("a.txt").is_symlink());
}

#[tokio::test]
async fn the_folder_that_is_named_may_be_a_link() {
    let container = container("job-linked-folder").await;
    save(&container, "out/b.txt", "new").await;
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("real")).unwrap();
    symlink("real", root.path().join("to")).unwrap();
    let to = root.path().join("to");
    output(&container, "out/b.txt").download_below(&to, &path("out/b.txt")).await.unwrap();
    assert_eq!(std::fs::read_to_string(root.path().join("real/out/b.txt")).unwrap(), "new");
}

#[tokio::test]
async fn a_name_of_255_bytes_is_fetched() {
    let container = container("job-long-name").await;
    let folder = tempfile::tempdir().unwrap();
    for name in ["n".repeat(255), "é".repeat(127), format!("{}.exr", "ü".repeat(125))] {
        save(&container, &name, "long").await;
        let to = OutputPath::parse(&name).unwrap();
        let (file, _) = output(&container, &name).download_below(folder.path(), &to).await.unwrap();
        assert_eq!(std::fs::read_to_string(file).unwrap(), "long");
    }
    assert_eq!(names(folder.path()).len(), 3);
    save(&container, &"n".repeat(256), "too long").await;
    let text = refusal(&container, &"n".repeat(256), folder.path()).await;
    assert!(text.to_lowercase().contains("name too long"), "{text}");
    assert_eq!(names(folder.path()).len(), 3);
}

#[tokio::test]
async fn a_fetch_that_fails_leaves_no_file_and_no_folder() {
    let container = container("job-nothing-left").await;
    let root = tempfile::tempdir().unwrap();
    let to = root.path().join("new/to");
    // What is missing, what is damaged, what is a folder, and what is in the way.
    let damaged = output(&container, "deep/er/damaged").address().blob_name();
    let wrong = WriteOptions::new().with_content_md5("AAAAAAAAAAAAAAAAAAAAAA==");
    container.put_block(&damaged, b"0", bytes::Bytes::from_static(b"x")).await.unwrap();
    container.put_block_list(&damaged, &[b"0".to_vec()], &wrong).await.unwrap();
    let marked = output(&container, "deep/folder").address().blob_name();
    let mark = WriteOptions::new().with_metadata(vec![("hdi_isfolder".into(), "true".into())]);
    container.put_blob(&marked, bytes::Bytes::new(), &mark).await.unwrap();
    for (from, part) in [
        ("deep/er/missing", "BlobNotFound"),
        ("deep/er/damaged", "MD5"),
        ("deep/folder", "names a folder"),
    ] {
        let text = refusal(&container, from, &to).await;
        assert!(text.contains(part), "{text}");
        assert_eq!(names(root.path()), [""; 0], "{from}");
    }
    std::fs::create_dir_all(to.join("a.txt")).unwrap();
    std::fs::write(to.join("out"), "in the way").unwrap();
    save(&container, "a.txt", "new").await;
    save(&container, "out/b.txt", "new").await;
    assert!(refusal(&container, "a.txt", &to).await.contains("it is a folder"));
    assert!(refusal(&container, "out/b.txt", &to).await.contains("`out` is a file"));
    assert_eq!(
        (names(&to), names(&to.join("a.txt"))),
        (vec!["a.txt".into(), "out".into()], vec![])
    );
}

#[tokio::test]
async fn folders_of_a_hierarchical_namespace_are_no_outputs() {
    let container = container("job-hierarchical").await;
    save(&container, "out/a.txt", "a").await;
    let mark = WriteOptions::new().with_metadata(vec![("hdi_isfolder".into(), "true".into())]);
    for (name, options) in [
        ("t", &mark),
        ("t/$TaskOutput", &mark),
        ("t/$TaskOutput/out", &mark),
        ("t/$TaskOutput/slash/", &WriteOptions::new()),
    ] {
        let blob = BlobName::new(name).unwrap();
        container.put_blob(&blob, bytes::Bytes::new(), options).await.unwrap();
    }
    let listed = task(&container).list_outputs(&TaskOutputKind::task_output()).await.unwrap();
    let paths: Vec<&str> = listed.iter().map(|item| item.address.path()).collect();
    assert_eq!(paths, ["out/a.txt"]);
    let job = jobshelf::JobOutputStorage::new(container);
    let page = job.list_page(None).await.unwrap();
    assert_eq!((page.outputs.len(), page.folders.len(), page.others.len()), (1, 4, 0));
}

#[tokio::test]
async fn a_fetched_file_has_the_time_of_its_blob_and_is_known_again() {
    let container = container("job-current").await;
    let to = path("a.txt");
    save(&container, "a.txt", "one").await;
    let listed = task(&container).list_outputs(&TaskOutputKind::task_output()).await.unwrap();
    let listed = &listed.first().unwrap().blob;
    let root = tempfile::tempdir().unwrap();
    let folder = DownloadFolder::new(root.path());
    let output = output(&container, "a.txt");
    assert!(!output.is_current(&folder, &to, None).await.unwrap());
    let (file, _) = output.download_into(&folder, &to).await.unwrap();
    let time = listed.last_modified.unwrap().unix() as u64;
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(time);
    assert_eq!(file.metadata().unwrap().modified().unwrap(), time);
    for listed in [None, Some(listed)] {
        assert!(output.is_current(&folder, &to, listed).await.unwrap());
    }
    // Replaced within a second by as many bytes, or changed here without a trace.
    let set_time = |time| {
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    };
    for text in ["two", "longer"] {
        std::fs::write(&file, text).unwrap();
        set_time(time);
        for listed in [None, Some(listed)] {
            assert!(!output.is_current(&folder, &to, listed).await.unwrap(), "{text}");
        }
    }
    // The same bytes at another time.
    std::fs::write(&file, "one").unwrap();
    assert!(output.is_current(&folder, &to, Some(listed)).await.unwrap());
}

#[tokio::test]
async fn two_outputs_of_one_file_are_not_both_fetched() {
    // As `A.txt` and `a.txt` on a disk where they are one name.
    let container = container("job-one-name").await;
    save(&container, "a.txt", "small").await;
    save(&container, "A.txt", "capital").await;
    let root = tempfile::tempdir().unwrap();
    let folder = DownloadFolder::new(root.path());
    let fetch =
        async |from: &str| output(&container, from).download_into(&folder, &path("x")).await;
    fetch("a.txt").await.unwrap();
    fetch("a.txt").await.unwrap();
    assert!(fetch("A.txt").await.is_err());
    assert_eq!(std::fs::read_to_string(root.path().join("x")).unwrap(), "small");
}
