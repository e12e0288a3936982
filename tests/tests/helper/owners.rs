//! Each output of a run has one source: a second one is refused or reported, and destroys nothing.

use crate::world::{World, advice, end, follow_advice, output, text};
use jobshelf::{LogState, OutputPath, TaskId, TaskOutputKind, TaskOutputStorage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_with_the_output_of_the_live_log_is_left_out_and_named() {
    let world = World::new("run-own-log").await;
    std::fs::write(world.path("stdout.txt"), "mine\n").unwrap();
    let script = "echo live; echo other > other.txt; while [ ! -e go ]; do sleep 0.1; done; \
                  echo more";
    let options = ["--save", "TaskLog=*.txt", "--interval", "1s", "--strict"];
    let run = crate::world::start(world.run("t", &options, script));
    world.wait_for("t", "TaskLog", "other.txt", b"other\n").await;
    world.wait_for("t", "TaskLog", "stdout.txt", b"live\n").await;
    std::fs::write(world.path("go"), "").unwrap();
    let run = end(run).await;
    let told = text(&run.stderr);
    assert_eq!(run.status.code(), Some(74), "{told}");
    assert_eq!(world.log("t", "stdout.txt").await, b"live\nmore\n");
    assert!(told.contains("`stdout.txt` is that of the command's own stdout.txt"), "{told}");
    for line in advice(&run) {
        follow_advice(&world, &line).await;
    }
    assert_eq!(world.log("t", "stdout.txt").await, b"live\nmore\n");
    assert_eq!(world.log("t", "stdout-2.txt").await, b"mine\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sources_that_share_an_output_by_name_are_refused_before_the_start() {
    let world = World::new("run-shared").await;
    for (options, named) in [
        (&["--track", "TaskLog=stdout.txt"][..], ["own stdout.txt", "--track TaskLog=stdout.txt"]),
        (&["--save", "TaskLog=../stderr.txt"], ["own stderr.txt", "--save TaskLog=../stderr.txt"]),
        (&["--save", "K=a/x", "--save", "K=../a/x"], ["--save K=a/x", "--save K=../a/x"]),
        (&["--save-job", "K=x", "--save-job", "K=./x"], ["--save-job K=x", "--save-job K=./x"]),
        (&["--save", "K=x", "--track", "K=../x"], ["--save K=x", "--track K=../x"]),
        (&["--save", "K=/proc/self/environ"], ["--save K=/proc/self/environ", "no outputs"]),
    ] {
        let run = output(world.run("t", options, "echo ran > ran")).await;
        let told = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{told}");
        assert!(named.iter().all(|name| told.contains(name)), "{told}");
        assert!(!world.path("ran").exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_glob_leaves_tracked_files_to_their_tracks() {
    let world = World::new("run-glob-track").await;
    let script = "echo solved > solver.log; echo other > other.log";
    let options = ["--track", "TaskLog=solver.log", "--save", "TaskLog=*.log", "--strict"];
    let run = output(world.run("t", &options, script)).await;
    let told = text(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{told}");
    assert!(told.contains("`solver.log` is left out of `--save TaskLog=*.log`"), "{told}");
    assert_eq!(world.log("t", "other.log").await, b"other\n");
    assert_eq!(world.log("t", "solver.log").await, b"solved\n");
    assert_eq!(world.status("t", "solver.log").await.state, LogState::Finished);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_files_with_one_output_leave_it_to_the_first() {
    let world = World::new("run-two-files").await;
    std::fs::create_dir(world.task_folder().join("made")).unwrap();
    let script = "mkdir made; echo one > made/a.txt; echo two > ../made/a.txt";
    let options = ["--save", "K=made/*", "--save", "K=../made/*", "--strict"];
    let run = output(world.run("t", &options, script)).await;
    let told = text(&run.stderr);
    assert_eq!(run.status.code(), Some(74), "{told}");
    assert_eq!(world.stored("t", "K", "made/a.txt").await.unwrap(), b"one\n");
    assert!(told.contains("`../made/a.txt` is not saved"), "{told}");
    assert!(told.contains("is that of `made/a.txt`"), "{told}");
    let lines = advice(&run);
    assert_eq!(lines.len(), 1, "{told}");
    follow_advice(&world, &lines[0]).await;
    assert_eq!(world.stored("t", "K", "made/a.txt").await.unwrap(), b"one\n");
    assert_eq!(world.stored("t", "K", "made/a-2.txt").await.unwrap(), b"two\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_nodes_own_copy_of_the_log_is_not_saved_over_it() {
    let world = World::new("run-node-log").await;
    let options = ["--save", "TaskLog=../*.txt", "--strict"];
    let mut run = world.run("t", &options, "echo live; echo x > ../more.txt; sleep 2; echo end");
    let stdout = std::fs::File::create(world.task_folder().join("stdout.txt")).unwrap();
    run.stdout(stdout).stderr(std::process::Stdio::piped());
    let run = end(run.spawn().unwrap()).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert_eq!(world.log("t", "stdout.txt").await, b"live\nend\n");
    assert_eq!(world.status("t", "stdout.txt").await.state, LogState::Finished);
    assert_eq!(world.log("t", "more.txt").await, b"x\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_block_blob_has_the_logs_name_the_offered_command_works() {
    let world = World::new("run-block-blob").await;
    // As Batch's own `outputFiles` leave it.
    let storage = TaskOutputStorage::new(world.direct.clone(), TaskId::parse("t").unwrap());
    let kind = TaskOutputKind::task_log();
    for name in ["stdout.txt", "solver.log"] {
        let path = OutputPath::parse(name).unwrap();
        storage.save_text(&kind, "of an earlier attempt", &path).await.unwrap();
    }
    let options = ["--track", "TaskLog=solver.log", "--strict"];
    let run = output(world.run("t", &options, "echo printed; echo solved > solver.log")).await;
    let told = text(&run.stderr);
    assert_eq!(run.status.code(), Some(74), "{told}");
    assert!(told.contains("is not an append blob") && told.contains("replaces it"), "{told}");
    assert_eq!(world.log("t", "stdout.txt").await, b"of an earlier attempt");
    let lines = advice(&run);
    assert_eq!(lines.len(), 2, "{told}");
    for line in lines {
        follow_advice(&world, &line).await;
    }
    assert_eq!(world.log("t", "stdout.txt").await, b"printed\n");
    assert_eq!(world.log("t", "solver.log").await, b"solved\n");
}
