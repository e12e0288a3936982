//! Networks that answer in the service's place: nothing counts as done, and no local file changes.

use crate::world::{World, output, text};
use bytes::Bytes;
use jobshelf::{BlobName, WriteOptions};
use jobshelf_tests::{Fault, FaultPlan};

async fn world(job: &str, fault: Fault) -> World {
    let world = World::with(job, FaultPlan::only(fault, 5, 1.0)).await;
    let blob = BlobName::parse("t/$TaskOutput/a.txt").unwrap();
    let body = Bytes::from_static(b"stored");
    world.direct.put_blob(&blob, body, &WriteOptions::default()).await.unwrap();
    std::fs::write(world.path("a.txt"), "local").unwrap();
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_portal_no_command_says_that_it_is_done() {
    let world = &world("foreign-portal", Fault::Redirect).await;
    let command = |arguments: &[&str]| {
        let mut helper = world.helper("t");
        helper.args(arguments);
        output(helper)
    };
    // Each retries for some seconds, so all run at once.
    let (save, get, list, rm) = tokio::join!(
        command(&["save", "--kind", "TaskOutput", "a.txt"]),
        command(&["get", "--to", ".", "--task", "t", "--kind", "TaskOutput", "a.txt"]),
        command(&["list"]),
        command(&["rm", "--task", "t", "--kind", "TaskOutput", "--yes", "a.txt"]),
    );
    for (name, run) in [("save", save), ("get", get), ("list", list), ("rm", rm)] {
        let told = text(&run.stderr);
        assert_eq!((run.status.code(), text(&run.stdout)), (Some(1), String::new()), "{name}");
        assert!(told.contains("a redirect to `portal.example`"), "{name}: {told}");
        assert!(told.contains("sign in to the network"), "{name}: {told}");
        assert!(!told.contains("secret"), "{name}: {told}");
    }
    assert_eq!(std::fs::read(world.path("a.txt")).unwrap(), b"local");
    assert_eq!(world.stored("t", "TaskOutput", "a.txt").await.unwrap(), b"stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_proxy_that_says_done_a_strict_run_is_not_saved() {
    for (job, fault) in [("foreign-2xx", Fault::ForeignSuccess), ("foreign-page", Fault::Portal)] {
        let world = world(job, fault).await;
        let options = ["--strict", "--drain", "0", "--save", "TaskOutput=b.txt"];
        let run = output(world.run("t", &options, "echo x; echo y > b.txt")).await;
        assert_eq!(run.status.code(), Some(74), "{}", text(&run.stderr));
        assert!(text(&run.stderr).contains("to save it: "), "{}", text(&run.stderr));
        assert_eq!(world.stored("t", "TaskOutput", "b.txt").await, None);
    }
}
