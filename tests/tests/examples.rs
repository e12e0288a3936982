//! The examples of the core crate, run against a real service.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

mod support;

use jobshelf::track::TrackOptions;
use jobshelf::{TaskId, TaskOutputKind, TaskOutputStorage};
use jobshelf_tests::Azurite;
use support::{container, path};

#[path = "../../crates/core/examples/follow_log.rs"]
#[allow(dead_code, reason = "its `main` is for the command line")]
mod follow_log;
#[path = "../../crates/core/examples/save_and_list.rs"]
#[allow(dead_code, reason = "its `main` is for the command line")]
mod save_and_list;

#[tokio::test]
async fn save_and_list_shows_the_file_that_it_saved() {
    let container = container("job-example-save").await;
    let url = Azurite::shared().unwrap().container_sas_url(container.name(), "cwl").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("frame_0001.png");
    std::fs::write(&file, "pixels").unwrap();
    let names = save_and_list::save_and_list(&url.expose(), "t1", &file).await.unwrap();
    assert_eq!(names, ["t1/$TaskOutput/frame_0001.png"]);
}

#[tokio::test]
async fn follow_log_prints_a_log_to_its_end() {
    let container = container("job-example-follow").await;
    let url = Azurite::shared().unwrap().container_sas_url(container.name(), "r").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stdout.txt");
    std::fs::write(&file, "one\ntwo\n").unwrap();
    let storage = TaskOutputStorage::new(container, TaskId::parse("t1").unwrap());
    let kind = TaskOutputKind::task_log();
    let options = TrackOptions::new();
    storage
        .save_tracked(&kind, &file, &path("stdout.txt"), &options)
        .finish(Some(0))
        .await
        .unwrap();
    let mut printed = Vec::new();
    follow_log::follow_log(&url.expose(), "t1", "stdout.txt", &mut printed).await.unwrap();
    assert_eq!(printed, b"one\ntwo\n");
}
