//! Tracked files that are rotated faster than they are read.

use crate::world::{World, end, output, start, text};

/// A shell function that rotates `app.log`, and keeps as many old files as it is told.
const ROTATE: &str = "rotate() { n=$1; rm -f app.log.$n; while [ $n -gt 1 ]; do m=$((n-1)); \
                      [ -e app.log.$m ] && mv app.log.$m app.log.$n; n=$m; done; \
                      mv app.log app.log.1; }; ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotations_within_one_interval_are_followed_through_the_files() {
    let world = World::new("run-rotated").await;
    std::fs::write(world.path("app.log.1"), "of an earlier program\n").unwrap();
    let script = format!(
        "{ROTATE} for n in 1 2 3 4; do echo line $n >> app.log; rotate 9; done; \
         while [ ! -e go ]; do sleep 0.05; done; \
         for n in 5 6 7; do echo line $n >> app.log; rotate 9; done; echo line 8 > app.log"
    );
    let options = ["--track", "TaskLog=app.log", "--interval", "1s", "--strict"];
    let run = start(world.run("t", &options, &script));
    world.wait_for("t", "TaskLog", "app.log", b"line 1\nline 2\nline 3\nline 4\n").await;
    std::fs::write(world.path("go"), "").unwrap();
    let run = end(run).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    let lines: String = (1..=8).map(|n| format!("line {n}\n")).collect();
    assert_eq!(text(&world.log("t", "app.log").await), lines);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_that_removed_unread_lines_is_reported() {
    let world = World::new("run-rotated-away").await;
    let script = format!(
        "{ROTATE} echo 0 > app.log; while [ ! -e go ]; do sleep 0.05; done; \
         for i in 1 2 3 4 5; do rotate 1; echo $i > app.log; done; exit 3"
    );
    for (task, code) in [("plain", 3), ("strict", 74)] {
        let _ = std::fs::remove_file(world.path("go"));
        let mut options = vec!["--track", "TaskLog=app.log", "--interval", "1h"];
        options.extend((code == 74).then_some("--strict"));
        let run = start(world.run(task, &options, &script));
        world.wait_for(task, "TaskLog", "app.log", b"0\n").await;
        std::fs::write(world.path("go"), "").unwrap();
        let run = end(run).await;
        let told = text(&run.stderr);
        assert_eq!(run.status.code(), Some(code), "{told}");
        assert!(told.contains("app.log is not saved whole: it was rotated faster"), "{told}");
        assert_eq!(world.log(task, "app.log").await, b"0\n4\n5\n");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tracked_file_that_never_came_is_named() {
    let world = World::new("run-track-missing").await;
    let run = output(world.run("t", &["--track", "TaskLog=typo.log"], "true")).await;
    assert_eq!(run.status.code(), Some(0));
    let told = text(&run.stderr);
    assert!(told.contains("there was no file for `--track TaskLog=typo.log`"), "{told}");
}
