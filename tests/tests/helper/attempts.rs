//! Trackers that are killed, and tasks that run again.

use crate::world::{World, end, output, signal, start, text};
use jobshelf_tests::Random;
use std::io::Write as _;
use std::time::Duration;

const KILLS: usize = 14;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tracker_killed_at_any_time_saves_the_file_once_after_a_restart() {
    let world = World::new("track-killed").await;
    let path = world.path("solver.log");
    let mut random = Random::new(41);
    let mut written = Vec::new();
    for round in 0..KILLS {
        let mut helper = world.helper("t");
        helper.args(["track", "--interval", "1s", "solver.log"]);
        let tracker = start(helper);
        // Into the start, the first look at the blob, an append, or the pause between.
        let mut left = Duration::from_millis(random.below(1_800) as u64);
        while !left.is_zero() {
            let piece = format!("{round} {}\n", "x".repeat(random.below(20_000)));
            append(&path, piece.as_bytes());
            written.extend_from_slice(piece.as_bytes());
            let pause = left.min(Duration::from_millis(random.below(40) as u64 + 1));
            tokio::time::sleep(pause).await;
            left -= pause;
        }
        signal(tracker.id(), "KILL");
        end(tracker).await;
        let found = world.log("t", "solver.log").await;
        assert!(written.starts_with(&found), "round {round}");
    }
    let mut helper = world.helper("t");
    helper.args(["track", "--interval", "1s", "solver.log"]);
    let tracker = start(helper);
    world.wait_for("t", "TaskLog", "solver.log", &written).await;
    append(&path, b"last\n");
    written.extend_from_slice(b"last\n");
    signal(tracker.id(), "TERM");
    let tracker = end(tracker).await;
    assert!(tracker.status.success(), "{}", text(&tracker.stderr));
    assert!(world.log("t", "solver.log").await == written);
    assert_eq!(world.status("t", "solver.log").await.attempt_offsets, [0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_retried_task_appends_to_its_log_and_records_each_attempt() {
    let world = World::new("run-retry").await;
    let first = output(world.run("t", &[], "echo first; exit 1")).await;
    assert_eq!(first.status.code(), Some(1));
    let second = output(world.run("t", &[], "echo second attempt; exit 2")).await;
    assert_eq!(second.status.code(), Some(2));
    let third = output(world.run("t", &[], "echo third")).await;
    assert_eq!((third.status.code(), text(&third.stdout)), (Some(0), "third\n".to_owned()));
    assert_eq!(text(&world.log("t", "stdout.txt").await), "first\nsecond attempt\nthird\n");
    let status = world.status("t", "stdout.txt").await;
    assert_eq!((status.attempt, status.attempt_offset, status.exit_code), (3, 21, Some(0)));
    assert_eq!(status.attempt_offsets, [0, 6, 21]);
    assert_eq!(world.status("t", "stderr.txt").await.attempt_offsets, [0, 0, 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_node_appends_after_the_bytes_of_a_pre_empted_one() {
    let world = World::new("run-preempted").await;
    let script = "echo one; while [ ! -e go ]; do sleep 0.05; done; echo two; \
                  while :; do sleep 0.05; done";
    let run = start(world.run("t", &["--interval", "1s"], script));
    world.wait_for("t", "TaskLog", "stdout.txt", b"one\n").await;
    std::fs::write(world.path("go"), "").unwrap();
    world.wait_for("t", "TaskLog", "stdout.txt", b"one\ntwo\n").await;
    // The node goes, and with it helper and command at once.
    let command = children_of(run.id());
    signal(run.id(), "KILL");
    command.into_iter().for_each(|process| signal(process, "KILL"));
    end(run).await;
    let again = output(world.run("t", &[], "echo three")).await;
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(text(&world.log("t", "stdout.txt").await), "one\ntwo\nthree\n");
    assert_eq!(world.status("t", "stdout.txt").await.attempt_offsets, [0, 8]);
}

fn children_of(process: u32) -> Vec<u32> {
    let listed = std::process::Command::new("ps")
        .args(["-o", "pid=", "--ppid", &process.to_string()])
        .output()
        .unwrap();
    text(&listed.stdout).split_whitespace().map(|id| id.parse().unwrap()).collect()
}

fn append(path: &std::path::Path, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}
