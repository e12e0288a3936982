//! Outages of storage: the command does not notice them, and nothing is lost.

use crate::world::{World, advice, end, follow_advice, output, signal, start, text};
use jobshelf_tests::{Fault, FaultPlan, Random};
use std::process::Output;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_for_the_whole_run_ends_with_commands_that_save_all() {
    for (job, fault) in [("run-reset", Fault::RequestReset), ("run-busy", Fault::Busy)] {
        let world = World::with(job, FaultPlan::only(fault, 3, 1.0)).await;
        let piece = Random::new(7).bytes(300_000);
        std::fs::write(world.path("piece"), &piece).unwrap();
        let script = "cat piece; echo oops >&2; echo a > 'a b.txt'; echo log > ../own.log; exit 7";
        let options =
            ["--save", "TaskOutput=*.txt", "--track", "TaskLog=../own.log", "--drain", "1s"];
        let run = output(world.run("t", &options, script)).await;
        assert_eq!(run.status.code(), Some(7));
        assert!(run.stdout == piece);
        let told = text(&run.stderr);
        assert!(told.starts_with("oops\n") || told.contains("\noops\n"), "{told}");
        assert!(!told.contains("sig="), "{told}");

        let advice = advice(&run);
        assert_eq!(advice.len(), 4, "{told}");
        world.proxy.heal();
        for line in advice {
            follow_advice(&world, &line).await;
        }
        assert!(world.log("t", "stdout.txt").await == piece);
        assert_eq!(world.status("t", "stdout.txt").await.exit_code, Some(7));
        assert_eq!(world.log("t", "stderr.txt").await, b"oops\n");
        assert_eq!(world.log("t", "own.log").await, b"log\n");
        assert_eq!(world.stored("t", "TaskOutput", "a b.txt").await.unwrap(), b"a\n");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_strict_what_is_not_saved_is_the_exit_code() {
    let world = World::with("run-strict", FaultPlan::only(Fault::Busy, 3, 1.0)).await;
    let run = output(world.run("t", &["--drain", "0", "--strict"], "echo x")).await;
    assert_eq!(run.status.code(), Some(74), "{}", text(&run.stderr));
    world.proxy.heal();
    let run = output(world.run("t", &["--strict"], "echo x; exit 3")).await;
    assert_eq!(run.status.code(), Some(3), "{}", text(&run.stderr));
    let mut nowhere = world.run("t", &["--strict"], "echo x");
    nowhere.env_remove("JOB_CONTAINER_URL");
    let run = output(nowhere).await;
    assert_eq!((run.status.code(), text(&run.stdout)), (Some(74), "x\n".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_advice_names_the_nodes_own_log_file_instead_of_the_spool() {
    let world = World::with("run-node", FaultPlan::only(Fault::Busy, 3, 1.0)).await;
    let mut run = world.run("t", &["--drain", "0"], "echo kept by the node");
    let stdout = std::fs::File::create(world.task_folder().join("stdout.txt")).unwrap();
    run.stdout(stdout).stderr(std::process::Stdio::piped());
    let run = end(run.spawn().unwrap()).await;
    assert_eq!(run.status.code(), Some(0));
    assert_eq!(world.left_behind(), ["stdout.txt"]);
    world.proxy.heal();
    for line in advice(&run) {
        follow_advice(&world, &line).await;
    }
    assert_eq!(world.log("t", "stdout.txt").await, b"kept by the node\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_outage_in_the_middle_of_a_run_everything_is_saved() {
    let world = World::new("run-middle").await;
    let script = "echo before; echo 1 > 1.txt; while [ ! -e down ]; do sleep 0.05; done; \
                  echo during; echo 2 > 2.txt; while [ ! -e up ]; do sleep 0.05; done; \
                  echo after; echo 3 > 3.txt; exit 8";
    let options = ["--interval", "1s", "--save", "TaskOutput=?.txt", "--drain", "110s"];
    let run = start(world.run("t", &options, script));
    world.wait_for("t", "TaskLog", "stdout.txt", b"before\n").await;
    world.wait_for("t", "TaskOutput", "1.txt", b"1\n").await;
    world.proxy.follow_plan(FaultPlan::only(Fault::AnswerLost, 4, 1.0));
    std::fs::write(world.path("down"), "").unwrap();
    let n_before = world.proxy.n_faults(Fault::AnswerLost);
    while world.proxy.n_faults(Fault::AnswerLost) < n_before + 3 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    std::fs::write(world.path("up"), "").unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    world.proxy.heal();
    let run = end(run).await;
    assert_eq!(run.status.code(), Some(8), "{}", text(&run.stderr));
    assert_eq!(text(&run.stdout), "before\nduring\nafter\n");
    assert_eq!(world.log("t", "stdout.txt").await, b"before\nduring\nafter\n");
    for name in ["1", "2", "3"] {
        let stored = world.stored("t", "TaskOutput", &format!("{name}.txt")).await;
        assert_eq!(stored.unwrap(), format!("{name}\n").as_bytes());
    }
    assert_eq!(advice(&Output { stdout: Vec::new(), ..run }), [""; 0]);
    assert_eq!(world.left_behind(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_ends_the_drain() {
    let world = World::with("run-impatient", FaultPlan::only(Fault::Busy, 3, 1.0)).await;
    let script = "echo printed; exit 6";
    let mut run = start(world.run("t", &["--drain", "1h"], script));
    while world.proxy.n_requests() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    // A Ctrl-C before the command's end is for the command.
    while run.try_wait().unwrap().is_none() {
        signal(run.id(), "INT");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    let run = end(run).await;
    assert!(matches!(run.status.code(), Some(6 | 130)), "{:?}", run.status);
    assert_eq!(advice(&run).is_empty(), run.stdout.is_empty(), "{}", text(&run.stderr));
}
