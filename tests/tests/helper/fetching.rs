//! `get`: what is there already, links, folders that are no outputs, and requests to end.

use crate::world::{World, output, signal, start, text};
use jobshelf::{BlobName, WriteOptions};
use jobshelf_tests::FaultPlan;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, SystemTime};

async fn put(world: &World, name: &str, bytes: &[u8]) {
    let body = bytes::Bytes::copy_from_slice(bytes);
    let blob = BlobName::new(name).unwrap();
    world.direct.put_blob(&blob, body, &WriteOptions::new()).await.unwrap();
}

async fn get(world: &World, arguments: &[&str]) -> Output {
    let mut get = world.helper("t");
    get.args(["--json", "get", "--to", "to"]).args(arguments);
    output(get).await
}

/// The events with their files, sorted.
fn events(output: &Output) -> Vec<String> {
    let event = |line: &str| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        format!("{} {}", event["event"].as_str().unwrap(), event["file"].as_str().unwrap_or("-"))
    };
    let mut events: Vec<String> = text(&output.stdout).lines().map(event).collect();
    events.sort();
    events
}

/// The files below a folder, and the empty folders.
fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let below = if path.is_dir() { tree(&path) } else { Vec::new() };
        match below.is_empty() {
            true => found.push(path.display().to_string()),
            false => found.extend(below),
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn get_again_fetches_only_what_changed() {
    let world = World::new("again").await;
    let kind = ["--task", "t", "--kind", "TaskOutput"];
    put(&world, "t/$TaskOutput/a", b"one").await;
    put(&world, "t/$TaskOutput/out/b", b"two").await;
    let first = get(&world, &kind).await;
    assert_eq!(events(&first), ["fetched to/a", "fetched to/out/b"], "{}", text(&first.stderr));
    let modified = |path: &str| world.path(path).metadata().unwrap().modified().unwrap();
    let blob = BlobName::new("t/$TaskOutput/a").unwrap();
    let stored = world.direct.properties(&blob).await.unwrap().last_modified.unwrap();
    let stored = SystemTime::UNIX_EPOCH + Duration::from_secs(stored.unix() as u64);
    assert_eq!(modified("to/a"), stored);

    assert_eq!(events(&get(&world, &kind).await), ["unchanged to/a", "unchanged to/out/b"]);
    put(&world, "t/$TaskOutput/a", b"ONE").await;
    std::fs::write(world.path("to/out/b"), "TWO").unwrap();
    put(&world, "t/$TaskOutput/new", b"new").await;
    let dry = get(&world, &[&kind[..], &["--dry-run"]].concat()).await;
    let would = ["would_fetch to/a", "would_fetch to/new", "would_fetch to/out/b"];
    assert_eq!(events(&dry), would);
    assert!(!world.path("to/new").exists());
    assert_eq!(std::fs::read(world.path("to/a")).unwrap(), b"one");
    let again = get(&world, &kind).await;
    assert_eq!(events(&again), ["fetched to/a", "fetched to/new", "fetched to/out/b"]);
    assert_eq!(std::fs::read(world.path("to/a")).unwrap(), b"ONE");
    assert_eq!(std::fs::read(world.path("to/out/b")).unwrap(), b"two");

    let named = [&kind[..], &["a", "a"]].concat();
    assert_eq!(events(&get(&world, &named).await), ["unchanged to/a"]);
    let forced = get(&world, &[&named[..], &["--force"]].concat()).await;
    assert_eq!(events(&forced), ["fetched to/a"]);
    let missing = get(&world, &[&kind[..], &["--dry-run", "missing"]].concat()).await;
    assert_eq!((missing.status.code(), events(&missing)), (Some(1), vec!["failed -".to_owned()]));
    assert_eq!(tree(&world.path("to")).len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn get_follows_no_link_and_leaves_nothing_of_what_failed() {
    let world = World::new("get-links").await;
    put(&world, "t/$TaskOutput/link/x", b"new").await;
    put(&world, "t/$TaskOutput/fine/y", b"fine").await;
    put(&world, "t/$TaskOutput/gone/z/nul", b"z").await;
    put(&world, &format!("t/$TaskOutput/deep/{}", "n".repeat(300)), b"long").await;
    std::fs::create_dir_all(world.path("outside")).unwrap();
    std::fs::create_dir_all(world.path("to")).unwrap();
    std::os::unix::fs::symlink("../outside", world.path("to/link")).unwrap();
    let fetched = get(&world, &["--task", "t", "--kind", "TaskOutput"]).await;
    assert_eq!(fetched.status.code(), Some(1));
    let events = events(&fetched);
    assert_eq!(events, ["failed -", "failed -", "fetched to/fine/y", "fetched to/gone/z/nul"]);
    assert!(text(&fetched.stdout).contains("is a link"), "{}", text(&fetched.stdout));
    let to = world.path("to").display().to_string();
    let files = ["fine/y", "gone/z/nul", "link"].map(|file| format!("{to}/{file}"));
    assert_eq!(tree(&world.path("to")), files);
    assert_eq!(tree(&world.path("outside")), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn folder_blobs_are_neither_fetched_nor_listed() {
    let world = World::new("get-folders").await;
    put(&world, "t/$TaskOutput/out/a", b"a").await;
    let mark = WriteOptions::new().with_metadata(vec![("hdi_isfolder".into(), "true".into())]);
    for name in ["t", "t/$TaskOutput", "t/$TaskOutput/out"] {
        let blob = BlobName::new(name).unwrap();
        world.direct.put_blob(&blob, bytes::Bytes::new(), &mark).await.unwrap();
    }
    let all = get(&world, &["--task", "t"]).await;
    assert_eq!(events(&all), ["fetched to/t/$TaskOutput/out/a"], "{}", text(&all.stdout));
    assert_eq!(all.status.code(), Some(0));
    let mut list = world.helper("t");
    list.arg("list");
    assert_eq!(text(&output(list).await.stdout).lines().count(), 1);
    let named = get(&world, &["--task", "t", "--kind", "TaskOutput", "out"]).await;
    assert!(text(&named.stdout).contains("names a folder"), "{}", text(&named.stdout));
    assert!(!world.path("to/out").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_to_end_leaves_no_folder_and_the_next_get_finishes() {
    let plan = FaultPlan::only(jobshelf_tests::Fault::Busy, 7, 1.0);
    let world = World::new("get-interrupted").await;
    let bytes = vec![b'x'; 100_000];
    put(&world, "t/$TaskOutput/out/a", &bytes).await;
    world.proxy.follow_plan(plan);
    for name in ["INT", "TERM"] {
        let before = world.proxy.n_requests();
        let mut helper = world.helper("t");
        helper.args(["get", "--to", "new/to", "--task", "t", "--kind", "TaskOutput", "out/a"]);
        let child = start(helper);
        while world.proxy.n_requests() == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        signal(child.id(), name);
        let ended = crate::world::end(child).await;
        assert_eq!(ended.status.code(), Some(1), "{name}");
        assert!(text(&ended.stderr).contains("interrupted"), "{}", text(&ended.stderr));
        assert!(!world.path("new").exists());
    }
    world.proxy.heal();
    let done = get(&world, &["--task", "t", "--kind", "TaskOutput", "out/a"]).await;
    assert_eq!(events(&done), ["fetched to/out/a"]);
}
