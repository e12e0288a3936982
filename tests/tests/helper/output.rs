//! What a command prints: passed through as it is, and in the task's log.

use crate::world::{World, end, output, text};
use jobshelf::LogState;
use jobshelf_tests::{Fault, FaultPlan, Random};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_megabytes_in_bursts_pass_unchanged_and_are_the_log() {
    let mut plan = FaultPlan::seeded(11, 0.2);
    plan.faults.retain(|fault| !matches!(fault, Fault::SlowDrip));
    let world = World::with("run-bursts", plan).await;
    let piece = Random::new(5).bytes(10_000_000);
    std::fs::write(world.path("piece"), &piece).unwrap();
    let script = "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do \
                  cat piece; sleep 0.02; done; echo done >&2; exit 9";
    let run = output(world.run("t", &["--interval", "1s", "--drain", "110s"], script)).await;
    assert_eq!(run.status.code(), Some(9), "{}", text(&run.stderr));
    let printed = piece.repeat(20);
    assert!(run.stdout == printed, "{} bytes passed", run.stdout.len());
    let log = world.log("t", "stdout.txt").await;
    assert!(log == printed, "{} of {} bytes are in the log", log.len(), printed.len());
    assert_eq!(world.log("t", "stderr.txt").await, b"done\n");
    let status = world.status("t", "stdout.txt").await;
    assert_eq!((status.state, status.exit_code), (LogState::Finished, Some(9)));
    assert_eq!(world.left_behind(), [""; 0]);
    let n_faults: usize = Fault::RANDOM.iter().map(|fault| world.proxy.n_faults(*fault)).sum();
    assert!(n_faults > 5, "only {n_faults} requests met a fault");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_spool_delays_nothing_and_the_log_marks_the_gap() {
    let world = World::with("run-full", FaultPlan::only(Fault::Busy, 1, 1.0)).await;
    let piece = Random::new(6).bytes(3_000_000);
    std::fs::write(world.path("piece"), &piece).unwrap();
    let options = ["--spool", "1M", "--drain", "0"];
    let run = output(world.run("t", &options, "cat piece; exit 3")).await;
    assert_eq!(run.status.code(), Some(3));
    assert!(run.stdout == piece);
    let told = text(&run.stderr);
    assert!(told.contains("bytes found no room in the spool"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sent_bytes_are_freed_so_the_spool_passes_more_than_its_limit() {
    let world = World::new("run-room").await;
    let piece = Random::new(8).bytes(10_000_000);
    std::fs::write(world.path("piece"), &piece).unwrap();
    let script = "for n in 1 2 3 4 5; do while [ ! -e go$n ]; do sleep 0.05; done; cat piece; done";
    let mut command = world.run("t", &["--spool", "24M", "--interval", "1s", "--strict"], script);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    let run = command.spawn().unwrap();
    for n in 1..=5 {
        std::fs::write(world.path(&format!("go{n}")), "").unwrap();
        world.wait_for("t", "TaskLog", "stdout.txt", &piece.repeat(n)).await;
    }
    let run = end(run).await;
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert_eq!(world.left_behind(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_output_ends_the_command_as_without_the_helper() {
    let world = World::new("run-head").await;
    let mut shell = world.helper("t");
    let program = shell.get_program().to_owned();
    shell = {
        let mut command = std::process::Command::new("sh");
        command.envs(shell.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(world.path("")).env("HELPER", program);
        command.args(["-c", "\"$HELPER\" run -- yes | head -n 2"]);
        command
    };
    assert_eq!(text(&output(shell).await.stdout), "y\ny\n");
}
